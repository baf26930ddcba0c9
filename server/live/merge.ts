/**
 * What one client has not been sent yet. Updates that come faster than they are sent are merged: of states the newest
 * is kept, of rows each. Every list has a limit; when one is passed, the client gets a fresh snapshot instead.
 */
import type {
  AlertRow,
  DeploymentInfo,
  FillRow,
  LinkStatus,
  LogRow,
  NodeStatus,
  OrderRow,
  PnlPoint,
  PositionRow,
  TelemetryUpdate,
} from '../../engine/sdk'

/** Most rows of a kind that wait for one client. */
export const PENDING_ROWS_MAX = 5_000

export class PendingUpdate {
  private deployment: DeploymentInfo | null = null
  private readonly heartbeats = new Map<string, NodeStatus>()
  private readonly nodes = new Map<string, NodeStatus>()
  private readonly links = new Map<string, LinkStatus>()
  private readonly orders = new Map<string, OrderRow>()
  private points: PnlPoint[] = []
  private positions: PositionRow[] | null = null
  private fills: FillRow[] = []
  private alerts: AlertRow[] = []
  private logs: LogRow[] = []
  private isFull = false

  /** True if so much has gathered that a snapshot is shorter. */
  get isOverflown(): boolean {
    return this.isFull
  }

  add(update: TelemetryUpdate): void {
    if (update.deployment) this.deployment = update.deployment
    this.addStates(update)
    for (const row of update.order ?? []) {
      // The newest change last, as the rows came.
      this.orders.delete(row.orderId)
      this.orders.set(row.orderId, row)
    }
    if (update.pnl) {
      this.points.push(...update.pnl.points)
      this.positions = update.pnl.positions
    }
    this.fills.push(...(update.fill ?? []))
    this.alerts.push(...(update.alert ?? []))
    this.logs.push(...(update.log ?? []))
    const longest = Math.max(
      this.orders.size,
      this.points.length,
      this.fills.length,
      this.alerts.length,
      this.logs.length,
    )
    if (longest > PENDING_ROWS_MAX) this.overflow()
  }

  private addStates(update: TelemetryUpdate): void {
    for (const row of update.node ?? []) {
      this.heartbeats.delete(row.node)
      this.nodes.set(row.node, row)
    }
    // A status that came with a beat replaces one that waits, which stays a change of state.
    for (const row of update.heartbeat ?? [])
      (this.nodes.has(row.node) ? this.nodes : this.heartbeats).set(row.node, row)
    for (const row of update.link ?? []) this.links.set(row.link, row)
  }

  private overflow(): void {
    this.clear()
    this.isFull = true
  }

  clear(): void {
    this.deployment = null
    this.positions = null
    for (const map of [this.heartbeats, this.nodes, this.links, this.orders]) map.clear()
    this.points = []
    this.fills = []
    this.alerts = []
    this.logs = []
    this.isFull = false
  }

  /** What has gathered, and forgets it. */
  take(): TelemetryUpdate {
    const rows = <T>(list: readonly T[]) => (list.length > 0 ? [...list] : undefined)
    const gathered = {
      deployment: this.deployment ?? undefined,
      node: rows([...this.nodes.values()]),
      heartbeat: rows([...this.heartbeats.values()]),
      link: rows([...this.links.values()]),
      pnl: this.positions ? { points: this.points, positions: this.positions } : undefined,
      order: rows([...this.orders.values()]),
      fill: rows(this.fills),
      alert: rows(this.alerts),
      log: rows(this.logs),
    }
    this.clear()
    return Object.fromEntries(Object.entries(gathered).filter(([, value]) => value !== undefined))
  }
}
