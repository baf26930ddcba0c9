/** Which level of the drawing is shown: the whole, or the inside of a subgraph's use. */
import { create } from 'zustand'
import {
  definitionOf,
  expandTopology,
  innerId,
  isSubgraphKind,
  type SubgraphDefinition,
  type Topology,
} from '../../../engine/sdk'

interface ScopeState {
  /** Ids of the uses that were opened, from the outermost; empty for the whole. */
  readonly path: readonly string[]
  /** A node of the level that is about to be shown, to be brought before the eye there. */
  readonly wanted: { readonly node: string; readonly param?: string } | null
}

export const useScope = create<ScopeState>(() => ({ path: [], wanted: null }))

/** Opens the inside of a node of the level that is shown. */
export const enterSubgraph = (node: string): void => useScope.setState(({ path }) => ({ path: [...path, node] }))

/** Shows the level with this path. */
export const showLevel = (path: readonly string[]): void => useScope.setState({ path })

/** Shows the level that a node lies in, and the node. @param inside the way down from it, where it is a subgraph's use. */
export function showNode(node: string, inside: readonly string[] = [], param?: string): void {
  const way = [node, ...inside]
  const target = way.at(-1) ?? node
  useScope.setState({ path: way.slice(0, -1), wanted: { node: target, ...(param !== undefined && { param }) } })
}

/** Goes one level up. Returns false at the top. */
export function leaveSubgraph(): boolean {
  const { path } = useScope.getState()
  if (path.length === 0) return false
  useScope.setState({ path: path.slice(0, -1) })
  return true
}

export interface Level {
  readonly path: readonly string[]
  /** What is shown to a person: the use's label, else the subgraph's name. */
  readonly title: string
  readonly definition: SubgraphDefinition
}

/** The levels along a path, as far as they are there. */
export function levelsAlong(topology: Topology, path: readonly string[]): Level[] {
  const levels: Level[] = []
  let nodes: Topology['nodes'] = topology.nodes
  for (const [depth, id] of path.entries()) {
    const use = nodes.find((node) => node.id === id)
    const definition = use && isSubgraphKind(use.kind) ? definitionOf(topology, use.kind) : undefined
    if (!use || !definition) break
    levels.push({ path: path.slice(0, depth + 1), title: use.label || definition.label || use.id, definition })
    nodes = definition.nodes
  }
  return levels
}

/** The id by which the process behind a node of the shown level goes. */
export const flatIdOf = (path: readonly string[], node: string): string => [...path, node].reduce(innerId, '')

/** Ids of the nodes that run for the node at a path: itself, or all that are inside of it. */
export function processesAt(topology: Topology, path: readonly string[]): string[] {
  const isWithin = (other: readonly string[]) => path.every((id, depth) => other[depth] === id)
  return [...expandTopology(topology).paths].filter(([, other]) => isWithin(other)).map(([id]) => id)
}
