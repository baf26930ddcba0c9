/**
 * The conversation between the supervisor (ROUTER) and its clients, server and command line (DEALER): MessagePack maps,
 * one a frame. A request carries `id` and is answered by one reply with the same id; telemetry is pushed to clients that
 * subscribed, and is merged to at most TELEMETRY_UPDATES_PER_SECOND_MAX a second.
 */
import { z } from 'zod'
import {
  applyPlan,
  CONTROLS,
  debugCommand,
  debugCurve,
  debugState,
  deploymentInfo,
  deploymentSnapshot,
  fillRow,
  journalAnswer,
  MODES,
  orderRow,
  problemSchema,
  sweepInfo,
  sweepSpec,
  type TelemetryUpdate,
  topologySchema,
} from '../sdk'
import { deploymentId } from './home'

/** Raised when a message changes meaning. */
export const CLIENT_PROTOCOL = 1

/** Why the supervisor could not do what it was asked: a closed list. */
export const SUPERVISOR_ERROR_CODES = [
  /** The supervisor does not answer, or is not running. */
  'UNAVAILABLE',
  /** No deployment, or no node, of this name. */
  'NOT_FOUND',
  /** There is one of this id already, or it is in a state that does not allow this. */
  'CONFLICT',
  /** The topology has errors; `problems` lists them. */
  'INVALID_TOPOLOGY',
  /** The request does not fit its schema. */
  'BAD_REQUEST',
  /** The client's token is not this supervisor's. */
  'UNAUTHORIZED',
  /** A process that is needed for this did not answer in time, or refused. */
  'HOST_FAILED',
  /** A defect: what was asked is unchanged. */
  'INTERNAL',
] as const
export type SupervisorErrorCode = (typeof SUPERVISOR_ERROR_CODES)[number]

export { type ApplyPlan, applyPlan } from '../sdk'

export const startInput = z.object({
  id: deploymentId,
  topologyId: z.string().nullable(),
  revision: z.number().int().nullable(),
  topology: topologySchema,
  mode: z.enum(MODES),
  /** Times real time; null is as fast as it goes. */
  speed: z.number().positive().finite().nullable(),
  seed: z.number().int(),
})
export type StartInput = z.infer<typeof startInput>

export const sweepInput = z.object({
  id: deploymentId,
  topologyId: z.string().nullable(),
  topology: topologySchema,
  spec: sweepSpec,
})
export type SweepRequest = z.infer<typeof sweepInput>

const byId = z.object({ id: deploymentId })
const ofNode = z.object({ id: deploymentId, node: z.string() })
const nothing = z.object({})

/** Every method: what it takes, and what it answers. */
export const CLIENT_METHODS = {
  hello: {
    params: nothing,
    result: z.object({
      protocol: z.number(),
      pid: z.number(),
      startedAt: z.string(),
      /** Whether this client is told telemetry: one that was taken for gone, or did not keep up, no longer is. */
      subscribed: z.boolean().optional(),
    }),
  },
  subscribe: { params: nothing, result: nothing },
  start: { params: startInput, result: deploymentInfo },
  stop: { params: byId, result: deploymentInfo },
  list: { params: nothing, result: z.array(deploymentInfo) },
  snapshot: { params: byId, result: deploymentSnapshot },
  startNode: { params: ofNode, result: nothing },
  stopNode: { params: ofNode, result: nothing },
  /** Answers once it is written down; the deployment's `control` tells how far it is. */
  control: { params: byId.extend({ control: z.enum(CONTROLS) }), result: deploymentInfo },
  setSpeed: { params: byId.extend({ speed: z.number().positive().finite().nullable() }), result: nothing },
  planApply: { params: byId.extend({ topology: topologySchema }), result: applyPlan },
  apply: {
    params: byId.extend({ topology: topologySchema, revision: z.number().int().nullable() }),
    result: applyPlan,
  },
  kill: { params: nothing, result: z.object({ halted: z.array(z.string()) }) },
  remove: { params: byId, result: nothing },
  records: {
    params: byId.extend({ sinceSeq: z.number().int().nonnegative() }),
    result: z.object({ orders: z.array(orderRow), fills: z.array(fillRow), next: z.number() }),
  },
  /** What did not become a trade so far, as lines of decisions.jsonl and orders.jsonl. */
  decisions: { params: byId, result: z.object({ decisions: z.array(z.string()), orders: z.array(z.string()) }) },
  /** Why an order of a run on the wall clock came about, out of its journals. */
  why: { params: byId.extend({ orderId: z.string() }), result: journalAnswer },
  /** Opens a run to be debugged, before its first step. It ends by itself when it is asked nothing for a while. */
  debugOpen: {
    params: byId.extend({ topology: topologySchema, seed: z.number().int(), isSpare: z.boolean() }),
    result: nothing,
  },
  debugAsk: { params: byId.extend({ command: debugCommand }), result: debugState },
  debugCurve: { params: byId, result: debugCurve },
  debugClose: { params: byId, result: nothing },
  sweepStart: { params: sweepInput, result: sweepInfo },
  sweepStop: { params: byId, result: sweepInfo },
  sweepList: { params: nothing, result: z.array(sweepInfo) },
  sweepRemove: { params: byId, result: nothing },
} as const
export type ClientMethod = keyof typeof CLIENT_METHODS
export type MethodParams<M extends ClientMethod> = z.infer<(typeof CLIENT_METHODS)[M]['params']>
export type MethodResult<M extends ClientMethod> = z.infer<(typeof CLIENT_METHODS)[M]['result']>

export const clientRequest = z.object({
  token: z.string(),
  id: z.number(),
  method: z.string(),
  params: z.unknown(),
})
export type ClientRequest = z.infer<typeof clientRequest>

export const supervisorMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), id: z.number(), value: z.unknown() }),
  z.object({
    type: z.literal('error'),
    id: z.number(),
    code: z.enum(SUPERVISOR_ERROR_CODES),
    message: z.string(),
    problems: z.array(problemSchema).optional(),
  }),
  /** From our own supervisor, which checked what it holds; its inside is trusted. */
  z.object({ type: z.literal('telemetry'), deployment: z.string(), update: z.custom<TelemetryUpdate>() }),
])
export type SupervisorMessage = z.infer<typeof supervisorMessage>

/** What the supervisor refused or could not do, with words for the person who asked. */
export class SupervisorError extends Error {
  override readonly name = 'SupervisorError'
  constructor(
    readonly code: SupervisorErrorCode,
    message: string,
    readonly problems?: readonly z.infer<typeof problemSchema>[],
  ) {
    super(message)
  }
}
