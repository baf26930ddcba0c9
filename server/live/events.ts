/** The events of the socket's `/live` namespace. One client watches at most one deployment. */
import type { DeploymentInfo, DeploymentSnapshot, TelemetryUpdate } from '../../engine/sdk'

export interface ClientToServer {
  /** Watch this deployment instead of the one before: answered by `snapshot`, or by `refused`. */
  watch(request: { deploymentId: string }): void
  unwatch(): void
}

export interface ServerToClient {
  /** The whole retained state. What follows is what changes. */
  snapshot(snapshot: DeploymentSnapshot): void
  deployment(info: DeploymentInfo): void
  heartbeat(rows: NonNullable<TelemetryUpdate['heartbeat']>): void
  node(rows: NonNullable<TelemetryUpdate['node']>): void
  link(rows: NonNullable<TelemetryUpdate['link']>): void
  pnl(news: NonNullable<TelemetryUpdate['pnl']>): void
  order(rows: NonNullable<TelemetryUpdate['order']>): void
  fill(rows: NonNullable<TelemetryUpdate['fill']>): void
  alert(rows: NonNullable<TelemetryUpdate['alert']>): void
  log(rows: NonNullable<TelemetryUpdate['log']>): void
  /** Whether the supervisor answers: sent at once on connecting, and whenever it changes. */
  supervisor(state: { connected: boolean }): void
  /** Why there is nothing to watch, in words. */
  refused(reason: { message: string }): void
}
