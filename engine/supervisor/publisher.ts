import { TELEMETRY_UPDATES_PER_SECOND_MAX, type TelemetryUpdate } from '../sdk'
import { PENDING_ROWS_MAX } from './limits'

/** Puts two updates into one: of what has a name the later stays, rows are joined. */
export function mergeUpdates(a: TelemetryUpdate, b: TelemetryUpdate): TelemetryUpdate {
  const merged: TelemetryUpdate = {}
  const deployment = b.deployment ?? a.deployment
  if (deployment) merged.deployment = deployment
  // A state that changed must be told as such, so a later heartbeat of the same node becomes part of that telling.
  const node = byName(a.node, b.node, (one) => one.node)
  const told = new Set(node?.map((one) => one.node))
  const beats = byName(a.heartbeat, b.heartbeat, (one) => one.node)
  const latest = new Map(b.heartbeat?.map((one) => [one.node, one]))
  const isLater = new Set(b.node?.map((one) => one.node))
  if (node) merged.node = node.map((one) => (isLater.has(one.node) ? one : (latest.get(one.node) ?? one)))
  const heartbeat = beats?.filter((one) => !told.has(one.node))
  if (heartbeat && heartbeat.length > 0) merged.heartbeat = heartbeat
  const link = byName(a.link, b.link, (one) => one.link)
  if (link) merged.link = link
  if (a.pnl || b.pnl)
    merged.pnl = {
      points: [...(a.pnl?.points ?? []), ...(b.pnl?.points ?? [])],
      positions: b.pnl?.positions ?? a.pnl?.positions ?? [],
    }
  const order = byName(a.order, b.order, (one) => one.orderId)
  if (order) merged.order = order.sort((x, y) => x.seq - y.seq)
  if (a.fill || b.fill) merged.fill = [...(a.fill ?? []), ...(b.fill ?? [])]
  if (a.alert || b.alert) merged.alert = [...(a.alert ?? []), ...(b.alert ?? [])]
  if (a.log || b.log) merged.log = [...(a.log ?? []), ...(b.log ?? [])]
  return merged
}

function byName<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  name: (one: T) => string,
): T[] | undefined {
  if (!a && !b) return undefined
  return [...new Map([...(a ?? []), ...(b ?? [])].map((one) => [name(one), one])).values()]
}

const rowsIn = ({ order, fill, log, pnl }: TelemetryUpdate): number =>
  (order?.length ?? 0) + (fill?.length ?? 0) + (log?.length ?? 0) + (pnl?.points.length ?? 0)

/** Telemetry on its way to one client: merged, so that it gets at most so many messages a second. */
export class Publisher {
  private readonly pending = new Map<string, TelemetryUpdate>()
  private readonly intervalMs = 1000 / TELEMETRY_UPDATES_PER_SECOND_MAX
  private timer: NodeJS.Timeout | null = null
  private lastMs = 0
  private next = 0

  constructor(
    private readonly send: (deployment: string, update: TelemetryUpdate) => void,
    /** Called when the client is so far behind that it must begin again with a snapshot. */
    private readonly onOverflow: () => void,
  ) {}

  add(deployment: string, update: TelemetryUpdate): void {
    const before = this.pending.get(deployment)
    const merged = before ? mergeUpdates(before, update) : update
    if (rowsIn(merged) > PENDING_ROWS_MAX) {
      this.onOverflow()
      return
    }
    this.pending.set(deployment, merged)
    this.timer ??= setTimeout(() => this.sendOne(), Math.max(0, this.lastMs + this.intervalMs - Date.now()))
  }

  /** Sends what is pending of a deployment at once, so that a snapshot that follows is newer than all that was told. */
  flush(deployment: string): void {
    const update = this.pending.get(deployment)
    this.pending.delete(deployment)
    if (update) this.send(deployment, update)
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
    this.pending.clear()
  }

  /** One message at a time: several deployments take turns. */
  private sendOne(): void {
    this.timer = null
    this.lastMs = Date.now()
    const ids = [...this.pending.keys()]
    const id = ids[this.next++ % Math.max(1, ids.length)]
    if (id !== undefined) this.flush(id)
    if (this.pending.size > 0) this.timer = setTimeout(() => this.sendOne(), this.intervalMs)
  }
}
