'use client'
import { lazy, Suspense } from 'react'
import { useTour } from './store'

const Tour = lazy(() => import('./tour'))

/** The tour, loaded when it is first begun. */
export function LazyTour() {
  const isOn = useTour((state) => state.step !== null)
  return <Suspense fallback={null}>{isOn && <Tour />}</Suspense>
}
