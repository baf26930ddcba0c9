/** Walks a drawing with subgraphs level by level and writes down what it comes to. See expand.ts. */
import { LOOKS_MAX, linksInto, shortHash, sizeOf } from './expansion-size'
import { definitionOf, isSubgraphKind, SUBGRAPH_DEPTH_MAX, SUBGRAPH_PORT_ID, subgraphPortOf } from './subgraph'
import {
  linkName,
  type Problem,
  type SubgraphDefinition,
  splitRef,
  TOPOLOGY_LINKS_MAX,
  TOPOLOGY_NODES_MAX,
  type Topology,
  type TopologyLayout,
  type TopologyLink,
  type TopologyNode,
} from './topology'

/** A link as it is drawn: in the drawing itself (`scope` is empty), or inside of the node with this flat id. */
export interface DrawnLink {
  readonly scope: string
  readonly link: string
}

const ID_LENGTH_MAX = 64
/** So many problems end the walk. */
const PROBLEMS_MAX = 1_000

/** The flat id of a node inside of a node. */
export function innerId(outer: string, inner: string): string {
  if (outer === '') return inner
  const id = `${outer}--${inner}`
  return id.length <= ID_LENGTH_MAX ? id : `${id.slice(0, ID_LENGTH_MAX - 8)}-${shortHash(id)}`
}

/** One level of the drawing: the whole, or the inside of one use of a subgraph. */
interface Scope {
  /** Flat id of the node that this is the inside of; empty for the whole. */
  readonly id: string
  readonly path: readonly string[]
  /** Id of that node in its own scope. */
  readonly at: string
  readonly parent: Scope | null
  readonly nodes: ReadonlyMap<string, TopologyNode>
  readonly links: readonly TopologyLink[]
  readonly inner: Map<string, Scope>
  /** The links by where they lead to. */
  readonly into: ReadonlyMap<string, readonly TopologyLink[]>
}

const NO_LINKS: readonly TopologyLink[] = []

const quoted = (ids: readonly string[]): string => ids.map((id) => `"${id}"`).join(' in ')

/** A problem at a place inside, told of the outermost node that holds it. */
export function problemInside(path: readonly string[], problem: Omit<Problem, 'node'>): Problem {
  const [node, ...inside] = path
  if (node === undefined) return problem
  if (inside.length === 0) return { ...problem, node }
  return { ...problem, node, inside, message: `inside, at ${quoted([...inside].reverse())}: ${problem.message}` }
}

/** One making flat of a drawing; all is done once it is constructed. */
export class Expansion {
  readonly problems: Problem[] = []
  readonly nodes: TopologyNode[] = []
  readonly links: TopologyLink[] = []
  readonly paths = new Map<string, readonly string[]>()
  readonly drawn = new Map<string, DrawnLink[]>()
  /** Frames inside of subgraphs: like those of the drawing they hold processes together. */
  readonly frames: TopologyLayout['frames'] = []
  private isFull = false
  private looks = 0
  /** Flat ids of all that is inside of the node at a path. */
  private readonly inside = new Map<string, string[]>()

  constructor(private readonly topology: Topology) {
    const scope = this.open(topology, null, '', [], [])
    this.join(scope)
  }

  private say(path: readonly string[], code: string, message: string, more: Partial<Problem> = {}): void {
    this.problems.push(problemInside(path, { severity: 'error', code, message, ...more }))
    // Nobody reads more, and a small file can hold as many as it has ways down.
    if (this.problems.length >= PROBLEMS_MAX) this.isFull = true
  }

  /** Walks a level, and what is inside of its nodes, writing down the flat nodes. */
  private open(
    level: { readonly nodes: readonly TopologyNode[]; readonly links: readonly TopologyLink[] },
    parent: Scope | null,
    at: string,
    path: readonly string[],
    kinds: readonly string[],
  ): Scope {
    const id = parent ? innerId(parent.id, at) : ''
    const nodes = new Map(level.nodes.map((node) => [node.id, node]))
    const into = linksInto(level.links)
    const scope: Scope = { id, path, at, parent, nodes, links: level.links, inner: new Map(), into }
    for (const node of level.nodes) {
      if (this.isFull) return scope
      const here = [...path, node.id]
      if (isSubgraphKind(node.kind)) this.enter(scope, node, here, kinds)
      else if (!subgraphPortOf(node.kind)) this.put(scope, node, here)
      else if (parent === null)
        this.say(here, 'PORT_OUTSIDE', 'the port of a subgraph stands inside of one only: remove it')
    }
    return scope
  }

