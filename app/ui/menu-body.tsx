import { DropdownMenu as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

const CONTENT = 'z-50 min-w-44 rounded-md border border-line-strong bg-surface p-1 text-sm shadow-[var(--shadow)]'

/** The menu itself: open when it comes into the page. */
export function MenuBody({ trigger, children }: { readonly trigger: ReactNode; readonly children: ReactNode }) {
  return (
    <Primitive.Root defaultOpen>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content align="end" sideOffset={4} collisionPadding={8} className={CONTENT}>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

export interface MenuItemProps {
  readonly icon?: ReactNode
  readonly keys?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onSelect: () => void
  readonly children: ReactNode
}

/** One command of a menu, with the shortcut that does the same. */
export function MenuItem({ icon, keys, danger = false, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <Primitive.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      <span className={danger ? 'flex flex-1 items-center gap-2 text-bad' : 'flex flex-1 items-center gap-2'}>
        {icon}
        {children}
      </span>
      {keys && <kbd className="font-sans text-xs text-faint">{keys}</kbd>}
    </Primitive.Item>
  )
}

/** A line between groups of commands. */
export function MenuSeparator() {
  return <Primitive.Separator className="my-1 h-px bg-line" />
}
