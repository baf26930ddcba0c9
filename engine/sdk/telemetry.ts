/**
 * What a running deployment tells of itself. The supervisor keeps the whole of it (so that a late client misses nothing)
 * and sends what changes; the server relays it to browsers. Times are ISO 8601 UTC, amounts currency units, ratios
 * fractions.
 */
import { z } from 'zod'
import { deploymentControl, guardControl } from './controls'

export const MODES = ['backtest', 'replay', 'paper', 'live'] as const
export type Mode = (typeof MODES)[number]

/** A deployment's state as confirmed by its processes. */
export const DEPLOYMENT_STATES = ['starting', 'running', 'stopping', 'stopped', 'finished', 'failed'] as const
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number]

/** A node's state as confirmed by its process. */
export const NODE_STATES = [
  'starting',
  'running',
  'degraded',
  'crashed',
  'restarting',
  'stopping',
  'stopped',
  'finished',
  'failed',
] as const
export type NodeState = (typeof NODE_STATES)[number]

const figure = z.union([z.number(), z.string(), z.null()])

export const deploymentInfo = z.object({
  id: z.string(),
  topologyId: z.string().nullable(),
  name: z.string(),
  revision: z.number().int().nullable(),
  /** The revision that ran before the last change: what a rollback goes back to. Null where nothing else has run. */
  revisionBefore: z.number().int().nullable().optional(),
  hash: z.string(),
  mode: z.enum(MODES),
  state: z.enum(DEPLOYMENT_STATES),
  /** What was last asked for; `state` follows. */
  requested: z.enum(['run', 'stop']),
  /** What its randomness began with. Deployments of earlier versions do not say. */
  seed: z.number().int().optional(),
  /** How often it was changed while it ran. */
  changes: z.number().int().optional(),
  /** Replay speed, times real time; null is as fast as it goes. */
  speed: z.number().nullable(),
  /** Steps handled by the slowest node, of how many, and the time of that step in the data. */
  progress: z.object({ step: z.number(), steps: z.number().nullable(), ts: z.string().nullable() }),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Why it failed: node, what, and what to do. */
  error: z.string().nullable(),
  /** The stop that was last asked for, and how far it is; null where none ever was. */
  control: deploymentControl.nullable().optional(),
})
export type DeploymentInfo = z.infer<typeof deploymentInfo>

export const nodeStatus = z.object({
  node: z.string(),
  kind: z.string(),
  state: z.enum(NODE_STATES),
  requested: z.enum(['run', 'stop']),
  pid: z.number().nullable(),
  /** Share of one core over the last second. */
  cpu: z.number().nullable(),
  rssBytes: z.number().nullable(),
  /** Events in and out, a second. */
  eventsInPerSecond: z.number(),
  eventsOutPerSecond: z.number(),
  eventsIn: z.number(),
  eventsOut: z.number(),
  /** When the last heartbeat came (wall clock), null before the first. */
  heartbeatAt: z.string().nullable(),
  restarts: z.number(),
  step: z.number(),
  ts: z.string().nullable(),
  ready: z.boolean(),
  pnl: z.number().nullable(),
  values: z.record(z.string(), figure),
  blocked: z.record(z.string(), z.number()),
  /** Why it is not simply running, in words. */
  note: z.string().nullable(),
  /** Guards: the stop that its process obeys. */
  control: guardControl.nullable().optional(),
  /** Gateways: the mode that its process runs in. */
  mode: z.enum(MODES).nullable().optional(),
})
export type NodeStatus = z.infer<typeof nodeStatus>

export const linkStatus = z.object({
  /** `a.out>b.in`. */
  link: z.string(),
  eventsPerSecond: z.number(),
  events: z.number(),
  queued: z.number(),
  dropped: z.number(),
  /** The newest event in a few characters: a price, a feature's number, `buy 3`. Null before the first, or where nothing measures. */
  lastValue: z.string().nullable().optional(),
  /** When that event was handled (wall clock). */
  lastAt: z.string().nullable().optional(),
  /**
   * From when the sender said it to when it was handled, over the last seconds: median and 99th percentile, both on this
   * machine's clock. Null where the link crosses no process or nothing came.
   */
  latencyMsP50: z.number().nullable().optional(),
  latencyMsP99: z.number().nullable().optional(),
  /** Share (0 to 1) of the time from a tick to its order that is spent on this hop; null where no order goes over it. */
  tickToOrderShare: z.number().nullable().optional(),
})
export type LinkStatus = z.infer<typeof linkStatus>