  private put(scope: Scope, node: TopologyNode, path: readonly string[]): void {
    if (this.nodes.length >= TOPOLOGY_NODES_MAX) {
      this.refuseSize(path, 'nodes', TOPOLOGY_NODES_MAX)
      return
    }
    const id = innerId(scope.id, node.id)
    this.paths.set(id, path)
    for (let depth = 1; depth <= path.length; depth++) {
      const key = path.slice(0, depth).join('/')
      const ids = this.inside.get(key)
      if (ids) ids.push(id)
      else this.inside.set(key, [id])
    }
    this.nodes.push(scope.parent ? { ...node, id, label: this.labelInside(scope, node) } : node)
  }

  /** Reports name a node by its label: inside it says whose part it is. */
  private labelInside(scope: Scope, node: TopologyNode): string {
    const names: string[] = []
    for (let at: Scope = scope; at.parent; at = at.parent) {
      const outer = at.parent.nodes.get(at.at)
      const kind = outer ? definitionOf(this.topology, outer.kind)?.label : ''
      names.unshift(outer?.label || kind || at.at)
    }
    return [...names, node.label || node.id].join(' › ').slice(0, 200)
  }

  private refuseSize(path: readonly string[], what: string, max: number): void {
    if (!this.isFull) this.say(path.slice(0, 1), 'TOO_LARGE', `with all subgraphs opened there are over ${max} ${what}`)
    this.isFull = true
  }

  /** False once all together is more than a drawing can be meant to be. */
  private mayLookAt(count: number, path: readonly string[]): boolean {
    this.looks += count
    if (this.looks > LOOKS_MAX) this.refuseSize(path, 'parts', LOOKS_MAX)
    return !this.isFull
  }

  private enter(scope: Scope, node: TopologyNode, path: readonly string[], kinds: readonly string[]): void {
    const definition = definitionOf(this.topology, node.kind)
    const refusal = this.refusalOf(node.kind, definition, kinds)
    if (refusal) this.say(path, refusal.code, refusal.message)
    if (refusal || !definition || !this.mayLookAt(sizeOf(definition), path)) return
    const level = { nodes: this.withParams(definition, node, path), links: definition.links }
    const inner = this.open(level, scope, node.id, path, [...kinds, node.kind])
    scope.inner.set(node.id, inner)
    for (const frame of definition.layout.frames)
      this.frames.push({
        ...frame,
        id: innerId(inner.id, frame.id),
        nodes: frame.nodes.flatMap((id) => this.within([...path, id])),
      })
  }

  private refusalOf(kind: string, definition: SubgraphDefinition | undefined, kinds: readonly string[]) {
    if (!definition)
      return {
        code: 'UNKNOWN_KIND',
        message: `this drawing does not hold the subgraph "${kind}": add it again, or remove the node`,
      }
    if (kinds.includes(kind)) {
      const way = [...kinds.slice(kinds.indexOf(kind)), kind].join(' → ')
      return { code: 'SUBGRAPH_LOOP', message: `${way}: a subgraph can't hold itself; remove this node from inside` }
    }
    if (kinds.length < SUBGRAPH_DEPTH_MAX) return null
    return {
      code: 'TOO_DEEP',
      message: `subgraphs lie more than ${SUBGRAPH_DEPTH_MAX} deep in each other: ungroup some`,
    }
  }

  /** The nodes inside with what this use sets. */
  private withParams(
    { nodes, params }: SubgraphDefinition,
    use: TopologyNode,
    path: readonly string[],
  ): readonly TopologyNode[] {
    for (const name of Object.keys(use.params))
      if (!params.some((one) => one.name === name))
        this.say(path, 'BAD_PARAM', `the subgraph has no parameter "${name}": remove it`, { param: name })
    const set = new Map<string, Record<string, unknown>>()
    const ids = new Set(nodes.map(({ id }) => id))
    for (const { name, to } of params)
      for (const ref of to) {
        const { node, port: param } = splitRef(ref)
        if (!ids.has(node)) {
          const message = `"${name}" sets ${ref}, but there is no "${node}" inside: take it out of the parameters`
          this.say(path, 'BAD_SUBGRAPH', message, { param: name })
        }
        const value = Object.hasOwn(use.params, name) ? use.params[name] : undefined
        if (value === undefined) continue
        const own = set.get(node)
        if (own) own[param] = value
        else set.set(node, { [param]: value })
      }
    return nodes.map((node) => {
      const own = set.get(node.id)
      return own ? { ...node, params: { ...node.params, ...own } } : node
    })
  }

