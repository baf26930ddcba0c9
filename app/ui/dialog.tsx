import { X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button'
import { cx } from './cx'
import { useModal } from './modal'

interface ModalProps {
  /** Its name, or the id of the element that is its name. */
  readonly label?: string
  readonly labelledBy?: string
  readonly describedBy?: string
  /** Where it lies and what it looks like. */
  readonly className: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What lies over the page and shuts it out while it is mounted: traps focus, closes on Escape and beside it, gives focus back. */
export function Modal({ label, labelledBy, describedBy, className, onClose, children }: ModalProps) {
  const root = useRef<HTMLDivElement>(null)
  const onKeyDown = useModal(root, onClose)
  return createPortal(
    <div ref={root} tabIndex={-1} className="pointer-events-auto fixed inset-0 z-40 outline-none">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; keys have Escape and the button. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above. */}
      <div className="absolute inset-0 bg-veil" onClick={onClose} />
      <div
        role="dialog"
        aria-modal="true"
        aria-label={label}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        // A click on its text leaves the focus in it, where its keys are heard.
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className={cx(
          'absolute outline-none left-1/2 flex -translate-x-1/2 flex-col rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]',
          className,
        )}
      >
        {children}
      </div>
    </div>,
    document.body,
  )
}

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons, the one meant first. */
  readonly actions?: ReactNode
  readonly wide?: boolean
}

/** A modal dialog with a title, and a button that closes it. */
export function Dialog({ open, onOpenChange, title, description, children, actions, wide = false }: DialogProps) {
  const id = useId()
  if (!open) return null
  const close = () => onOpenChange(false)
  return (
    <Modal
      labelledBy={`${id}-title`}
      {...(description ? { describedBy: `${id}-description` } : {})}
      className={cx('top-1/2 max-h-[86vh] w-[calc(100vw-32px)] -translate-y-1/2', wide ? 'max-w-3xl' : 'max-w-lg')}
      onClose={close}
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
    </Modal>
  )
}
