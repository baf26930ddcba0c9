/** Every kind's browser-safe half: what the palette, the inspector and the checks know of. One line a kind. */
import type { NodeManifest } from '../engine/sdk'
import { manifest as bars } from './data/bars/manifest'
import { manifest as synthetic } from './data/synthetic/manifest'
import { manifest as aggregate } from './features/aggregate/manifest'
import { manifest as ema } from './features/ema/manifest'
import { manifest as zscore } from './features/zscore/manifest'
import { manifest as paper } from './gateways/paper/manifest'
import { manifest as guard } from './risk/guard/manifest'
import { manifest as emaCross } from './strategies/ema-cross/manifest'
import { manifest as pairs } from './strategies/pairs/manifest'

export const MANIFESTS: readonly NodeManifest[] = [
  bars,
  synthetic,
  aggregate,
  ema,
  zscore,
  emaCross,
  pairs,
  guard,
  paper,
]

const byKind = new Map(MANIFESTS.map((manifest) => [manifest.kind, manifest]))

/** The manifest of a kind, or undefined for an unknown one. */
export function findManifest(kind: string): NodeManifest | undefined {
  return byKind.get(kind)
}
