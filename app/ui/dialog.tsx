import { lazy, Suspense, useState } from 'react'
import type { DialogProps } from './dialog-body'

// What makes a dialog is fetched when the first one is opened.
const DialogBody = lazy(() => import('./dialog-body'))

/** A modal dialog: traps focus, closes on Escape, gives focus back. */
export function Dialog(props: DialogProps) {
  const [isAsked, setAsked] = useState(props.open)
  if (props.open && !isAsked) setAsked(true)
  if (!isAsked) return null
  return (
    <Suspense fallback={null}>
      <DialogBody {...props} />
    </Suspense>
  )
}
