/** One browser on the live socket: what it watches, and what it has yet to be told. */
import type { DeploymentSnapshot, TelemetryUpdate } from '../../engine/sdk'
import { TELEMETRY_UPDATES_PER_SECOND_MAX } from '../../engine/sdk'
import type { ServerToClient } from './events'
import { PendingUpdate } from './merge'

const SEND_EVERY_MS = 1_000 / TELEMETRY_UPDATES_PER_SECOND_MAX

/** The part of a socket that is used here. */
export interface Outlet {
  emit<Name extends keyof ServerToClient>(name: Name, ...args: Parameters<ServerToClient[Name]>): void
  /** False while what was sent before is still on its way out: a slow reader gets fewer, not more. */
  readonly isReady: boolean
}

export class LiveClient {
  private watched: string | null = null
  private hasSnapshot = false
  /** Counts watches, so that a late snapshot of an earlier one is known. */
  private turn = 0
  private timer: NodeJS.Timeout | null = null
  private lastSentMs = 0
  private readonly pending = new PendingUpdate()

  constructor(
    private readonly outlet: Outlet,
    private readonly read: (deploymentId: string) => Promise<DeploymentSnapshot>,
    private readonly wordsOf: (error: unknown) => string,
  ) {}

  get watching(): string | null {
    return this.watched
  }

  /** Sends the whole state, then what changes from there. What comes while it is read is kept for after it. */
  async watch(deploymentId: string): Promise<void> {
    const turn = ++this.turn
    this.watched = deploymentId
    this.hasSnapshot = false
    this.pending.clear()
    try {
      const snapshot = await this.read(deploymentId)
      if (turn !== this.turn) return
      this.hasSnapshot = true
      this.outlet.emit('snapshot', snapshot)
      this.schedule()
    } catch (error) {
      if (turn !== this.turn) return
      this.watched = null
      this.outlet.emit('refused', { message: this.wordsOf(error) })
    }
  }

  unwatch(): void {
    this.turn++
    this.watched = null
    this.hasSnapshot = false
    this.pending.clear()
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  take(deploymentId: string, update: TelemetryUpdate): void {
    if (deploymentId !== this.watched) return
    this.pending.add(update)
    if (this.hasSnapshot) this.schedule()
  }

  /** The state anew, if anything is watched. */
  async refresh(): Promise<void> {
    if (this.watched !== null) await this.watch(this.watched)
  }

  private schedule(): void {
    if (this.timer) return
    const waitMs = Math.max(0, this.lastSentMs + SEND_EVERY_MS - performance.now())
    this.timer = setTimeout(() => {
      this.timer = null
      this.send()
    }, waitMs)
  }

  private send(): void {
    if (!this.hasSnapshot) return
    this.lastSentMs = performance.now()
    if (!this.outlet.isReady) this.schedule()
    else if (this.pending.isOverflown) void this.refresh()
    else this.flush()
  }

  private flush(): void {
    const { deployment, node, heartbeat, link, pnl, order, fill, alert, log } = this.pending.take()
    if (deployment) this.outlet.emit('deployment', deployment)
    if (node) this.outlet.emit('node', node)
    if (heartbeat) this.outlet.emit('heartbeat', heartbeat)
    if (link) this.outlet.emit('link', link)
    if (pnl) this.outlet.emit('pnl', pnl)
    if (order) this.outlet.emit('order', order)
    if (fill) this.outlet.emit('fill', fill)
    if (alert) this.outlet.emit('alert', alert)
    if (log) this.outlet.emit('log', log)
  }
}
