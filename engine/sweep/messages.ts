/** What the sweep process is asked, and tells, over its lifeline. */
import { z } from 'zod'
import { sweepSpec, topologySchema } from '../sdk'

export const sweepRequest = z.object({
  type: z.literal('sweep'),
  topology: topologySchema,
  spec: sweepSpec,
  /** PATCHBAY_HOME, where the store is. */
  home: z.string(),
  /** Folder for sweep.json and the results. */
  outDir: z.string(),
})

export const sweepCancel = z.object({ type: z.literal('cancel') })

export type SweepMessage = { readonly type: 'ended' } | { readonly type: 'failed'; readonly error: string }
