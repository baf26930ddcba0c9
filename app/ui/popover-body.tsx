import { Popover as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

interface PopoverBodyProps {
  readonly trigger: ReactNode
  readonly label: string
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly children: ReactNode
}

export default function PopoverBody({ trigger, label, children, ...state }: PopoverBodyProps) {
  return (
    <Primitive.Root {...state}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-40 w-max min-w-80 max-w-[min(28rem,calc(100vw-16px))] rounded-md border border-line-strong bg-surface p-3 text-sm shadow-[var(--shadow)]"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
