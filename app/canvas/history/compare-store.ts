/** Which comparison is open, if any. It is in the address too, so that a link leads to it. */
import { create } from 'zustand'
import { enterView, leaveView, rewriteView } from '../view-address'
import { type Pair, pairText, parsePair } from './sides'

export const useCompare = create<{ readonly pair: Pair | null }>(() => ({ pair: null }))

export function openCompare(pair: Pair): void {
  const write = useCompare.getState().pair === null ? enterView : rewriteView
  write((query) => query.set('compare', pairText(pair)))
  useCompare.setState({ pair })
}

export function closeCompare(): void {
  if (useCompare.getState().pair === null) return
  leaveView((query) => query.delete('compare'))
  useCompare.setState({ pair: null })
}

/** Opens the comparison that the address asks for. */
export function compareFromAddress(): void {
  useCompare.setState({ pair: parsePair(new URLSearchParams(window.location.search).get('compare')) })
}
