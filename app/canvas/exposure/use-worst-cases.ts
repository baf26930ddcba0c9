import { useMemo } from 'react'
import {
  expandTopology,
  type OrderPath,
  type Topology,
  type WorstCase,
  worstCaseOf,
  worstCases,
} from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { titleOf } from '../kinds'
import { nodeById, useDocument } from '../session'

/** The drawing as it runs: with every subgraph opened. */
export function useFlat({ format, name, nodes, links, subgraphs }: Topology) {
  return useMemo(() => {
    const layout = { nodes: {}, frames: [], notes: [] }
    return expandTopology({ format, name, nodes, links, layout, ...(subgraphs && { subgraphs }) })
  }, [format, name, nodes, links, subgraphs])
}

/** The worst case of each gateway of a drawing; made anew only when its nodes or links change. */
export function useWorstCases(topology: Topology): readonly WorstCase[] {
  const flat = useFlat(topology).topology
  return useMemo(() => worstCases(flat, findManifest), [flat])
}

/** The worst case of a gateway or a guard of the open drawing; null for any other node. */
export function useWorstCase(node: string | undefined): WorstCase | null {
  const topology = useDocument((state) => state.topology)
  const flat = useFlat(topology).topology
  return useMemo(() => (node === undefined ? null : worstCaseOf(flat, findManifest, node)), [flat, node])
}

/** Whether a node has a worst case at all: a gateway or a guard. */
export function useIsGuardOrGateway(node: string): boolean {
  return useDocument(({ topology }) => {
    const category = findManifest(nodeById(topology, node)?.kind ?? '')?.category
    return category === 'guard' || category === 'gateway'
  })
}

/** Names of the nodes of a flat drawing: within a subgraph, after the name of that. */
export function useNames(topology: Topology): (id: string) => string {
  const { topology: flat, paths } = useFlat(topology)
  return (id) => {
    const node = nodeById(flat, id)
    if (!node) return id
    const [outer] = paths.get(id) ?? []
    const holder = outer === undefined || outer === id ? undefined : nodeById(topology, outer)
    return holder ? `${titleOf(holder)} › ${titleOf(node)}` : titleOf(node)
  }
}

/** A path of the flat drawing as it is drawn: nodes and links on the open canvas. */
export function useDrawnPath(topology: Topology): (path: OrderPath) => { nodes: string[]; links: string[] } {
  const { paths, drawn } = useFlat(topology)
  return (path) => ({
    nodes: path.nodes.map((id) => paths.get(id)?.[0] ?? id),
    links: path.links.flatMap((link) =>
      (drawn.get(link) ?? []).filter(({ scope }) => scope === '').map((one) => one.link),
    ),
  })
}