export const pnlPoint = z.object({
  ts: z.string(),
  equity: z.number(),
  cash: z.number(),
  realized: z.number(),
  unrealized: z.number(),
  /** Equity under its highest so far, as a fraction ≤ 0. */
  drawdown: z.number(),
})
export type PnlPoint = z.infer<typeof pnlPoint>

export const positionRow = z.object({
  instrument: z.string(),
  quantity: z.number(),
  averagePrice: z.number().nullable(),
  lastPrice: z.number().nullable(),
  unrealized: z.number(),
  realized: z.number(),
})
export type PositionRow = z.infer<typeof positionRow>

/** An order and what has become of it. */
export const orderRow = z.object({
  /** Place in the deployment's record, ascending; the same order is told again with a higher one when it changes. */
  seq: z.number(),
  ts: z.string(),
  orderId: z.string(),
  node: z.string(),
  gateway: z.string().nullable(),
  instrument: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  filled: z.number(),
  type: z.enum(['market', 'limit', 'stop', 'stop-limit']),
  limitPrice: z.number().nullable(),
  stopPrice: z.number().nullable().default(null),
  state: z.enum(['denied', 'accepted', 'partly-filled', 'filled', 'canceled', 'rejected', 'expired', 'unresolved']),
  reason: z.string().nullable(),
})
export type OrderRow = z.infer<typeof orderRow>

export const fillRow = z.object({
  seq: z.number(),
  ts: z.string(),
  orderId: z.string(),
  node: z.string(),
  instrument: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  price: z.number(),
  fee: z.number(),
  liquidity: z.enum(['taker', 'maker']),
  cause: z.string(),
  /** What to know of it, names of `FillFlag`; left out where there is nothing. */
  flags: z.array(z.string()).optional(),
})
export type FillRow = z.infer<typeof fillRow>

export const logRow = z.object({
  seq: z.number(),
  /** Wall clock. */
  at: z.string(),
  node: z.string().nullable(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
})
export type LogRow = z.infer<typeof logRow>

/** Something a person should see now: a halt, a crash, a node that keeps failing. */
export const alertRow = logRow.extend({ code: z.string() })
export type AlertRow = z.infer<typeof alertRow>

/** The whole retained state of a deployment: what `watch` answers. */
export const deploymentSnapshot = z.object({
  deployment: deploymentInfo,
  /** The topology as it runs now (draft changes not included). */
  topology: z.unknown(),
  nodes: z.array(nodeStatus),
  links: z.array(linkStatus),
  /** Thinned to at most 2,000 points. */
  pnl: z.array(pnlPoint),
  positions: z.array(positionRow),
  /** The newest 1,000 of each. */
  orders: z.array(orderRow),
  fills: z.array(fillRow),
  log: z.array(logRow),
  alerts: z.array(alertRow),
})
export type DeploymentSnapshot = z.infer<typeof deploymentSnapshot>

/** What changes, as it is sent after the snapshot: lists of rows, newest last. Names are those of the socket's events. */
export interface TelemetryUpdate {
  deployment?: DeploymentInfo
  /** Node status that came with a heartbeat. */
  heartbeat?: NodeStatus[]
  /** Node status that changed for another reason (state, requested, a restart). */
  node?: NodeStatus[]
  link?: LinkStatus[]
  pnl?: { points: PnlPoint[]; positions: PositionRow[] }
  order?: OrderRow[]
  fill?: FillRow[]
  alert?: AlertRow[]
  log?: LogRow[]
}

/** Most updates a second sent to one client; what comes faster is merged. */
export const TELEMETRY_UPDATES_PER_SECOND_MAX = 10
