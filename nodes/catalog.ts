/** Every kind with its behaviour: what the processes' entry points load. One line a kind. */
import type { NodeKind } from '../engine/sdk'
import { bars } from './data/bars/runtime'
import { synthetic } from './data/synthetic/runtime'
import { aggregate } from './features/aggregate/runtime'
import { ema } from './features/ema/runtime'
import { zscore } from './features/zscore/runtime'
import { paper } from './gateways/paper/runtime'
import { guard } from './risk/guard/runtime'
import { emaCross } from './strategies/ema-cross/runtime'
import { pairs } from './strategies/pairs/runtime'

export const KINDS: readonly NodeKind[] = [bars, synthetic, aggregate, ema, zscore, emaCross, pairs, guard, paper]

const byKind = new Map(KINDS.map((kind) => [kind.manifest.kind, kind]))

/** The kind of this name, or undefined for an unknown one. */
export function findKind(kind: string): NodeKind | undefined {
  return byKind.get(kind)
}
