/** What a run came to: its curve and its trades. */
import { z } from 'zod'
import { notFound } from '../api/errors'
import { type EquityPoint, type RunReport, type RunSummary, reportSchema } from '../api/shapes'
import type { NewRun } from '../db'
import type { Services } from '../services'
import { CHARTED_POINTS, pointsOf, readCharts } from './charts'
import { readCsv } from './files'
import { CurveKeeper, thinCurve } from './thin'

const equityLine = z.object({ ts: z.string(), equity: z.coerce.number(), drawdown: z.coerce.number() })

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
  const charts = await readCharts(engine.runDirectory(id))
  // Thinned by the engine already: no need to read a million lines again.
  if (charts && charts.tsMs.length >= Math.min(pointsMax, CHARTED_POINTS)) return thinCurve(pointsOf(charts), pointsMax)
  const curve = new CurveKeeper<EquityPoint>(pointsMax)
  for await (const line of readCsv(engine.runDirectory(id), 'equity.csv')) curve.add(equityLine.parse(line))
  if (curve.count > 0) return curve.points()
  const told = await db.records.equity(id)
  return thinCurve(told, pointsMax).map(({ ts, equity, drawdown }) => ({ ts, equity, drawdown }))
}
