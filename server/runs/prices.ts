/** The prices behind a run's charts, a window at a time. */
import { join } from 'node:path'
import { z } from 'zod'
import { listPrices, type PriceEntry, readPrices, windowOf } from '../../engine/results'
import { notFound } from '../api/errors'
import type { Services } from '../services'
import { findRunFile } from './files'
import { allTrades, trade, tradesBetween } from './trades'

/** Most trades marked in one window. */
const MARKED_MAX = 200

export const priceWindow = z.object({
  instrument: z.string(),
  /** Market rows in each bar. */
  rowsPerBar: z.number().int(),
  /** Bars of the whole run, and the places of this window among them, [from, to). */
  total: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  bars: z.array(z.object({ tsMs: z.number(), open: z.number(), high: z.number(), low: z.number(), close: z.number() })),
  /** Trades in the window, evenly chosen where there are too many to mark, and how many there are. */
  trades: z.array(trade),
  tradesTotal: z.number().int(),
})
export type PriceWindow = z.infer<typeof priceWindow>

export interface PriceQuery {
  readonly instrument: string
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly fromBar?: number | undefined
  readonly toBar?: number | undefined
  readonly pad?: number | undefined
  readonly barsMax: number
}

/** Instruments whose prices the run left, the most traded first. */
export async function pricedInstruments({ engine }: Services, id: string): Promise<PriceEntry[]> {
  const file = await findRunFile(engine.runDirectory(id), 'prices.bin')
  return file ? listPrices(file.path) : []
}

/** @throws 404 where the run left no prices of the instrument. */
export async function readPriceWindow(services: Services, id: string, query: PriceQuery): Promise<PriceWindow> {
  const { instrument, from, to, fromBar, toBar, pad = 0, barsMax } = query
  const folder = services.engine.runDirectory(id)
  const file = await findRunFile(folder, 'prices.bin')
  const series = file ? readPrices(join(folder, 'prices.bin'), instrument) : null
  if (!series) throw notFound('price of this run', instrument)
  const found = windowOf(series, {
    ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
    ...(to === undefined ? {} : { toMs: Date.parse(to) }),
    ...(fromBar === undefined || toBar === undefined ? {} : { places: { from: fromBar, to: toBar } }),
    pad,
    barsMax,
  })
  const startMs = series.tsMs[Math.max(0, found.from - 1)] ?? 0
  const endMs = series.tsMs[found.to - 1] ?? 0
  const iso = (ms: number) => new Date(ms).toISOString()
  const shown = tradesBetween(await allTrades(services, id), instrument, iso(startMs), iso(endMs), MARKED_MAX)
  return { ...found, bars: [...found.bars], trades: shown.trades, tradesTotal: shown.total }
}
