/** Which comparison is open, if any. It is in the address too, so that a link leads to it. */
import { create } from 'zustand'
import { type Pair, pairText, parsePair } from './sides'

export const useCompare = create<{ readonly pair: Pair | null }>(() => ({ pair: null }))

function show(pair: Pair | null): void {
  const address = new URL(window.location.href)
  if (pair) address.searchParams.set('compare', pairText(pair))
  else address.searchParams.delete('compare')
  // The dots and the rest are kept as a person would type them.
  window.history.replaceState(window.history.state, '', `${address.pathname}${address.search}${address.hash}`)
  useCompare.setState({ pair })
}

export const openCompare = (pair: Pair): void => show(pair)
export const closeCompare = (): void => show(null)

/** Opens the comparison that the address asks for. */
export function compareFromAddress(): void {
  useCompare.setState({ pair: parsePair(new URLSearchParams(window.location.search).get('compare')) })
}
