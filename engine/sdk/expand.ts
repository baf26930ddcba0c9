/**
 * A drawing with subgraphs made flat: every use of a subgraph is replaced by the nodes inside, and the links that lead to
 * its ports lead to what is behind them. What runs is the flat drawing, so a subgraph is nothing but a way of drawing.
 *
 * The ids of inner nodes are stable: `outer--inner`. Links into one node keep the order in which they were drawn inside,
 * and those that come in by a port stand where the port's link stands.
 */
import { type DrawnLink, Expansion } from './expansion'
import { isSubgraphKind, subgraphPortOf } from './subgraph'
import { linkName, type Problem, type Topology } from './topology'

export interface Expanded {
  /** The flat drawing. The very one that was given where it has no subgraphs. */
  readonly topology: Topology
  /** What is wrong with the subgraphs and their uses. */
  readonly problems: readonly Problem[]
  /** For each flat node the way to it, by ids from the outermost. */
  readonly paths: ReadonlyMap<string, readonly string[]>
  /** For each flat link the drawn ones that it goes along. */
  readonly drawn: ReadonlyMap<string, readonly DrawnLink[]>
}

const isFlat = ({ nodes, subgraphs }: Topology): boolean =>
  subgraphs === undefined && !nodes.some(({ kind }) => isSubgraphKind(kind) || subgraphPortOf(kind))

function asItIs(topology: Topology): Expanded {
  return {
    topology,
    problems: [],
    paths: new Map(topology.nodes.map(({ id }) => [id, [id]])),
    drawn: new Map(topology.links.map((link) => [linkName(link), [{ scope: '', link: linkName(link) }]])),
  }
}

const done = new WeakMap<Topology, Expanded>()

/** Makes a drawing flat. Pure; the answer is kept for as long as the drawing is. */
export function expandTopology(topology: Topology): Expanded {
  const before = done.get(topology)
  if (before) return before
  const expanded = isFlat(topology) ? asItIs(topology) : expand(topology)
  done.set(topology, expanded)
  return expanded
}

function expand(topology: Topology): Expanded {
  const made = new Expansion(topology)
  const { format, name, layout } = topology
  // A frame round a subgraph holds all that is inside.
  const frames = layout.frames.map((frame) => ({ ...frame, nodes: frame.nodes.flatMap((id) => made.within([id])) }))
  return {
    topology: {
      format,
      name,
      nodes: made.nodes,
      links: made.links,
      layout: { ...layout, frames: [...frames, ...made.frames] },
    },
    problems: made.problems,
    paths: made.paths,
    drawn: made.drawn,
  }
}

/** The flat drawing itself. */
export const flatTopology = (topology: Topology): Topology => expandTopology(topology).topology

/**
 * The drawing with parameters set: of its own nodes (for a subgraph, those it exposes), or of nodes inside of subgraphs
 * by their flat ids, in which case what comes back is flat.
 */
export function withParams(
  topology: Topology,
  values: readonly { readonly node: string; readonly param: string; readonly value: unknown }[],
): Topology {
  const set = (into: Topology, some: typeof values): Topology => ({
    ...into,
    nodes: into.nodes.map((node) => {
      const own = some.filter((one) => one.node === node.id).map(({ param, value }) => [param, value] as const)
      return own.length === 0 ? node : { ...node, params: { ...node.params, ...Object.fromEntries(own) } }
    }),
  })
  const own = new Set(topology.nodes.map(({ id }) => id))
  const inside = values.filter(({ node }) => !own.has(node))
  const outer = set(topology, values)
  return inside.length === 0 ? outer : set(flatTopology(outer), inside)
}
