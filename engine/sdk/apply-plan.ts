/** What taking a drawing into a running deployment would do, or has done. */
import { z } from 'zod'
import { orderRow } from './telemetry'
import { topologyLink } from './topology'

/** A `Problem` as it travels. */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  node: z.string().optional(),
  port: z.string().optional(),
  param: z.string().optional(),
  link: z.string().optional(),
  path: z.object({ nodes: z.array(z.string()).readonly(), links: z.array(z.string()).readonly() }).optional(),
  inside: z.array(z.string()).readonly().optional(),
  message: z.string(),
})

/** How a node that starts comes to the history it looks back on. */
export const warmUpPlan = z.object({
  node: z.string(),
  /** Steps until all that it looks back on, on the way from its sources too, is filled; 1 looks at the present alone. */
  steps: z.number(),
  /** True if it is run over the recorded steps before the change in its shadow, so that it is ready at once. */
  isWarmed: z.boolean(),
  /** Why it is not, in words. */
  note: z.string().nullable(),
})
export type WarmUpPlan = z.infer<typeof warmUpPlan>

/** An order that is working, and whose owner goes. */
export const leftOrder = z.object({
  order: orderRow,
  /** The node that goes: the strategy that meant it, a guard that it passed, or the gateway where it works. */
  owner: z.string(),
})
export type LeftOrder = z.infer<typeof leftOrder>

/** What an apply does to what runs. Nodes by id. */
export const applyPlan = z.object({
  /** False if the drawing has errors, or cannot be taken in now: then nothing is done, and `problems` says why. */
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
  /** Nodes that the frames give other companions: they stay in their processes, and move at their next start. */
  reframed: z.array(z.string()).optional(),
  /** First step at which it holds; null where it was only planned, or nothing that runs differs. */
  fromStep: z.number().nullable(),
  /** Of the nodes that start, those that look back, or that cannot be warmed. */
  warmUps: z.array(warmUpPlan).default([]),
  /** Orders that are working now and lose their owner: they stay at the venue until they fill, expire or are cancelled. */
  leftOrders: z.array(leftOrder).default([]),
})
export type ApplyPlan = z.infer<typeof applyPlan>
