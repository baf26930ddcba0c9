import { type ButtonHTMLAttributes, cloneElement, type ReactElement, type ReactNode, Suspense, useState } from 'react'
import { lazy } from './lazy'

// What makes a popover is fetched when the first one is opened.
const PopoverBody = lazy(() => import('./popover-body'))

interface PopoverProps {
  readonly trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>
  readonly label: string
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly children: ReactNode
}

/** A panel that opens beside its trigger (one button) and does not block the page. */
export function Popover({ trigger, label, open, onOpenChange, children }: PopoverProps) {
  const [isOwnOpen, setOwnOpen] = useState(false)
  const isOpen = open ?? isOwnOpen
  const [isAsked, setAsked] = useState(isOpen)
  if (isOpen && !isAsked) setAsked(true)
  const change = (next: boolean) => {
    setOwnOpen(next)
    onOpenChange?.(next)
  }
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'dialog',
    'aria-expanded': false,
    onClick: () => change(true),
  })
  if (!isAsked) return closed
  return (
    <Suspense fallback={closed}>
      <PopoverBody trigger={trigger} label={label} open={isOpen} onOpenChange={change}>
        {children}
      </PopoverBody>
    </Suspense>
  )
}
