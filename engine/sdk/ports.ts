import type { NodeCategory, NodeManifest } from './manifest'

/** Every port has one of these types; a link joins two ports of the same type. */
export const PORT_TYPES = ['market', 'feature', 'signal', 'intent', 'order', 'portfolio'] as const
export type PortType = (typeof PORT_TYPES)[number]

/** What each port type carries, for people. */
export const PORT_TYPE_HELP: Record<PortType, string> = {
  market: 'bars, quotes and trades',
  feature: 'named numbers computed from the market',
  signal: 'a direction and a strength',
  intent: 'what a strategy wants to trade; reports come back up the same link',
  order: 'what a risk guard has approved; reports come back up the same link',
  portfolio: 'positions, cash and P&L',
}

/** One port of a kind. */
export interface PortSpec {
  /** Unique among the kind's inputs or outputs. */
  readonly id: string
  readonly type: PortType
  readonly label: string
  /** One sentence for the tooltip. */
  readonly help: string
  /** Inputs: a topology in which it has no link does not start. */
  readonly required?: boolean
  /** Inputs: at most one link. */
  readonly single?: boolean
  /** Feature outputs: the names of the numbers, in order. Feature inputs: names that must be among the source's. */
  readonly names?: readonly string[]
  /** A subgraph's ports: what is behind it, where that is not what the whole is. */
  readonly owner?: NodeCategory
  /** A port of a subgraph seen from inside: which numbers come by it is for the outside to say. */
  readonly open?: boolean
}

/** One end of a link that is, or might be, drawn. */
export interface LinkEnd {
  readonly nodeId: string
  readonly manifest: Pick<NodeManifest, 'kind' | 'label' | 'category' | 'inputs' | 'outputs'>
  readonly port: string
}

/** Why a link can't be drawn, as a closed list. */
export type ConnectRefusal =
  | 'UNKNOWN_PORT'
  | 'SAME_NODE'
  | 'TYPE_MISMATCH'
  | 'UNGUARDED'
  | 'INPUT_TAKEN'
  | 'OUTPUT_TAKEN'
  | 'ALREADY_LINKED'
  | 'MISSING_NAMES'

export type ConnectAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ConnectRefusal; readonly message: string }

/** Port types whose links carry reports back up; one such output has one link. */
const TWO_WAY: ReadonlySet<PortType> = new Set<PortType>(['intent', 'order'])

/** True for port types whose links carry reports back up. */
export function isTwoWay(type: PortType): boolean {
  return TWO_WAY.has(type)
}

const OK: ConnectAnswer = { ok: true }
const refuse = (code: ConnectRefusal, message: string): ConnectAnswer => ({ ok: false, code, message })

/** Which categories may write, and read, the two trading types: what makes a guard unavoidable. */
const WRITERS: Partial<Record<PortType, readonly NodeCategory[]>> = { intent: ['strategy'], order: ['guard'] }
const READERS: Partial<Record<PortType, readonly NodeCategory[]>> = { intent: ['guard'], order: ['guard', 'gateway'] }

/** True if a kind of this category may have such a port. Kinds that break this can't be defined. */
export function mayHavePort(category: NodeCategory, direction: 'input' | 'output', type: PortType): boolean {
  const allowed = (direction === 'output' ? WRITERS : READERS)[type]
  return allowed === undefined || allowed.includes(category)
}

/**
 * Decides whether a link may be drawn. The same function answers while a wire is dragged, when a topology is saved and
 * when the engine starts.
 * @param from the output end; @param to the input end; @param existing links already there (without the one in question),
 *   as `node.port` texts.
 */
export function canConnect(
  from: LinkEnd,
  to: LinkEnd,
  existing: readonly { readonly from: string; readonly to: string }[],
): ConnectAnswer {
  const source = from.manifest.outputs.find((port) => port.id === from.port)
  const target = to.manifest.inputs.find((port) => port.id === to.port)
  if (!source) return refuse('UNKNOWN_PORT', `${from.manifest.label} has no output "${from.port}"`)
  if (!target) return refuse('UNKNOWN_PORT', `${to.manifest.label} has no input "${to.port}"`)
  if (from.nodeId === to.nodeId) return refuse('SAME_NODE', 'A node cannot be linked to itself')
  if (source.type !== target.type) return mismatch(source, target, to)
  if (
    !mayHavePort(source.owner ?? from.manifest.category, 'output', source.type) ||
    !mayHavePort(target.owner ?? to.manifest.category, 'input', target.type)
  )
    return refuse('UNGUARDED', `Only a risk guard may turn intents into orders`)
  return places(from, to, source, target, existing)
}

function mismatch(source: PortSpec, target: PortSpec, to: LinkEnd): ConnectAnswer {
  if (source.type === 'intent' && (target.owner ?? to.manifest.category) === 'gateway')
    return refuse('UNGUARDED', 'A gateway accepts only orders that a risk guard has approved: put a guard between')
  return refuse(
    'TYPE_MISMATCH',
    `${source.label} carries ${source.type} (${PORT_TYPE_HELP[source.type]}); ${target.label} takes ${target.type}`,
  )
}

function places(
  from: LinkEnd,
  to: LinkEnd,
  source: PortSpec,
  target: PortSpec,
  existing: readonly { readonly from: string; readonly to: string }[],
): ConnectAnswer {
  const fromText = `${from.nodeId}.${from.port}`
  const toText = `${to.nodeId}.${to.port}`
  if (existing.some((link) => link.from === fromText && link.to === toText))
    return refuse('ALREADY_LINKED', 'These two ports are linked already')
  if (target.single && existing.some((link) => link.to === toText))
    return refuse('INPUT_TAKEN', `${target.label} takes one link and has one: remove that first`)
  // Two roads for one order would trade it twice.
  if (TWO_WAY.has(source.type) && existing.some((link) => link.from === fromText))
    return refuse(
      'OUTPUT_TAKEN',
      `${source.label} goes one way only, or every order would be sent twice: remove its other link first`,
    )
  const missing = source.open ? [] : (target.names ?? []).filter((name) => !(source.names ?? []).includes(name))
  if (missing.length > 0)
    return refuse('MISSING_NAMES', `${target.label} needs ${missing.join(', ')}, which ${source.label} does not give`)
  return OK
}
