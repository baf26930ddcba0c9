/** Where the tour stands. That somebody has seen it, or did not want to, is remembered in this browser. */
import { create } from 'zustand'

const STORAGE_KEY = 'patchbay-tour'

interface TourState {
  /** The step that is shown; null while there is no tour. */
  readonly step: number | null
  /** True once it was taken or declined. */
  readonly isKnown: boolean
}

function readKnown(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'known'
  } catch {
    return true
  }
}

export const useTour = create<TourState>(() => ({
  step: null,
  isKnown: typeof localStorage === 'undefined' || readKnown(),
}))

function remember(): void {
  try {
    localStorage.setItem(STORAGE_KEY, 'known')
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Begins the tour, on the canvas that is open or the next one that opens. */
export const startTour = (): void => useTour.setState({ step: 0 })

export const goToStep = (step: number): void => useTour.setState({ step })

/** Ends or declines it: it is not offered again by itself. */
export function endTour(): void {
  remember()
  useTour.setState({ step: null, isKnown: true })
}
