import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button'
import { cx } from './cx'

export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons, the one meant first. */
  readonly actions?: ReactNode
  readonly wide?: boolean
}

/** A modal dialog: traps focus, closes on Escape, gives focus back. */
export default function DialogBody({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  wide = false,
}: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[86vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]',
            wide ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <header className="flex items-start gap-3 px-4 pt-3.5">
            <Primitive.Title className="flex-1 text-base font-semibold">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <Button tone="quiet" icon aria-label="Close" className="-mt-1 -mr-1.5">
                <X size={15} aria-hidden />
              </Button>
            </Primitive.Close>
          </header>
          {description && (
            <Primitive.Description className="px-4 pt-1 text-sm text-muted">{description}</Primitive.Description>
          )}
          {children && <div className="min-h-0 overflow-y-auto px-4 pt-3">{children}</div>}
          <footer className="flex flex-row-reverse justify-start gap-2 px-4 py-3.5">{actions}</footer>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
