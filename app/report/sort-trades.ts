import type { Sorting, Trade } from './trades-table'

/** Trades in the order asked for; undefined figures come last whichever way. Equal ones keep their order. */
export function sortTrades(trades: readonly Trade[], { key, isDescending }: Sorting): readonly Trade[] {
  const sign = isDescending ? -1 : 1
  return trades.toSorted((a, b) => {
    const [left, right] = [a[key], b[key]]
    if (left === right) return 0
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -sign : sign
  })
}
