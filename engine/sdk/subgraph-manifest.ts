/** What a drawing's own kinds look like to a person: ports and parameters, put together from what is inside. */
import { z } from 'zod'
import { NODE_CATEGORIES, type NodeManifest, type ParamMeta, param } from './manifest'
import { PORT_TYPE_HELP, type PortSpec } from './ports'
import {
  DEFAULT_OWNERS,
  isSubgraphKind,
  portNodes,
  SUBGRAPH_DEPTH_MAX,
  SUBGRAPH_PORT_ID,
  SUBGRAPH_PORTS,
  type SubgraphPort,
  subgraphPortKind,
  subgraphPortOf,
} from './subgraph'
import { type SubgraphDefinition, type SubgraphParam, splitRef, type TopologyNode } from './topology'

export type FindManifest = (kind: string) => NodeManifest | undefined

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** The kind of a port seen from inside its subgraph: an input gives, an output takes. */
function portManifest({ side, type }: SubgraphPort): NodeManifest {
  const word = side === 'in' ? 'input' : 'output'
  // Seen from inside the sides are swapped: what comes in by an input is written by whoever is outside.
  const owner = DEFAULT_OWNERS[side === 'in' ? 'out' : 'in'][type]
  const spec: PortSpec = {
    id: SUBGRAPH_PORT_ID,
    type,
    label: title(type),
    help: side === 'in' ? 'What is linked to this input outside.' : 'What leaves the subgraph here.',
    open: true,
    ...(owner && { owner }),
    ...(side === 'out' && { single: true }),
  }
  return {
    kind: subgraphPortKind({ side, type }),
    version: 1,
    category: side === 'in' ? 'data' : 'gateway',
    label: `${title(word)}: ${type}`,
    icon: side === 'in' ? 'log-in' : 'log-out',
    summary: `An ${word} of this subgraph: ${PORT_TYPE_HELP[type]}.`,
    aliases: ['port', word, 'subgraph', 'boundary'],
    inputs: side === 'in' ? [] : [spec],
    outputs: side === 'in' ? [spec] : [],
    params: z.object({}),
    summarize: () => `${title(word)} of the subgraph`,
  }
}

/** The kinds that only stand inside of subgraphs: their ports. */
export const SUBGRAPH_PORT_MANIFESTS: readonly NodeManifest[] = SUBGRAPH_PORTS.map(portManifest)
const PORT_MANIFESTS = new Map(SUBGRAPH_PORT_MANIFESTS.map((manifest) => [manifest.kind, manifest]))

interface End {
  readonly manifest: NodeManifest
  readonly port: PortSpec
}

/** What is linked inside to a port of the subgraph. */
function endsOf(definition: SubgraphDefinition, node: TopologyNode, side: 'in' | 'out', find: FindManifest): End[] {
  const own = `${node.id}.${SUBGRAPH_PORT_ID}`
  const refs = definition.links.flatMap((link) => {
    if (side === 'in') return link.from === own ? [splitRef(link.to)] : []
    return link.to === own ? [splitRef(link.from)] : []
  })
  return refs.flatMap((ref) => {
    const kind = definition.nodes.find(({ id }) => id === ref.node)?.kind
    const manifest = kind === undefined || subgraphPortOf(kind) ? undefined : find(kind)
    const port = (side === 'in' ? manifest?.inputs : manifest?.outputs)?.find(({ id }) => id === ref.port)
    return manifest && port ? [{ manifest, port }] : []
  })
}

function portSpec(definition: SubgraphDefinition, node: TopologyNode, find: FindManifest): PortSpec[] {
  const port = subgraphPortOf(node.kind)
  if (!port) return []
  const ends = endsOf(definition, node, port.side, find)
  const [first] = ends
  const owner = first ? (first.port.owner ?? first.manifest.category) : DEFAULT_OWNERS[port.side][port.type]
  const names = [...new Set(ends.flatMap((end) => end.port.names ?? []))]
  return [
    {
      id: node.id,
      type: port.type,
      label: node.label || first?.port.label || title(port.type),
      help: first?.port.help ?? 'Nothing is linked to it inside.',
      ...(owner && { owner }),
      ...(names.length > 0 && { names }),
      ...(port.side === 'in' && ends.some((end) => end.port.required) && { required: true }),
      ...(port.side === 'in' && ends.some((end) => end.port.single) && { single: true }),
    },
  ]
}

const metaOf = (schema: z.ZodType): Partial<ParamMeta> => schema.meta() ?? {}

/** One parameter's schema: that of the first it sets inside, with what is set there as its default. */
function paramSchema(definition: SubgraphDefinition, { name, label, to }: SubgraphParam, find: FindManifest) {
  const ref = splitRef(to[0] ?? '')
  const node = definition.nodes.find(({ id }) => id === ref.node)
  const inner = node && find(node.kind)?.params.shape[ref.port]
  if (!node || !inner) return []
  const own = node.params[ref.port]
  const schema = own === undefined ? inner : (inner as z.ZodType).default(own)
  const meta = metaOf(inner as z.ZodType)
  const described = param(schema as z.ZodType, {
    ...meta,
    title: label || meta.title || name,
    description: meta.description ?? '',
  })
  return [[name, described] as const]
}

function subgraphManifest(definition: SubgraphDefinition, find: FindManifest): NodeManifest {
  const { kind, version, label, summary, nodes } = definition
  const parts = nodes.filter((node) => !subgraphPortOf(node.kind))
  const places = parts.map((node) => NODE_CATEGORIES.indexOf(find(node.kind)?.category ?? 'feature'))
  return {
    kind,
    version,
    category: NODE_CATEGORIES[Math.max(0, ...places)] ?? 'feature',
    label: label || kind.slice('sub.'.length),
    icon: 'boxes',
    summary: summary || 'A subgraph of this drawing.',
    aliases: ['subgraph', 'group', kind],
    inputs: portNodes(definition, 'in').flatMap((node) => portSpec(definition, node, find)),
    outputs: portNodes(definition, 'out').flatMap((node) => portSpec(definition, node, find)),
    params: z.object(
      Object.fromEntries(definition.params.flatMap((one) => paramSchema(definition, one, find))) as z.core.$ZodShape,
    ) as z.ZodObject,
    simulated: parts.some((node) => find(node.kind)?.simulated === true),
    summarize: () => `Subgraph of ${parts.length} ${parts.length === 1 ? 'node' : 'nodes'}`,
  }
}

const known = new WeakMap<readonly SubgraphDefinition[], Map<string, NodeManifest | null>>()

/**
 * Finds kinds as a drawing knows them: its own subgraphs and their ports, then what `find` knows. What was put together
 * once for a list of definitions is kept. A subgraph that holds itself has no manifest.
 */
export function manifestsWith(
  definitions: readonly SubgraphDefinition[] | undefined,
  find: FindManifest,
): FindManifest {
  const all = definitions ?? []
  let made = known.get(all)
  if (!made) {
    made = new Map()
    known.set(all, made)
  }
  const cache = made
  const at =
    (depth: number): FindManifest =>
    (kind) => {
      if (!isSubgraphKind(kind)) return PORT_MANIFESTS.get(kind) ?? find(kind)
      const cached = cache.get(kind)
      if (cached !== undefined) return cached ?? undefined
      const definition = depth > SUBGRAPH_DEPTH_MAX ? undefined : all.find((one) => one.kind === kind)
      if (!definition) return undefined
      cache.set(kind, null)
      const manifest = subgraphManifest(definition, at(depth + 1))
      cache.set(kind, manifest)
      return manifest
    }
  return at(0)
}
