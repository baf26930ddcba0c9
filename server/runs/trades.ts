/** A run's trades from its file, kept in memory while they are looked at. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Services } from '../services'
import { readCsv } from './files'

export const trade = z.object({
  /** Its place in trades.csv, from 0: trades are listed in the order in which they were closed. */
  index: z.number().int(),
  node: z.string(),
  instrument: z.string(),
  side: z.enum(['long', 'short']),
  openedAt: z.string(),
  closedAt: z.string(),
  quantity: z.number(),
  entryPrice: z.number(),
  exitPrice: z.number(),
  fees: z.number(),
  pnl: z.number(),
  /** Fraction of what the position cost; null where it cost nothing. */
  return: z.number().nullable(),
  /** Maximum adverse and favourable excursion as fractions of the entry; null where the market is not known. */
  mae: z.number().nullable(),
  mfe: z.number().nullable(),
  /** Market rows while it was open. */
  rows: z.number().nullable(),
  /** What to know of its fills, such as `ambiguous`, with spaces between. */
  flags: z.string(),
})
export type Trade = z.infer<typeof trade>

export const tradeKey = z.enum(Object.keys(trade.shape) as [keyof Trade, ...(keyof Trade)[]])

const number = z.coerce.number()
const maybe = z
  .string()
  .default('')
  .transform((text) => (text === '' ? null : Number(text)))
const tradeLine = trade.omit({ index: true }).extend({
  quantity: number,
  entryPrice: number,
  exitPrice: number,
  fees: number,
  pnl: number,
  return: maybe,
  mae: maybe,
  mfe: maybe,
  rows: maybe,
  flags: z.string().default(''),
})

/** Runs whose trades are kept. */
const KEPT_MAX = 3
/** Trades kept of all these runs together; the run in hand is kept in any case, until another is asked for. */
const KEPT_TRADES_MAX = 500_000

/** Trades by their file and its time of writing, the latest used last. */
const kept = new Map<string, Promise<readonly Trade[]>>()

/** All of the run's trades in the order in which they were closed; none where it left no such file. */
export async function allTrades({ engine }: Pick<Services, 'engine'>, id: string): Promise<readonly Trade[]> {
  const folder = engine.runDirectory(id)
  const path = join(folder, 'trades.csv')
  const found = await stat(path).catch(() => null)
  if (!found) return []
  const key = `${path}@${found.mtimeMs}/${found.size}`
  const trades = kept.get(key) ?? readTrades(folder)
  kept.delete(key)
  kept.set(key, trades)
  for (const old of [...kept.keys()].slice(0, -KEPT_MAX)) kept.delete(old)
  trades.then(
    () => dropOld(),
    () => kept.delete(key),
  )
  return trades
}

/** Forgets the runs that were not asked for lately, as soon as there are too many trades in all. */
async function dropOld(): Promise<void> {
  let count = 0
  for (const [key, trades] of [...kept].reverse()) {
    const isLatest = count === 0
    count += (await trades.catch(() => [])).length
    if (!isLatest && count > KEPT_TRADES_MAX) kept.delete(key)
  }
}

async function readTrades(folder: string): Promise<Trade[]> {
  const trades: Trade[] = []
  for await (const line of readCsv(folder, 'trades.csv'))
    trades.push({ ...tradeLine.parse(line), index: trades.length })
  return trades
}

/** Trades in the order asked for; undefined figures come last whichever way. Equal ones keep their order. */
export function sortTrades(trades: readonly Trade[], key: keyof Trade, isDescending: boolean): readonly Trade[] {
  if (key === 'index' && !isDescending) return trades
  const sign = isDescending ? -1 : 1
  return trades.toSorted((a, b) => {
    const [left, right] = [a[key], b[key]]
    if (left === right) return 0
    if (left === null) return 1
    if (right === null) return -1
    return left < right ? -sign : sign
  })
}

/** Trades of an instrument that were open at some time between two instants: at most `max`, evenly chosen, and how many there are. */
export function tradesBetween(
  trades: readonly Trade[],
  instrument: string,
  from: string,
  to: string,
  max: number,
): { trades: Trade[]; total: number } {
  const found = trades.filter((one) => one.instrument === instrument && one.closedAt >= from && one.openedAt <= to)
  const every = Math.max(1, Math.ceil(found.length / max))
  return { trades: found.filter((_, index) => index % every === 0), total: found.length }
}
