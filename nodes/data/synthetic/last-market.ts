import type { RawColumns } from '../../../engine/store/columns'
import { hashColumns } from '../../../engine/store/columns-hash'
import { generateMarket } from './generate'
import type { SyntheticParams } from './manifest'

/** A generated market and its hash: the store's own, so that one that was written to a dataset and read back is the same. */
export interface MadeMarket {
  readonly rows: RawColumns
  readonly hash: string
}

let last: { readonly key: string; readonly market: MadeMarket } | null = null

/**
 * The market of these parameters. The one made last in this process is kept, so that a sweep makes it once a worker and not
 * once a trial. Nobody writes to its columns.
 */
export function marketOf(params: SyntheticParams, symbols: readonly string[]): MadeMarket {
  const key = JSON.stringify([Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)), symbols])
  if (last?.key !== key) {
    // Let go of the one before first: both at once might be more than there is room for.
    last = null
    const rows = generateMarket(params)
    last = { key, market: { rows, hash: hashColumns(rows, symbols) } }
  }
  return last.market
}
