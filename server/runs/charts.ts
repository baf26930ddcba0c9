/** The curve that a run left thinned for charts. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { EquityPoint } from '../api/shapes'

/** About so many points are in charts.json where the run had more. */
export const CHARTED_POINTS = 1_000

const column = z.array(z.number())
const chartsFile = z.object({
  format: z.literal('patchbay.charts/1'),
  tsMs: column,
  equity: column,
  drawdown: column,
  benchmark: column.nullable(),
})
type Charts = z.infer<typeof chartsFile>

/** Null where the run left none. @throws if the file is there but is not one. */
export async function readCharts(folder: string): Promise<Charts | null> {
  const text = await readFile(join(folder, 'charts.json'), 'utf8').catch(() => null)
  return text === null ? null : chartsFile.parse(JSON.parse(text))
}

export function pointsOf({ tsMs, equity, drawdown }: Charts): EquityPoint[] {
  return tsMs.map((ts, index) => ({
    ts: new Date(ts).toISOString(),
    equity: equity[index] ?? Number.NaN,
    drawdown: drawdown[index] ?? Number.NaN,
  }))
}
