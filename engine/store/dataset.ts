/** What a dataset's folder says of itself: `dataset.json`. */
import { z } from 'zod'
import { instrumentSpec } from '../sdk'

export const DATASET_FORMAT = 'patchbay.dataset/1'

/** A dataset's name is also its folder's, so its letters are few. */
export const datasetName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a dataset name holds small letters, digits, ".", "_" and "-" (64 at most)')

export const datasetInfo = z.object({
  format: z.literal(DATASET_FORMAT),
  name: datasetName,
  /** True for made-up markets. */
  simulated: z.boolean(),
  /** Where it came from: files with their SHA-256, or a generator's words. */
  sources: z.array(z.object({ name: z.string(), sha256: z.string().nullable() })),
  /** Zone of the files' local times, and which side of a bar they name. */
  timezone: z.string().nullable(),
  label: z.enum(['start', 'end']).nullable(),
  /** By symbol; the columns number them in this order. */
  instruments: z.array(instrumentSpec),
  rows: z.number().int().nonnegative(),
  /** Length of every bar in milliseconds; 0 where there are none. Datasets of before it was kept lack it: see `barMsOf`. */
  barMs: z.number().nonnegative().optional(),
  /** First and last instant, ISO. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** SHA-256 (hex) of all rows; the same rows give the same, however they were spread over files. */
  hash: z.string(),
  importedAt: z.string(),
})
export type DatasetInfo = z.infer<typeof datasetInfo>
