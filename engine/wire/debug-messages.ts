/** What the supervisor asks a debug process over its lifeline, and what that tells. One question is open at a time per id. */
import { z } from 'zod'
import { debugCommand, debugCurve, debugState, topologySchema } from '../sdk'

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
