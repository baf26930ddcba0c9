/** The mode as those that trade have acknowledged it, apart from the one that was asked for. */
import type { DeploymentInfo, Mode, NodeStatus } from '../../../engine/sdk'
import { findManifest } from '../../canvas/drawing-kinds'
import { isActive } from '../../live/telemetry'
import type { BadgeTone } from '../../ui/badge'

/** The nearer to real money, the louder. */
export const MODE_TONES: Readonly<Record<Mode, BadgeTone>> = {
  backtest: 'plain',
  replay: 'accent',
  paper: 'warn',
  live: 'bad',
}

export const MODE_HELP: Readonly<Record<Mode, string>> = {
  backtest: 'Recorded data, simulated fills',
  replay: 'Recorded data over node processes, simulated fills',
  paper: 'Live data on the wall clock, simulated fills: no real money',
  live: 'Live data, orders at a broker: real money',
}

export type ModeState =
  | { readonly is: 'draft' }
  /** Asked for; not every gateway has said that it runs so. */
  | { readonly is: 'requested'; readonly mode: Mode }
  | { readonly is: 'acknowledged'; readonly mode: Mode; readonly by: readonly string[] }
  /** A gateway runs as something else: that is never to be overlooked. */
  | { readonly is: 'mismatch'; readonly mode: Mode; readonly actual: Mode; readonly gateway: string }
  | { readonly is: 'ended'; readonly mode: Mode }

export const isOfCategory = (kind: string, category: 'guard' | 'gateway'): boolean =>
  findManifest(kind)?.category === category

/** What is known of the mode. A drawing without a gateway trades nothing: its processes' word is enough. */
export function modeState(deployment: DeploymentInfo | null, nodes: readonly NodeStatus[]): ModeState {
  if (!deployment) return { is: 'draft' }
  const { mode } = deployment
  if (!isActive(deployment)) return { is: 'ended', mode }
  const gateways = nodes.filter(({ kind, requested }) => requested === 'run' && isOfCategory(kind, 'gateway'))
  for (const { mode: actual, node } of gateways)
    if (actual && actual !== mode) return { is: 'mismatch', mode, actual, gateway: node }
  const isAcknowledged =
    gateways.length > 0 ? gateways.every((gateway) => gateway.mode === mode) : deployment.state === 'running'
  return isAcknowledged ? { is: 'acknowledged', mode, by: gateways.map(({ node }) => node) } : { is: 'requested', mode }
}
