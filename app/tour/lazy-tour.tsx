'use client'
import { Suspense } from 'react'
import { lazy } from '../ui/lazy'
import { useTour } from './store'

const Tour = lazy(() => import('./tour'))

/** The tour, loaded when it is first begun. */
export function LazyTour() {
  const isOn = useTour((state) => state.step !== null)
  return <Suspense fallback={null}>{isOn && <Tour />}</Suspense>
}
