import { Market, type MarketColumns } from '../sdk'
import { type PairStatistics, pairStatistics } from '../statistics/pair'
import { CommandError } from './topology-file'
import { openWorld } from './world'

/** Most pairs that are looked at in one call. */
const PAIRS_MAX = 5_000
/** Least instants in common for figures that mean something. */
const ROWS_MIN = 50

/** `patchbay data pairs DATASET [SYMBOL…]`: every pair of the instruments named (or of all), the likeliest to come back first. */
export async function pairsCommand(
  name: string,
  symbols: readonly string[],
  range: { from?: string; to?: string },
): Promise<string> {
  const { store } = await openWorld()
  const known: string[] = []
  const idOf = (symbol: string) => (known.includes(symbol) ? known.indexOf(symbol) : known.push(symbol) - 1)
  const columns = await store.open(name, { ...range, symbols }, idOf)
  const pairs = known.flatMap((a, i) => known.slice(i + 1).map((b) => [a, b] as const))
  if (pairs.length === 0) throw new CommandError(`${name} has one instrument there: a pair needs two`)
  if (pairs.length > PAIRS_MAX)
    throw new CommandError(`${known.length} instruments make ${pairs.length} pairs; name fewer (${PAIRS_MAX} at most)`)
  const rows = pairs.map(([a, b]) => {
    const [left, right] = joined(columns, known.indexOf(a), known.indexOf(b))
    return { pair: `${a} / ${b}`, found: pairStatistics(left, right) }
  })
  rows.sort((x, y) => (x.found.cointegrationP ?? 2) - (y.found.cointegrationP ?? 2))
  return table([HEAD, ...rows.map(({ pair, found }) => cellsOf(pair, found))]).join('\n')
}

/** Closes of both at the instants at which both have a bar. */
function joined(columns: MarketColumns, a: number, b: number): [Float64Array, Float64Array] {
  const left: number[] = []
  const right: number[] = []
  let at = -1n
  let [priceA, priceB] = [Number.NaN, Number.NaN]
  const close = () => {
    if (!(priceA > 0 && priceB > 0)) return
    left.push(priceA)
    right.push(priceB)
  }
  for (let row = 0; row < columns.rows; row++) {
    const id = columns.instrument[row]
    if ((id !== a && id !== b) || columns.type[row] !== Market.bar) continue
    const ts = columns.tsNs[row] ?? 0n
    if (ts !== at) {
      close()
      at = ts
      priceA = Number.NaN
      priceB = Number.NaN
    }
    if (id === a) priceA = columns.close[row] ?? Number.NaN
    else priceB = columns.close[row] ?? Number.NaN
  }
  close()
  return [Float64Array.from(left), Float64Array.from(right)]
}

const HEAD = ['pair', 'rows', 'correlation', 'beta', 'half-life', 'last z', 't', 'p']

function cellsOf(pair: string, found: PairStatistics): string[] {
  if (found.rows < ROWS_MIN) return [pair, String(found.rows), ...HEAD.slice(2).map(() => '–')]
  const { returnCorrelation, beta, halfLifeRows, lastZ, cointegrationT, cointegrationP } = found
  const figures = [returnCorrelation, beta, halfLifeRows, lastZ, cointegrationT].map((value) => figure(value, 3))
  return [pair, String(found.rows), ...figures, figure(cointegrationP, 4)]
}

const figure = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits))

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
}
