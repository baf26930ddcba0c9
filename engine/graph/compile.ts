/** From a drawing to a plan. */
import { createHash } from 'node:crypto'
import {
  canonicalJson,
  flatTopology,
  isTwoWay,
  linkName,
  type Problem,
  splitRef,
  type Topology,
  type TopologyLink,
} from '../sdk'
import type { Catalogue } from './catalogue'
import { graphHash } from './hash'
import { orderTasks } from './order'
import type { Plan, PlanLink, PlanNode } from './plan'
import { type GoodNode, verifyTopology } from './verify'

export interface CompileOptions {
  /** Seed of every random stream of the run. */
  readonly seed: number
  /** Mixed into the guards' stamps, so that nothing outside the deployment can make one. */
  readonly secret?: string
  /** What has run before in this deployment: indices in it keep their meaning. */
  readonly registry?: PlanRegistry
  /** The plan that runs now: what is the same in it keeps its index. What left and comes back gets a new one. */
  readonly running?: Plan | null
}

/** Every index ever given in a deployment. Append-only: what has left keeps its place. */
export interface PlanRegistry {
  readonly nodes: readonly PlanNode[]
  readonly links: readonly PlanLink[]
  readonly instruments: Plan['instruments']
}

export const EMPTY_REGISTRY: PlanRegistry = { nodes: [], links: [], instruments: [] }

export type Compiled =
  | { readonly ok: true; readonly plan: Plan; readonly registry: PlanRegistry; readonly problems: Problem[] }
  | { readonly ok: false; readonly problems: Problem[] }

/** Checks a topology and makes its plan; with any error there is none, and `problems` says why. */
export function compileTopology(drawing: Topology, catalogue: Catalogue, options: CompileOptions): Compiled {
  const before = options.registry ?? EMPTY_REGISTRY
  const topology = flatTopology(drawing)
  const verified = verifyTopology(drawing, catalogue, before.instruments)
  if (verified.problems.some((problem) => problem.severity === 'error'))
    return { ok: false, problems: verified.problems }
  const allNodes = [...before.nodes]
  const running = options.running ?? null
  const nodes = verified.nodes.map((good) => numberNode(good, running?.nodes ?? [], allNodes))
  const index = new Map(nodes.map((node) => [node.id, node.index]))
  const allLinks = [...before.links]
  const manifests = new Map(verified.nodes.map((good) => [good.node.id, good.manifest]))
  const links = topology.links.map((link) => numberLink(link, index, verified.nodes, running?.links ?? [], allLinks))
  const ordered = orderTasks(
    topology.nodes.map((node) => node.id),
    topology.links,
    manifests,
  )
  const hash = graphHash(topology)
  const plan: Plan = {
    name: topology.name,
    hash,
    seed: options.seed,
    instruments: verified.instruments,
    nodes,
    links,
    tasks: ordered.tasks.map(({ node, phase }) => ({ node: index.get(node) ?? -1, phase })),
    stamps: makeStamps(nodes, hash, options.secret ?? ''),
  }
  const registry = { nodes: allNodes, links: allLinks, instruments: verified.instruments }
  return { ok: true, plan, registry, problems: verified.problems }
}

/**
 * A node keeps its index while it does the same. One whose kind or params changed is another writer of orders, so it
 * gets a new index: its order numbers start again and must not be taken for the old ones.
 */
function numberNode(good: GoodNode, running: readonly PlanNode[], all: PlanNode[]): PlanNode {
  const { node, manifest, params } = good
  const known = running.find((one) => one.id === node.id)
  if (
    known &&
    known.kind === node.kind &&
    known.version === manifest.version &&
    canonicalJson(known.params) === canonicalJson(params)
  )
    return known
  const fresh: PlanNode = {
    index: all.length,
    id: node.id,
    kind: node.kind,
    version: manifest.version,
    category: manifest.category,
    label: node.label || manifest.label,
    params,
  }
  all.push(fresh)
  return fresh
}

function numberLink(
  link: TopologyLink,
  index: ReadonlyMap<string, number>,
  nodes: readonly GoodNode[],
  running: readonly PlanLink[],
  all: PlanLink[],
): PlanLink {
  const from = splitRef(link.from)
  const to = splitRef(link.to)
  const ends = { from: index.get(from.node) ?? -1, to: index.get(to.node) ?? -1 }
  const name = linkName(link)
  const known = running.find((one) => one.name === name && one.from === ends.from && one.to === ends.to)
  if (known) return known
  const type = nodes
    .find((good) => good.node.id === from.node)
    ?.manifest.outputs.find((port) => port.id === from.port)?.type
  if (!type) throw new Error(`link ${name} passed verification without a source port`)
  const fresh = { index: all.length, name, type, ...ends, fromPort: from.port, toPort: to.port, twoWay: isTwoWay(type) }
  all.push(fresh)
  return fresh
}

/** Each guard's stamp: 48 bits of a hash over the deployment's secret, the graph and the guard; never 0. */
function makeStamps(nodes: readonly PlanNode[], hash: string, secret: string): Record<number, number> {
  const guards = nodes.filter((node) => node.category === 'guard')
  return Object.fromEntries(
    guards.map((guard) => {
      const digest = createHash('sha256').update(`${secret}/${hash}/${guard.id}/${guard.index}`).digest()
      return [guard.index, digest.readUIntBE(0, 6) || 1]
    }),
  )
}

/** The name by which an order's writer is told: its id, with a count where an earlier node of that id also wrote. */
export function writerNames(registry: PlanRegistry): string[] {
  const seen = new Map<string, number>()
  return registry.nodes.map(({ id }) => {
    const count = (seen.get(id) ?? 0) + 1
    seen.set(id, count)
    return count === 1 ? id : `${id}~${count}`
  })
}
