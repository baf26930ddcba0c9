/** Edits of one or several nodes' parameters at once. */
import { canonicalJson, type Topology, type TopologyNode } from '../../../engine/sdk'
import type { ParamField } from '../kinds'

function edited(topology: Topology, ids: ReadonlySet<string>, edit: (node: TopologyNode) => TopologyNode): Topology {
  return { ...topology, nodes: topology.nodes.map((node) => (ids.has(node.id) ? edit(node) : node)) }
}

/** Sets one parameter of these nodes; `undefined` takes it out, which means its default. */
export function setParamOf(topology: Topology, ids: ReadonlySet<string>, name: string, value: unknown): Topology {
  return edited(topology, ids, (node) => {
    const { [name]: _, ...others } = node.params
    return { ...node, params: value === undefined ? others : { ...node.params, [name]: value } }
  })
}

/** Sets all parameters of these nodes. */
export function setParamsOf(
  topology: Topology,
  ids: ReadonlySet<string>,
  params: Readonly<Record<string, unknown>>,
): Topology {
  return edited(topology, ids, (node) => ({ ...node, params: { ...params } }))
}

/** True if a node sets a parameter to something else than its default. */
export function isChanged(node: TopologyNode, field: ParamField): boolean {
  const own = node.params[field.name]
  return own !== undefined && canonicalJson(own) !== canonicalJson(field.default ?? null)
}

/** What a node does: its own value, else the default. */
export const valueIn = (node: TopologyNode, field: ParamField): unknown =>
  node.params[field.name] === undefined ? field.default : node.params[field.name]

/** What these nodes have in common, or `mixed` where they differ. */
export function commonValue(
  nodes: readonly TopologyNode[],
  field: ParamField,
): { readonly mixed: boolean; readonly value: unknown } {
  const [first, ...others] = nodes.map((node) => valueIn(node, field))
  const text = canonicalJson(first ?? null)
  const mixed = others.some((value) => canonicalJson(value ?? null) !== text)
  return { mixed, value: mixed ? undefined : first }
}

/** A value as words, for "was" and "runs with". */
export function shownValue(value: unknown, field: ParamField): string {
  if (value === '' || value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'all' : value.map(String).join(', ')
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const text = typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 10 }) : String(value)
  return field.unit ? `${text} ${field.unit}` : text
}
