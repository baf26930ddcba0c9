/**
 * The topology file, `patchbay.topology/1`: what a canvas saves, Export and Share hand out and every command reads.
 * The schema here guards the shape; whether the graph makes sense is engine/graph's to say.
 */
import { z } from 'zod'
import { nameOf } from './line'

export const TOPOLOGY_FORMAT = 'patchbay.topology/1'

/** Most nodes and links in one topology. */
export const TOPOLOGY_NODES_MAX = 5_000
export const TOPOLOGY_LINKS_MAX = 20_000

/** False for `constructor`, `toString` and the like: what is kept by such a name is not told from what every object has. */
export function isFreeName(name: string): boolean {
  return !(name in {})
}

const nodeId = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    'an id starts with a letter and holds letters, digits, "-" and "_" (64 at most)',
  )
  .refine(isFreeName, 'this name means something else to every program that reads the file: choose another id')
const portRef = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}\.[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a link\'s end is written "node.port"')
const coordinate = z.number().min(-1e6).max(1e6)

export const topologyNode = z.strictObject({
  id: nodeId,
  kind: z.string().min(1).max(100),
  version: z.number().int().positive(),
  label: z.string().max(200).default(''),
  params: z.record(z.string(), z.unknown()).default({}),
})
export type TopologyNode = z.infer<typeof topologyNode>

export const topologyLink = z.strictObject({ from: portRef, to: portRef })
export type TopologyLink = z.infer<typeof topologyLink>

/** A frame drawn round nodes: those nodes run in one process. */
export const layoutFrame = z.object({
  id: z.string().max(64),
  label: z.string().max(200).default(''),
  x: coordinate,
  y: coordinate,
  width: coordinate,
  height: coordinate,
  nodes: z.array(nodeId).default([]),
})

/** A sticky note on the canvas, in Markdown. */
export const layoutNote = z.object({
  id: z.string().max(64),
  text: z.string().max(20_000),
  x: coordinate,
  y: coordinate,
  width: coordinate.optional(),
  height: coordinate.optional(),
})

/** Where a node's card lies, and whether only its head is shown. */
export const layoutNode = z.object({ x: coordinate, y: coordinate, collapsed: z.boolean().optional() })

export const topologyLayout = z.object({
  nodes: z.record(z.string(), layoutNode).default({}),
  frames: z.array(layoutFrame).default([]),
  notes: z.array(layoutNote).default([]),
  /** True while the drawing is locked against accidental edits. It guards hands, not the file. */
  locked: z.boolean().optional(),
})
export type TopologyLayout = z.infer<typeof topologyLayout>

/** Where the kinds of subgraphs begin: `sub.<slug>`. */
const subgraphKind = z
  .string()
  .regex(/^sub\.[a-z0-9][a-z0-9-]{0,47}$/, 'the kind of a subgraph is written "sub.name", in small letters')

/** A parameter of a subgraph: it sets one or several of the nodes inside. */
export const subgraphParam = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'a parameter starts with a letter and holds letters, digits and "_"')
    .refine(isFreeName, 'this name means something else to every program that reads the file: choose another'),
  label: z.string().max(200).default(''),
  /** `node.param` of nodes inside. Where a use sets nothing, each keeps what it has there. */
  to: z.array(portRef).min(1).max(100),
})
export type SubgraphParam = z.infer<typeof subgraphParam>

/**
 * A part of the drawing that is a kind of its own: a node of kind `sub.<slug>` uses it. Its ports are the nodes of kind
 * `port.in-<type>` and `port.out-<type>` among its nodes, each by its id.
 */
export const subgraphDefinition = z.strictObject({
  kind: subgraphKind,
  version: z.number().int().positive().default(1),
  label: z.string().max(200).default(''),
  summary: z.string().max(500).default(''),
  nodes: z.array(topologyNode).max(TOPOLOGY_NODES_MAX),
  links: z.array(topologyLink).max(TOPOLOGY_LINKS_MAX),
  layout: topologyLayout.default({ nodes: {}, frames: [], notes: [] }),
  params: z.array(subgraphParam).max(200).default([]),
})
export type SubgraphDefinition = z.infer<typeof subgraphDefinition>

/** Most subgraphs defined in one topology. */
export const SUBGRAPHS_MAX = 200

/** The name of a topology as it may come in from outside. What was saved before this was asked still opens. */
export const topologyName = nameOf(200)

export const topologySchema = z.strictObject({
  format: z.literal(TOPOLOGY_FORMAT),
  name: z.string().trim().min(1).max(200),
  nodes: z.array(topologyNode).max(TOPOLOGY_NODES_MAX),
  links: z.array(topologyLink).max(TOPOLOGY_LINKS_MAX),
  layout: topologyLayout.default({ nodes: {}, frames: [], notes: [] }),
  /** The subgraphs that its nodes use; a drawing without any leaves it out. */
  subgraphs: z.array(subgraphDefinition).max(SUBGRAPHS_MAX).optional(),
})
export type Topology = z.infer<typeof topologySchema>

/** One thing wrong with a topology, in words a person can act on. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Closed code, e.g. `UNKNOWN_KIND`, `BAD_PARAM`, `UNGUARDED`, `LOOP`. */
  readonly code: string
  readonly node?: string
  readonly port?: string
  readonly param?: string
  /** `a.out>b.in` where the problem is a link's. */
  readonly link?: string
  /** Where it is a way or a circle through the drawing that is wrong: its nodes in order, and its links by name. */
  readonly path?: { readonly nodes: readonly string[]; readonly links: readonly string[] }
  /** Where the problem is inside of `node`, a subgraph: the way down to it, by ids. */
  readonly inside?: readonly string[]
  /** What is wrong and what to do. */
  readonly message: string
}

/** `node.param: what, and what to do`, the line that `check` prints. */
export function problemLine(problem: Problem): string {
  const place = [problem.node, problem.param ?? problem.port].filter(Boolean).join('.') || problem.link || 'topology'
  return `${place}: ${problem.message}`
}

/** The two parts of a link's end, `node.port`. */
export function splitRef(ref: string): { node: string; port: string } {
  const dot = ref.indexOf('.')
  return { node: ref.slice(0, dot), port: ref.slice(dot + 1) }
}

/** The name of a link: `a.out>b.in`. */
export function linkName(link: TopologyLink): string {
  return `${link.from}>${link.to}`
}
