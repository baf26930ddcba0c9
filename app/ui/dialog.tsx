import { X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button'
import { cx } from './cx'
import { useModal } from './modal'

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

function OpenDialog({ onOpenChange, title, description, children, actions, wide = false }: DialogProps) {
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const close = () => onOpenChange(false)
  const onKeyDown = useModal(root, close)
  return createPortal(
    <div ref={root} tabIndex={-1} className="pointer-events-auto fixed inset-0 z-40 outline-none">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; keys have Escape and the button. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div className="absolute inset-0 bg-black/50" onClick={close} />
      <div
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={description ? `${id}-description` : undefined}
        onKeyDown={onKeyDown}
        className={cx(
          'absolute top-1/2 left-1/2 flex max-h-[86vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col',
          'rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]',
          wide ? 'max-w-3xl' : 'max-w-lg',
        )}
      >
        <header className="flex items-start gap-3 px-4 pt-3.5">
          <h2 id={`${id}-title`} className="flex-1 text-base font-semibold">
            {title}
          </h2>
          <Button tone="quiet" icon aria-label="Close" className="-mt-1 -mr-1.5" onClick={close}>
            <X size={15} aria-hidden />
          </Button>
        </header>
        {description && (
          <p id={`${id}-description`} className="px-4 pt-1 text-sm text-muted">
            {description}
          </p>
        )}
        {children && <div className="min-h-0 overflow-y-auto px-4 pt-3">{children}</div>}
        <footer className="flex flex-row-reverse justify-start gap-2 px-4 py-3.5">{actions}</footer>
      </div>
    </div>,
    document.body,
  )
}

/** A modal dialog: traps focus, closes on Escape, gives focus back. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null
}
