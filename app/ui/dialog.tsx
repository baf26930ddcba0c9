import { lazy, Suspense, useState } from 'react'
import type { DialogProps } from './dialog-body'

// What makes a dialog is fetched when the first one is opened.
const DialogBody = lazy(() => import('./dialog-body'))

interface Props extends DialogProps {
  /** True for one that has to open even where the server is away by then: it is fetched with the page. */
  readonly isVital?: boolean
}

/** A modal dialog: traps focus, closes on Escape, gives focus back. */
export function Dialog({ isVital = false, ...props }: Props) {
  const [isAsked, setAsked] = useState(props.open || isVital)
  if (props.open && !isAsked) setAsked(true)
  if (!isAsked) return null
  return (
    <Suspense fallback={null}>
      <DialogBody {...props} />
    </Suspense>
  )
}
