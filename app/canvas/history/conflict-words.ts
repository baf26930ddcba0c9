import type { MergeConflict } from '../../../engine/sdk'

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 24 ? `${text.slice(0, 24)}…` : text
}

/** `nodes.pairs.params.lookback` as a person would say it: `pairs lookback`. */
const placeOf = (path: string): string =>
  path.replace(/^(nodes|links|layout\.nodes|layout\.notes|layout\.frames)\./, '').replace('.params.', ' ')

function lineOf({ path, mine, theirs, kept }: MergeConflict): string {
  const place = placeOf(path)
  if (path.startsWith('links.') && theirs === undefined)
    return `your link ${place} was left out: it no longer fits, or leads to a node that is gone`
  if (path.startsWith('links.') && mine === undefined)
    return `their link ${place} was left out: it leads to a node that you removed`
  if (mine === undefined || theirs === undefined) return `${place} was removed and changed at once: it is kept`
  if (typeof mine === 'object' || typeof theirs === 'object')
    return `${place}: ${kept === 'mine' ? 'yours' : 'theirs'} is kept`
  const [won, lost] = kept === 'mine' ? [mine, theirs] : [theirs, mine]
  return `${place} is ${shown(won)} (${kept === 'mine' ? 'yours' : 'theirs'}), not ${shown(lost)}`
}

/** What became of edits that another made to the same things at the same time. */
export function conflictWords(conflicts: readonly MergeConflict[]): string {
  const [first, ...others] = conflicts.map(lineOf)
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return `Somebody else changed the same meanwhile: ${first}${more}`
}
