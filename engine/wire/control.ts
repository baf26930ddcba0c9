/**
 * The control conversation between the supervisor (ROUTER) and each node host (DEALER): MessagePack maps, one a frame.
 * Every command carries `id` and is answered by one `reply` with the same id; everything else is telling, not asking.
 * docs/wire.md describes it for other languages; these schemas are the truth.
 */
import { z } from 'zod'
import type { Plan } from '../graph/plan'
import { CONTROLS, fillRow, MODES, NODE_STATES, orderRow, pnlPoint, positionRow } from '../sdk'

/** Raised when a message changes meaning. */
export const CONTROL_PROTOCOL = 1

/** A process and the nodes in it, by index in the plan. */
export interface Placement {
  /** Name of the process: the node's id, or the frame's where one is drawn round several nodes. */
  readonly host: string
  readonly nodes: readonly number[]
}

/** Everything a host needs to run its part. Parsed plans come from our own supervisor, so their insides are trusted. */
export interface HostAssignment {
  readonly plan: Plan
  readonly placements: readonly Placement[]
  /** Where each host listens for data, by host name. */
  readonly endpoints: Readonly<Record<string, string>>
  /** First step at which this assignment holds; what came before ran by the one before it. */
  readonly fromStep: number
  /** Path of the run's timeline: little-endian int64 UTC ns, one a step. */
  readonly timelinePath: string
  /** Nodes that are stopped: their links say nothing and nobody waits for them. */
  readonly stopped: readonly number[]
}

// ---- supervisor → host ---------------------------------------------------------------------------------------------

const assignment = z.custom<HostAssignment>((value) => typeof value === 'object' && value !== null && 'plan' in value)

export const hostCommand = z.discriminatedUnion('type', [
  /** Begin: load, restore from the journal in `dir` if there is one, connect, and wait for `run`. Reply: `{ step }`. */
  z.object({
    type: z.literal('configure'),
    id: z.number(),
    mode: z.enum(MODES),
    /** Folder of this host's journal and snapshots. */
    dir: z.string(),
    /** PATCHBAY_HOME, where the store is. */
    home: z.string(),
    assignment,
  }),
  /** Go on (after `configure` or `hold`). `speed` is times real time, null as fast as it goes. */
  z.object({ type: z.literal('run'), id: z.number(), speed: z.number().positive().nullable() }),
  /**
   * Begin no further step by itself. Reply: `{ step }`, the first step not yet begun. Before a change ask every host, not
   * only those with sources: a guard whose gateway is stopped waits for nobody at a step's start. The highest answer is
   * the first step at which the change can hold. In paper: bring nothing further from sources; what they say meanwhile
   * waits. Reply: the count of local steps, and `owes`.
   */
  z.object({ type: z.literal('hold'), id: z.number() }),
  /**
   * Change to this assignment at its `fromStep`. Reply once it is known to hold (not when the step is reached). In paper:
   * change to it now, and reply when that is done; a host that has just come in takes in what it is still to be warmed with.
   */
  z.object({ type: z.literal('assign'), id: z.number(), assignment }),
  /** A peer has come back under a new endpoint: reconnect to it and resend what it has not acknowledged. */
  z.object({ type: z.literal('peer'), id: z.number(), host: z.string(), endpoint: z.string() }),
  /**
   * Finish the step in hand, write a snapshot, and exit 0. A host whose nodes are all stopped or removed by an assignment
   * first comes to that step and sees everything it said until then acknowledged: so let the sources go on before.
   */
  z.object({ type: z.literal('stop'), id: z.number() }),
  /** Guards in this host: halt at once (deny everything; flatten where `flatten`). */
  z.object({ type: z.literal('halt'), id: z.number(), flatten: z.boolean() }),
  /** Guards in this host: obey this from now on. Reply once it is journaled; a heartbeat tells when a guard obeys it. */
  z.object({ type: z.literal('control'), id: z.number(), seq: z.number().int(), control: z.enum(CONTROLS) }),
])
export type HostCommand = z.infer<typeof hostCommand>

// ---- host → supervisor ---------------------------------------------------------------------------------------------

const nodeBeat = z.object({
  node: z.number(),
  state: z.enum(NODE_STATES),
  step: z.number(),
  /** ISO time of the step in the data. */
  ts: z.string().nullable(),
  eventsIn: z.number(),
  eventsOut: z.number(),
  ready: z.boolean(),
  pnl: z.number().nullable(),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  blocked: z.record(z.string(), z.number()),
  note: z.string().nullable(),
  /** Guards: the control that is obeyed, and whether anything is left to do about it. */
  control: z
    .object({ seq: z.number(), control: z.enum(CONTROLS), isDone: z.boolean(), note: z.string().nullable() })
    .nullable()
    .optional(),
  /** Gateways: the mode of the run that this process has opened. */
  mode: z.enum(MODES).nullable().optional(),
})
const linkBeat = z.object({
  link: z.number(),
  events: z.number(),
  queued: z.number(),
  dropped: z.number(),
  /** The newest event in a few characters. */
  lastValue: z.string().nullable().optional(),
  /** From the sender's word to when it was handled, over the last seconds, in milliseconds. */
  latencyMsP50: z.number().nullable().optional(),
  latencyMsP99: z.number().nullable().optional(),
})

export const hostMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.number(),
    token: z.string(),
    deployment: z.string(),
    host: z.string(),
    pid: z.number(),
    /** Where it listens for data. */
    endpoint: z.string(),
  }),
  z.discriminatedUnion('ok', [
    z.object({
      type: z.literal('reply'),
      id: z.number(),
      ok: z.literal(true),
      step: z.number().optional(),
      /** Paper, after `hold`: hosts that have something to handle which this one knows of, itself included. */
      owes: z.array(z.string()).optional(),
    }),
    z.object({ type: z.literal('reply'), id: z.number(), ok: z.literal(false), error: z.string() }),
  ]),
  /** Each second, and at once when a state changes. */
  z.object({
    type: z.literal('heartbeat'),
    nodes: z.array(nodeBeat),
    links: z.array(linkBeat),
    /** Share of one core since the last beat. */
    cpu: z.number(),
    rssBytes: z.number(),
  }),
  /** Gateways: the account, at most ten times a second. `seq` counts points of this gateway from the run's start. */
  z.object({
    type: z.literal('account'),
    node: z.number(),
    points: z.array(pnlPoint),
    positions: z.array(positionRow),
  }),
  /**
   * There is something new in the host's record (`dir/record`), which is the truth: read it there. A host that writes no
   * record (a foreign one) tells its orders and fills here; `seq` is then its own count.
   */
  z.object({ type: z.literal('records'), orders: z.array(orderRow), fills: z.array(fillRow) }),
  z.object({
    type: z.literal('log'),
    at: z.string(),
    node: z.number().nullable(),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    /** A code makes it an alert. */
    code: z.string().optional(),
  }),
  /** The last step of the timeline has been handled and everything said is acknowledged. */
  z.object({ type: z.literal('finished'), step: z.number() }),
])
export type HostMessage = z.infer<typeof hostMessage>
