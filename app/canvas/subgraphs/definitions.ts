/** Edits of what a subgraph is: pure functions from one drawing to the next. */
import {
  definitionOf,
  definitionsUsed,
  freeSubgraphKind,
  isSameJson,
  type SubgraphDefinition,
  type SubgraphParam,
  splitRef,
  subgraphPortOf,
  type Topology,
  type TopologyLink,
  type TopologyNode,
} from '../../../engine/sdk'

interface Level {
  readonly nodes: readonly TopologyNode[]
  readonly links: readonly TopologyLink[]
}

/** A level without what a definition no longer has: links to ports that are gone, parameters that are not exposed. */
function following<T extends Level>(level: T, definition: SubgraphDefinition): T {
  const uses = new Set(level.nodes.filter(({ kind }) => kind === definition.kind).map(({ id }) => id))
  if (uses.size === 0) return level
  const ports = (side: 'in' | 'out') =>
    new Set(definition.nodes.filter(({ kind }) => subgraphPortOf(kind)?.side === side).map(({ id }) => id))
  const [inputs, outputs] = [ports('in'), ports('out')]
  const isThere = (ref: string, known: ReadonlySet<string>) => {
    const { node, port } = splitRef(ref)
    return !uses.has(node) || known.has(port)
  }
  const names = new Set(definition.params.map(({ name }) => name))
  const own = (params: TopologyNode['params']) =>
    Object.fromEntries(Object.entries(params).filter(([name]) => names.has(name)))
  return {
    ...level,
    // Every use is a new object, so that its card is drawn anew.
    nodes: level.nodes.map((node) => (uses.has(node.id) ? { ...node, params: own(node.params) } : node)),
    links: level.links.filter(({ from, to }) => isThere(from, outputs) && isThere(to, inputs)),
  }
}

/** The drawing with another definition; every use of it follows. */
export function withDefinition(topology: Topology, definition: SubgraphDefinition): Topology {
  const subgraphs = (topology.subgraphs ?? []).map((one) =>
    one.kind === definition.kind ? definition : following(one, definition),
  )
  return { ...following(topology, definition), subgraphs }
}

/** The drawing with a definition and those it uses, as this server keeps them, in place of its own of the same kinds. */
export function withNewer(
  topology: Topology,
  definition: SubgraphDefinition,
  kept: readonly SubgraphDefinition[],
): Topology {
  const has = new Set((topology.subgraphs ?? []).map(({ kind }) => kind))
  const needed = definitionsUsed(definition.nodes, kept).filter(({ kind }) => !has.has(kind))
  return withDefinition({ ...topology, subgraphs: [...(topology.subgraphs ?? []), ...needed] }, definition)
}

/** How often a kind is used in a drawing, in its subgraphs too. */
export function usesOf(topology: Topology, kind: string): number {
  const levels: Level[] = [topology, ...(topology.subgraphs ?? [])]
  return levels.reduce((count, { nodes }) => count + nodes.filter((node) => node.kind === kind).length, 0)
}

/** A name for a parameter that is exposed: its own, or with its node's where that is taken. */
function freeParamName(params: readonly SubgraphParam[], node: string, param: string): string {
  const taken = new Set(params.map(({ name }) => name))
  const words = (text: string) => text.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, 40)
  const names = [words(param), `${words(node)}_${words(param)}`]
  for (let count = 2; ; count++) {
    const free = names.find((name) => /^[A-Za-z]/.test(name) && !taken.has(name))
    if (free) return free
    names.push(`p_${words(node)}_${words(param)}_${count}`)
  }
}

/** Exposes a parameter of a node inside, or takes it back. */
export function toggleExposed(
  definition: SubgraphDefinition,
  node: string,
  param: string,
  label: string,
): SubgraphDefinition {
  const ref = `${node}.${param}`
  const without = definition.params.flatMap((one) => {
    const to = one.to.filter((other) => other !== ref)
    return to.length === 0 ? [] : [to.length === one.to.length ? one : { ...one, to }]
  })
  const isExposed = definition.params.some(({ to }) => to.includes(ref))
  if (isExposed) return { ...definition, params: without }
  const name = freeParamName(definition.params, node, param)
  return { ...definition, params: [...definition.params, { name, label, to: [ref] }] }
}

/** Takes the definitions that a pasted part brings: those that are here already stay, others of the same kind get a kind of their own. */
export function takeDefinitions(
  topology: Topology,
  part: Topology,
): { readonly topology: Topology; readonly nodes: readonly TopologyNode[] } {
  if (!part.subgraphs?.length) return { topology, nodes: part.nodes }
  const taken = new Set((topology.subgraphs ?? []).map(({ kind }) => kind))
  const kinds = new Map<string, string>()
  for (const one of part.subgraphs) {
    const here = definitionOf(topology, one.kind)
    if (!here || isSameJson(here, one)) continue
    const free = freeSubgraphKind(new Set([...taken, ...part.subgraphs.map(({ kind }) => kind)]), one.label)
    taken.add(free)
    kinds.set(one.kind, free)
  }
  const renamed = (nodes: readonly TopologyNode[]): TopologyNode[] =>
    nodes.map((node) => ({ ...node, kind: kinds.get(node.kind) ?? node.kind }))
  const brought = part.subgraphs
    .filter(({ kind }) => kinds.has(kind) || !definitionOf(topology, kind))
    .map((one) => ({ ...one, kind: kinds.get(one.kind) ?? one.kind, nodes: renamed(one.nodes) }))
  return {
    nodes: renamed(part.nodes),
    topology: { ...topology, subgraphs: [...(topology.subgraphs ?? []), ...brought] },
  }
}
