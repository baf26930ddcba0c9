/** What a run came to: its curve and its trades. */
import { z } from 'zod'
import { notFound } from '../api/errors'
import { type EquityPoint, type RunReport, type RunSummary, reportSchema } from '../api/shapes'
import type { NewRun } from '../db'
import type { Services } from '../services'
import { readCsv } from './files'
import { thinCurve } from './thin'

export const trade = z.object({
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
})
export type Trade = z.infer<typeof trade>

const number = z.coerce.number()
const tradeLine = trade.extend({
  quantity: number,
  entryPrice: number,
  exitPrice: number,
  fees: number,
  pnl: number,
  return: z.string().transform((text) => (text === '' ? null : Number(text))),
})
const equityLine = z.object({ ts: z.string(), equity: number, drawdown: number })

/** @throws 404 for a run there is not. */
export async function findRun({ db }: Services, id: string): Promise<NewRun> {
  const run = await db.runs.get(id)
  if (!run) throw notFound('run', id)
  return run
}

export const summaryOf = ({ report: _, ...run }: NewRun): RunSummary => run

export const reportOf = (run: NewRun): RunReport | null =>
  run.report === null ? null : reportSchema.parse(JSON.parse(run.report))

/** The run's curve at `pointsMax` points: from its file, or, where it left none, from what telemetry told. */
export async function readEquity({ db, engine }: Services, id: string, pointsMax: number): Promise<EquityPoint[]> {
  const points: EquityPoint[] = []
  for await (const line of readCsv(engine.runDirectory(id), 'equity.csv')) points.push(equityLine.parse(line))
  if (points.length > 0) return thinCurve(points, pointsMax)
  const told = await db.records.equity(id)
  return thinCurve(told, pointsMax).map(({ ts, equity, drawdown }) => ({ ts, equity, drawdown }))
}

/** One page of the run's trades, in the order in which they were closed. */
export async function readTrades(
  { engine }: Services,
  id: string,
  skip: number,
  take: number,
): Promise<{ rows: Trade[]; total: number }> {
  const rows: Trade[] = []
  let total = 0
  for await (const line of readCsv(engine.runDirectory(id), 'trades.csv')) {
    if (total >= skip && rows.length < take) rows.push(tradeLine.parse(line))
    total++
  }
  return { rows, total }
}
