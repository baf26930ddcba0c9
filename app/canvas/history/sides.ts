/** What can be compared: the draft, what runs, and revisions by their number. */

/** One side of a comparison. */
export type Side = 'draft' | 'live' | number
export interface Pair {
  readonly from: Side
  readonly to: Side
}

const PAIR = /^(draft|live|\d{1,9})\.\.(draft|live|\d{1,9})$/

const sideOf = (text: string): Side => (text === 'draft' || text === 'live' ? text : Number(text))

/** Reads `3..draft`; null for anything else. */
export function parsePair(text: string | null): Pair | null {
  const [, from, to] = PAIR.exec(text ?? '') ?? []
  return from && to ? { from: sideOf(from), to: sideOf(to) } : null
}

export const pairText = ({ from, to }: Pair): string => `${from}..${to}`

/** A side as a person calls it. */
export function sideWords(side: Side, name?: string | null): string {
  if (side === 'draft') return 'Draft'
  if (side === 'live') return 'What runs'
  return name ? `${name} (${side})` : `Revision ${side}`
}
