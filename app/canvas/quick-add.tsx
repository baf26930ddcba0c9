'use client'
import { lazy, Suspense } from 'react'
import { useCanvas } from './session'

const QuickAddPanel = lazy(() => import('./quick-add-panel'))

/** Kinds offered where the pointer is: loaded when it is first asked for. */
export function QuickAdd() {
  const quickAdd = useCanvas((state) => state.quickAdd)
  return (
    <Suspense fallback={null}>
      {quickAdd && <QuickAddPanel key={`${quickAdd.x},${quickAdd.y}`} {...quickAdd} />}
    </Suspense>
  )
}
