'use client'
import { Suspense, useCallback } from 'react'
import { lazy } from '../ui/lazy'
import { EarlyKeys } from './commands/early-keys'
import { useCanvas, useSession } from './session'

const QuickAddPanel = lazy(() => import('./quick-add-panel'))

/** Kinds offered where the pointer is: loaded when it is first asked for. */
export function QuickAdd() {
  const quickAdd = useCanvas((state) => state.quickAdd)
  const { canvas } = useSession()
  const close = useCallback(() => canvas.setState({ quickAdd: null }), [canvas])
  return (
    <Suspense fallback={<EarlyKeys onClose={close} />}>
      {quickAdd && <QuickAddPanel key={`${quickAdd.x},${quickAdd.y}`} {...quickAdd} />}
    </Suspense>
  )
}
