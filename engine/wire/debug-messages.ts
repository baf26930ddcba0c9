/** What the supervisor asks a debug process over its lifeline, and what that tells. One question is open at a time per id. */
import { z } from 'zod'
import { debugCommand, debugCurve, debugState, journalAnswer, topologySchema } from '../sdk'

export const debugRequest = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    topology: topologySchema,
    /** PATCHBAY_HOME, where the store is. */
    home: z.string(),
    seed: z.number().int(),
  }),
  z.object({ type: z.literal('ask'), id: z.number(), command: debugCommand }),
  z.object({ type: z.literal('curve'), id: z.number() }),
])
export type DebugRequest = z.infer<typeof debugRequest>

export const debugMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened') }),
  /** The run can't be opened, or the process can't go on. */
  z.object({ type: z.literal('failed'), error: z.string() }),
  z.object({ type: z.literal('state'), id: z.number(), state: debugState }),
  z.object({ type: z.literal('curve'), id: z.number(), curve: debugCurve }),
])
export type DebugMessage = z.infer<typeof debugMessage>

/** Why an order of a run on the wall clock came about: one question, and the process ends. */
export const whyRequest = z.object({
  type: z.literal('why'),
  /** Folder of the run, with one folder for each host in `hosts`. */
  dir: z.string(),
  deployment: z.string(),
  orderId: z.string(),
  /** Names of all nodes there ever were, by index. */
  names: z.array(z.string()),
})
export type WhyRequest = z.infer<typeof whyRequest>

export const whyMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('why'), answer: journalAnswer }),
  z.object({ type: z.literal('failed'), error: z.string() }),
])
export type WhyMessage = z.infer<typeof whyMessage>
