/**
 * What a running deployment tells, as the page holds it: pure steps from one state to the next. Live values are kept
 * here, by node and link, and never in the canvas's own nodes, so that a heartbeat redraws one figure and not a graph.
 */
import {
  type AlertRow,
  type DeploymentInfo,
  type DeploymentSnapshot,
  type FillRow,
  type LinkStatus,
  type LogRow,
  type NodeStatus,
  type OrderRow,
  type PnlPoint,
  type PositionRow,
  type TelemetryUpdate,
  type Topology,
  topologySchema,
} from '../../engine/sdk'
import { groupRows } from './groups'

/** Most rows kept of orders, fills and the log each. */
export const ROWS_MAX = 1_000
/** Most points kept of the equity curve; beyond it every second one of the older ones goes. */
export const POINTS_MAX = 4_000

export interface Telemetry {
  /** Null until the first snapshot. */
  readonly deployment: DeploymentInfo | null
  /** The topology as it runs, or null where it can't be read. */
  readonly running: Topology | null
  /** By id; closed subgraphs among them, see `groups.ts`. */
  readonly nodes: Readonly<Record<string, NodeStatus>>
  readonly links: Readonly<Record<string, LinkStatus>>
  readonly pnl: readonly PnlPoint[]
  readonly positions: readonly PositionRow[]
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
  readonly log: readonly LogRow[]
  readonly alerts: readonly AlertRow[]
}

export const NO_TELEMETRY: Telemetry = {
  deployment: null,
  running: null,
  nodes: {},
  links: {},
  pnl: [],
  positions: [],
  orders: [],
  fills: [],
  log: [],
  alerts: [],
}

const byNode = (rows: readonly NodeStatus[]) => Object.fromEntries(rows.map((row) => [row.node, row]))
const byLink = (rows: readonly LinkStatus[]) => Object.fromEntries(rows.map((row) => [row.link, row]))

type Rows = Pick<Telemetry, 'nodes' | 'links'>

function withGroups(running: Topology | null, nodes: Rows['nodes'], links: Rows['links']): Rows {
  if (!running?.subgraphs) return { nodes, links }
  const groups = groupRows(running, nodes, links)
  return { nodes: { ...nodes, ...groups.nodes }, links: { ...links, ...groups.links } }
}

/** The rows after an update; those that it does not name keep their identity. */
function rowsAfter(state: Telemetry, update: TelemetryUpdate): Partial<Rows> {
  const rows = [...(update.heartbeat ?? []), ...(update.node ?? [])]
  const nodes = rows.length > 0 ? { ...state.nodes, ...byNode(rows) } : state.nodes
  const links = update.link ? { ...state.links, ...byLink(update.link) } : state.links
  return nodes === state.nodes && links === state.links ? {} : withGroups(state.running, nodes, links)
}

/** The state after a snapshot: everything before it is forgotten. */
export function fromSnapshot(snapshot: DeploymentSnapshot): Telemetry {
  const parsed = topologySchema.safeParse(snapshot.topology)
  const running = parsed.success ? parsed.data : null
  return {
    deployment: snapshot.deployment,
    running,
    ...withGroups(running, byNode(snapshot.nodes), byLink(snapshot.links)),
    pnl: snapshot.pnl,
    positions: snapshot.positions,
    orders: mergeOrders([], snapshot.orders),
    fills: snapshot.fills,
    log: snapshot.log,
    alerts: snapshot.alerts,
  }
}

/** Rows with those of a higher number appended; a row told twice stays one. */
function appendRows<T extends { readonly seq: number }>(rows: readonly T[], more: readonly T[]): readonly T[] {
  const last = rows.at(-1)?.seq ?? -1
  const fresh = more.filter((row) => row.seq > last)
  return fresh.length > 0 ? [...rows, ...fresh].slice(-ROWS_MAX) : rows
}

/** Orders by id: one told again changes in its place, so that a list of them does not jump. */
function mergeOrders(rows: readonly OrderRow[], more: readonly OrderRow[]): readonly OrderRow[] {
  const byId = new Map(rows.map((row) => [row.orderId, row]))
  for (const row of more) {
    const known = byId.get(row.orderId)
    if (!known || known.seq <= row.seq) byId.set(row.orderId, row)
  }
  return [...byId.values()].slice(-ROWS_MAX)
}

/** Points in time order; a curve grown too long loses every second point of its older half. */
function appendPoints(points: readonly PnlPoint[], more: readonly PnlPoint[]): readonly PnlPoint[] {
  const last = points.at(-1)?.ts ?? ''
  const all = [...points, ...more.filter((point) => point.ts > last)]
  if (all.length <= POINTS_MAX) return all
  const half = all.length / 2
  return all.filter((_, index) => index >= half || index % 2 === 0)
}

/** The state after an update; parts that it does not name keep their identity. */
export function applyUpdate(state: Telemetry, update: TelemetryUpdate): Telemetry {
  return {
    ...state,
    ...(update.deployment && { deployment: update.deployment }),
    ...rowsAfter(state, update),
    ...(update.pnl && { pnl: appendPoints(state.pnl, update.pnl.points), positions: update.pnl.positions }),
    ...(update.order && { orders: mergeOrders(state.orders, update.order) }),
    ...(update.fill && { fills: appendRows(state.fills, update.fill) }),
    ...(update.log && { log: appendRows(state.log, update.log) }),
    ...(update.alert && { alerts: appendRows(state.alerts, update.alert) }),
  }
}

/** True while processes are, or are about to be, at work. */
export function isActive(deployment: Pick<DeploymentInfo, 'state'> | null | undefined): boolean {
  return deployment != null && ['starting', 'running', 'stopping'].includes(deployment.state)
}