  /** Writes down the flat links into the nodes of a level, in the order drawn there; then those of the levels inside. */
  private join(scope: Scope): void {
    for (const link of scope.links) {
      if (this.isFull) return
      const to = splitRef(link.to)
      const target = scope.nodes.get(to.node)
      this.checkEnds(scope, link)
      if (target && (isSubgraphKind(target.kind) || subgraphPortOf(target.kind))) continue
      for (const source of this.sources(scope, link)) this.connect(scope, link, source)
    }
    for (const inner of scope.inner.values()) if (!this.isFull) this.join(inner)
  }

  private connect(scope: Scope, link: TopologyLink, source: Source): void {
    const { node, port } = splitRef(link.to)
    const flat = { from: source.ref, to: `${innerId(scope.id, node)}.${port}` }
    if (this.links.length >= TOPOLOGY_LINKS_MAX) {
      this.refuseSize(scope.path, 'links', TOPOLOGY_LINKS_MAX)
      return
    }
    this.links.push(flat)
    this.drawn.set(linkName(flat), source.along)
  }

  /** The flat outputs that a link of this level brings, with the drawn links on the way. */
  private sources(scope: Scope, link: TopologyLink): Source[] {
    if (!this.mayLookAt(1, scope.path)) return []
    const along = [{ scope: scope.id, link: linkName(link) }]
    const from = splitRef(link.from)
    const node = scope.nodes.get(from.node)
    const port = node && subgraphPortOf(node.kind)
    const further = (next: Scope, links: readonly TopologyLink[]): Source[] =>
      links.flatMap((one) =>
        this.sources(next, one).map(({ ref, along: inner }) => ({ ref, along: [...inner, ...along] })),
      )
    if (port) {
      const { parent, at } = scope
      const outside = `${at}.${from.node}`
      return parent && port.side === 'in' ? further(parent, parent.into.get(outside) ?? NO_LINKS) : []
    }
    if (!node || !isSubgraphKind(node.kind)) return [{ ref: `${innerId(scope.id, from.node)}.${from.port}`, along }]
    const inner = scope.inner.get(from.node)
    const behind = `${from.port}.${SUBGRAPH_PORT_ID}`
    // What comes in by one port and leaves by another is refused where it is drawn; followed, it could go in circles.
    if (!inner) return []
    const links = inner.into.get(behind) ?? NO_LINKS
    return further(
      inner,
      links.filter((one) => !this.isPassing(inner, one)),
    )
  }

  private isPassing(scope: Scope, link: TopologyLink): boolean {
    const kindAt = (ref: string) => scope.nodes.get(splitRef(ref).node)?.kind ?? ''
    return subgraphPortOf(kindAt(link.from)) !== undefined && subgraphPortOf(kindAt(link.to)) !== undefined
  }

  private checkEnds(scope: Scope, link: TopologyLink): void {
    const more = scope.parent ? {} : { link: linkName(link) }
    if (scope.parent && this.isPassing(scope, link))
      this.say(
        scope.path,
        'PASSES_THROUGH',
        `${linkName(link)} leads from an input straight to an output: link past the subgraph instead`,
      )
    for (const [ref, side] of [
      [link.from, 'out'],
      [link.to, 'in'],
    ] as const) {
      const { node, port } = splitRef(ref)
      const inner = scope.inner.get(node)
      const kind = inner?.nodes.get(port)?.kind
      if (!inner || (kind !== undefined && subgraphPortOf(kind)?.side === side)) continue
      const what = side === 'in' ? 'input' : 'output'
      const message = `the subgraph has no ${what} "${port}": remove the link ${linkName(link)}`
      this.say([...scope.path, node], 'UNKNOWN_PORT', message, { port, ...more })
    }
  }

  /** Flat ids of the node at a path, and of all that is inside of it. */
  within(path: readonly string[]): string[] {
    return [...(this.inside.get(path.join('/')) ?? [])]
  }
}

interface Source {
  readonly ref: string
  readonly along: DrawnLink[]
}
