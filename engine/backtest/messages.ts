/** What the backtest process is asked, and tells, over its lifeline. */
import { z } from 'zod'
import { topologySchema } from '../sdk'

export const backtestRequest = z.object({
  type: z.literal('backtest'),
  topology: topologySchema,
  /** PATCHBAY_HOME, where the store is. */
  home: z.string(),
  /** Folder for report.json and the other files. */
  outDir: z.string(),
  seed: z.number().int(),
})
export type BacktestRequest = z.infer<typeof backtestRequest>

export const backtestMessage = z.discriminatedUnion('type', [
  /** About ten a second. `ts` is the time of the step in the data. */
  z.object({ type: z.literal('progress'), step: z.number(), steps: z.number(), ts: z.string().nullable() }),
  /** All files are written. `waits`: the process can be asked for the next run; otherwise it ends. */
  z.object({ type: z.literal('done'), steps: z.number(), waits: z.boolean() }),
  z.object({ type: z.literal('failed'), error: z.string() }),
])
export type BacktestMessage = z.infer<typeof backtestMessage>
