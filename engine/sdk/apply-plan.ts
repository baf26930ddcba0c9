/** What taking a drawing into a running deployment would do, or has done. */
import { z } from 'zod'
import { topologyLink } from './topology'

/** A `Problem` as it travels. */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  node: z.string().optional(),
  port: z.string().optional(),
  param: z.string().optional(),
  link: z.string().optional(),
  inside: z.array(z.string()).readonly().optional(),
  message: z.string(),
})

/** What an apply does to what runs. Nodes by id. */
export const applyPlan = z.object({
  /** False if the drawing has errors: then nothing is done, and `problems` says why. */
  ok: z.boolean(),
  problems: z.array(problemSchema),
  /** Nodes whose process starts: they are new. */
  start: z.array(z.string()),
  /** Nodes whose process stops: they are gone. */
  stop: z.array(z.string()),
  /** Nodes that start anew, because their kind, version or params changed. */
  restart: z.array(z.string()),
  linked: z.array(topologyLink),
  unlinked: z.array(topologyLink),
  /** Nodes that run on, with other neighbours. */
  relinked: z.array(z.string()),
  /** Nodes that do not notice. */
  untouched: z.array(z.string()),
  /** First step at which it holds; null where it was only planned, or nothing that runs differs. */
  fromStep: z.number().nullable(),
})
export type ApplyPlan = z.infer<typeof applyPlan>
