/** What the canvas knows of kinds: their manifests, read once, and what it derives from them. */
import {
  flatTopology,
  type InstrumentSpec,
  NODE_CATEGORIES,
  type NodeCategory,
  type NodeManifest,
  type PortSpec,
  type PortType,
  paramsJsonSchema,
  type Topology,
  type TopologyNode,
} from '../../engine/sdk'
import { MANIFESTS } from '../../nodes/manifests'
import { findManifest, openDrawing, portKinds, subgraphKinds } from './drawing-kinds'

export const CATEGORY_LABELS: Readonly<Record<KindGroup, string>> = {
  data: 'Data',
  feature: 'Features',
  strategy: 'Strategies',
  guard: 'Risk guards',
  gateway: 'Gateways',
  subgraph: 'Subgraphs',
  port: 'Ports of this subgraph',
}

/** The CSS colour of a port type. */
export const portColor = (type: PortType | undefined): string => (type ? `var(--port-${type})` : 'var(--line-strong)')

/** True for links that carry reports back up. */
export const isTwoWay = (type: PortType | undefined): boolean => type === 'intent' || type === 'order'

/** The name on a card: the node's own label, else its kind's, else the unknown kind itself. */
export function titleOf(node: TopologyNode): string {
  return node.label || findManifest(node.kind)?.label || node.kind
}

/** Params with defaults filled in, or null where they are not valid. */
export function parsedParams(manifest: NodeManifest, node: TopologyNode): Record<string, unknown> | null {
  const parsed = manifest.params.safeParse(node.params)
  return parsed.success ? parsed.data : null
}

/** One line about how a node is set; the kind's name where its params are not valid. */
export function summaryOf(node: TopologyNode): string {
  const manifest = findManifest(node.kind)
  if (!manifest) return `Unknown kind ${node.kind}`
  const params = parsedParams(manifest, node)
  return (params && manifest.summarize?.(params)) || manifest.label
}

/** The first message about each parameter that is not valid, by its name. */
export function paramErrors(node: TopologyNode): Readonly<Record<string, string>> {
  const parsed = findManifest(node.kind)?.params.safeParse(node.params)
  if (!parsed || parsed.success) return {}
  const errors: Record<string, string> = {}
  for (const issue of parsed.error.issues) errors[String(issue.path[0] ?? '')] ??= issue.message
  return errors
}

export function portOf(kind: string, side: 'input' | 'output', id: string): PortSpec | undefined {
  const manifest = findManifest(kind)
  return (side === 'input' ? manifest?.inputs : manifest?.outputs)?.find((port) => port.id === id)
}

const folded = (text: string): string => text.toLowerCase()

/** A group of the palette: a category of Patchbay's kinds, or what the drawing itself brings. */
export type KindGroup = NodeCategory | 'subgraph' | 'port'

/** Kinds that match every word of a search, by group, in the palette's order. */
export function searchKinds(query: string): { category: KindGroup; kinds: NodeManifest[] }[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  const matching = (kinds: readonly NodeManifest[]) =>
    kinds.filter((kind) => {
      const text = folded([kind.label, kind.kind, kind.summary, ...kind.aliases].join(' '))
      return words.every((word) => text.includes(word))
    })
  const matches = matching(MANIFESTS)
  const groups: { category: KindGroup; kinds: NodeManifest[] }[] = NODE_CATEGORIES.map((category) => ({
    category,
    kinds: matches.filter((kind) => kind.category === category),
  }))
  return [
    ...groups,
    { category: 'subgraph' as const, kinds: matching(subgraphKinds()) },
    { category: 'port' as const, kinds: matching(portKinds()) },
  ].filter(({ kinds }) => kinds.length > 0)
}

/** One parameter as the inspector shows it, read from its JSON Schema. */
export interface ParamField {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly unit?: string
  readonly editor?: string
  readonly type: 'number' | 'integer' | 'string' | 'boolean' | 'enum' | 'strings' | 'json'
  readonly options?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** True where `min` itself is too little. */
  readonly isAbove?: boolean
  readonly step?: number
  readonly default: unknown
}

interface JsonField {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonField[]
  readonly items?: JsonField
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly title?: string
  readonly description?: string
  readonly unit?: string
  readonly editor?: string
  readonly step?: number
  readonly default?: unknown
}

function typeOf(field: JsonField): ParamField['type'] {
  if (field.enum?.every((option) => typeof option === 'string')) return 'enum'
  if (field.type === 'array' && field.items?.type === 'string') return 'strings'
  const known = ['number', 'integer', 'string', 'boolean'] as const
  return known.find((type) => field.type === type) ?? 'json'
}

/** A nullable field is shown as what it is when it is not null. */
function unwrap(field: JsonField): JsonField {
  const inner = field.anyOf?.find((option) => option.type !== 'null')
  return inner && field.anyOf?.length === 2 ? { ...inner, ...field, type: inner.type, enum: inner.enum } : field
}

/** Bounds nobody typed: zod writes the safe integers into every integer's schema. */
const bound = (value: number | undefined) =>
  value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value

function toField(name: string, raw: JsonField): ParamField {
  const field = unwrap(raw)
  const type = typeOf(field)
  const min = bound(field.minimum ?? field.exclusiveMinimum)
  const max = bound(field.maximum ?? field.exclusiveMaximum)
  return {
    name,
    type,
    title: field.title ?? name,
    description: field.description ?? '',
    default: field.default,
    ...(field.unit !== undefined && { unit: field.unit }),
    ...(field.editor !== undefined && { editor: field.editor }),
    ...(field.step !== undefined && { step: field.step }),
    ...(type === 'enum' && { options: (field.enum ?? []).map(String) }),
    ...(min !== undefined && { min }),
    ...(field.minimum === undefined && min !== undefined && { isAbove: true }),
    ...(max !== undefined && { max }),
  }
}

const fieldCache = new WeakMap<NodeManifest, readonly ParamField[]>()

/** The parameters of a kind in the order in which its schema names them. */
export function fieldsOf(manifest: NodeManifest): readonly ParamField[] {
  const cached = fieldCache.get(manifest)
  if (cached) return cached
  const properties = paramsJsonSchema(manifest).properties as Record<string, JsonField> | undefined
  const fields = Object.entries(properties ?? {}).map(([name, field]) => toField(name, field))
  fieldCache.set(manifest, fields)
  return fields
}

/** Instruments that a topology's simulated sources will make, those of the whole drawing where one is open. */
export function simulatedInstruments(topology: Topology): readonly InstrumentSpec[] {
  return flatTopology(openDrawing() ?? topology).nodes.flatMap((node) => {
    const manifest = findManifest(node.kind)
    const params = manifest?.instruments ? parsedParams(manifest, node) : null
    return params ? (manifest?.instruments?.(params) ?? []) : []
  })
}
