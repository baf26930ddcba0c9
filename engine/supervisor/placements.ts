/** Which nodes share a process. */
import { type Plan, type PlanRegistry, writerNames } from '../graph'
import { flatTopology, type Topology } from '../sdk'
import type { Placement } from '../wire/control'

/**
 * Keeps every process that has nodes left and places the others: one process a node, but nodes in a frame share one.
 * Nothing that runs ever moves to another process; a frame that is drawn later holds for nodes started after that.
 * @param taken names of all processes there ever were: a new one gets a name, and so a folder, of its own.
 */
export function placeNodes(
  plan: Plan,
  registry: PlanRegistry,
  topology: Topology,
  running: readonly Placement[],
  taken: readonly string[],
): Placement[] {
  const indices = new Set(plan.nodes.map((node) => node.index))
  const kept = running
    .map(({ host, nodes }) => ({ host, nodes: nodes.filter((node) => indices.has(node)) }))
    .filter(({ nodes }) => nodes.length > 0)
  const placed = new Set(kept.flatMap(({ nodes }) => nodes))
  const names = new Set(taken)
  const writers = writerNames(registry)
  const groups = new Map<string, number[]>()
  const { frames } = flatTopology(topology).layout
  for (const node of plan.nodes) {
    if (placed.has(node.index)) continue
    const frame = frames.findIndex((one) => one.nodes.includes(node.id))
    const name = frame < 0 ? (writers[node.index] ?? node.id) : `frame@${frames[frame]?.id}`
    groups.set(name, [...(groups.get(name) ?? []), node.index])
  }
  const fresh = [...groups].map(([name, nodes]) => ({ host: freeName(folderName(name), names), nodes }))
  return [...kept, ...fresh]
}

/** A frame's id may hold anything; a folder's name may not. */
function folderName(name: string): string {
  return name.replace(/[^A-Za-z0-9_@~-]/g, '_')
}

function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let count = 2; taken.has(free); count++) free = `${name}~${count}`
  taken.add(free)
  return free
}

interface Placed {
  readonly plan: Plan
  readonly placements: readonly Placement[]
}

/** Ids of the nodes of a host. */
export function nodesOfHost({ plan, placements }: Placed, host: string): string[] {
  const indices = placements.find((one) => one.host === host)?.nodes ?? []
  return plan.nodes.filter((node) => indices.includes(node.index)).map((node) => node.id)
}

/** Hosts with a guard. */
export function guardHosts({ plan, placements }: Placed): string[] {
  const guards = new Set(plan.nodes.filter(({ category }) => category === 'guard').map(({ index }) => index))
  return placements.filter(({ nodes }) => nodes.some((node) => guards.has(node))).map(({ host }) => host)
}

/** True if a link joins two hosts. */
export function areLinked({ plan, placements }: Placed, a: string, b: string): boolean {
  const nodesOf = (host: string) => new Set(placements.find((one) => one.host === host)?.nodes)
  const [left, right] = [nodesOf(a), nodesOf(b)]
  return plan.links.some(({ from, to }) => (left.has(from) && right.has(to)) || (right.has(from) && left.has(to)))
}
