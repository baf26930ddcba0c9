/**
 * How much history a node needs before what it says means anything: the lookbacks of the nodes on the way to it, one
 * after the other. A number is ready with the last bar of its lookback, so a lookback of n bars takes n − 1 more steps
 * than what it looks at.
 */
import type { NodeManifest } from '../sdk'
import type { Plan, PlanNode } from './plan'

/** What a node has to wait for, at the least. */
export interface WarmUp {
  /** Steps until its inputs and it itself can be ready; an order is meant in this step at the earliest. From 1. */
  readonly steps: number
  /** The nodes on the longest way that look back, from the source on. Bars are those that the node hears. */
  readonly path: readonly { readonly node: string; readonly bars: number }[]
  /** Nodes on any way that make bars of others: behind them a bar is more than a step. */
  readonly gathering: readonly string[]
}

const NONE: WarmUp = { steps: 1, path: [], gathering: [] }

/**
 * The warm-up of nodes of a plan, and of those before them, by index. Where bars are gathered into longer ones it takes
 * longer still.
 */
export function warmUps(
  plan: Plan,
  findManifest: (kind: string) => NodeManifest | undefined,
  isWanted: (node: PlanNode) => boolean = () => true,
): ReadonlyMap<number, WarmUp> {
  const known = new Map<number, WarmUp>()
  const of = (node: PlanNode): WarmUp => {
    const done = known.get(node.index)
    if (done) return done
    // What follows the account goes round by an order: it is no history.
    known.set(node.index, NONE)
    const links = plan.links.filter((link) => link.to === node.index && !link.twoWay && link.type !== 'portfolio')
    const before = links.flatMap((link) => plan.nodes.filter(({ index }) => index === link.from)).map(of)
    const longest = before.reduce((a, b) => (b.steps > a.steps ? b : a), NONE)
    const manifest = findManifest(node.kind)
    const bars = Math.max(1, manifest?.lookback?.(node.params) ?? 1)
    const gathers = manifest?.category === 'feature' && manifest.outputs.some(({ type }) => type === 'market')
    const made: WarmUp = {
      steps: longest.steps + bars - 1,
      path: bars === 1 ? longest.path : [...longest.path, { node: node.id, bars }],
      gathering: [...new Set([...before.flatMap(({ gathering }) => gathering), ...(gathers ? [node.id] : [])])],
    }
    known.set(node.index, made)
    return made
  }
  for (const node of plan.nodes) if (isWanted(node)) of(node)
  return known
}
