/**
 * Subgraphs: parts of a drawing that are a kind of their own. Here are the words in which they are spoken of; what a
 * drawing with subgraphs comes to is expand's to say.
 */
import type { NodeCategory } from './manifest'
import { PORT_TYPES, type PortType } from './ports'
import type { SubgraphDefinition, Topology, TopologyNode } from './topology'

/** How deep subgraphs may lie in each other. */
export const SUBGRAPH_DEPTH_MAX = 8

/** True for the kinds that a drawing defines itself. */
export const isSubgraphKind = (kind: string): boolean => kind.startsWith('sub.')

/** A port of a subgraph, as a node among its nodes: `in` brings what is linked outside, `out` takes what leaves. */
export interface SubgraphPort {
  readonly side: 'in' | 'out'
  readonly type: PortType
}

/** Kind of the node inside a subgraph that stands for one of its ports. */
export const subgraphPortKind = ({ side, type }: SubgraphPort): string => `port.${side}-${type}`

const PORTS = new Map<string, SubgraphPort>(
  PORT_TYPES.flatMap((type) => [
    [subgraphPortKind({ side: 'in', type }), { side: 'in', type }] as const,
    [subgraphPortKind({ side: 'out', type }), { side: 'out', type }] as const,
  ]),
)

/** The port that a node of this kind stands for; undefined for every other kind. */
export const subgraphPortOf = (kind: string): SubgraphPort | undefined => PORTS.get(kind)

/** All kinds of ports that a subgraph can have. */
export const SUBGRAPH_PORTS: readonly SubgraphPort[] = [...PORTS.values()]

/** Id by which the port is linked on the node inside a subgraph that stands for it. */
export const SUBGRAPH_PORT_ID = 'port'

/** Who writes, and reads, the trading types where nothing is linked yet. */
export const DEFAULT_OWNERS: Readonly<Record<SubgraphPort['side'], Partial<Record<PortType, NodeCategory>>>> = {
  in: { intent: 'guard', order: 'gateway' },
  out: { intent: 'strategy', order: 'guard' },
}

/** The subgraph that a node uses. */
export function definitionOf(topology: Pick<Topology, 'subgraphs'>, kind: string): SubgraphDefinition | undefined {
  return topology.subgraphs?.find((one) => one.kind === kind)
}

/** Ids of a subgraph's ports in the order in which a card shows them: as they lie inside, from the top. */
export function portNodes({ nodes, layout }: SubgraphDefinition, side: SubgraphPort['side']): TopologyNode[] {
  const height = ({ id }: TopologyNode) => layout.nodes[id]?.y ?? 0
  return nodes.filter(({ kind }) => subgraphPortOf(kind)?.side === side).sort((a, b) => height(a) - height(b))
}

/** The subgraphs that these nodes use, and those that they use in turn. */
export function definitionsUsed(
  nodes: readonly TopologyNode[],
  all: readonly SubgraphDefinition[],
): SubgraphDefinition[] {
  const used = new Set<string>()
  const look = (some: readonly TopologyNode[]): void => {
    for (const { kind } of some) {
      const definition = isSubgraphKind(kind) && !used.has(kind) ? all.find((one) => one.kind === kind) : undefined
      if (!definition) continue
      used.add(kind)
      look(definition.nodes)
    }
  }
  look(nodes)
  return all.filter(({ kind }) => used.has(kind))
}
