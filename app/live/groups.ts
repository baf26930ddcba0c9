/**
 * What runs are the nodes inside of subgraphs; what a closed one shows is put together from them: the worst state, the sum
 * of rates and P&L. Rows for subgraphs stand beside those of nodes, by the flat id of the use; links likewise.
 */
import {
  expandTopology,
  innerId,
  type LinkStatus,
  linkName,
  type NodeState,
  type NodeStatus,
  splitRef,
  type Topology,
} from '../../engine/sdk'

/** Worst first: one inner node that failed is what a person has to see. */
const WORST: readonly NodeState[] = [
  'failed',
  'crashed',
  'restarting',
  'degraded',
  'starting',
  'stopping',
  'stopped',
  'running',
  'finished',
]

const sum = (values: readonly (number | null)[]): number | null => {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
}
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const least = (texts: readonly (string | null)[]): string | null =>
  texts.flatMap((text) => text ?? []).sort()[0] ?? null

export function blockedOf(rows: readonly Pick<NodeStatus, 'blocked'>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { blocked } of rows)
    for (const [reason, count] of Object.entries(blocked)) all[reason] = (all[reason] ?? 0) + count
  return all
}

/** A strategy's P&L is its own; where there is none inside, that of the account. */
export function pnlOf(rows: readonly Pick<NodeStatus, 'kind' | 'pnl'>[]): number | null {
  const strategies = rows.filter(({ kind, pnl }) => kind.startsWith('strategy.') && pnl !== null)
  return sum((strategies.length > 0 ? strategies : rows).map(({ pnl }) => pnl))
}

/** The state of a closed subgraph from those of the nodes inside. */
export function groupStatus(node: string, kind: string, rows: readonly NodeStatus[]): NodeStatus | null {
  const worst = [...rows].sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state))[0]
  if (!worst) return null
  return {
    node,
    kind,
    state: worst.state,
    // Of the one whose state is shown: one that was stopped as asked is not one that has yet to start.
    requested: worst.requested,
    pid: null,
    cpu: sum(rows.map((row) => row.cpu)),
    rssBytes: sum(rows.map((row) => row.rssBytes)),
    eventsInPerSecond: total(rows.map((row) => row.eventsInPerSecond)),
    eventsOutPerSecond: total(rows.map((row) => row.eventsOutPerSecond)),
    eventsIn: total(rows.map((row) => row.eventsIn)),
    eventsOut: total(rows.map((row) => row.eventsOut)),
    heartbeatAt: least(rows.map((row) => row.heartbeatAt)),
    restarts: total(rows.map((row) => row.restarts)),
    step: Math.min(...rows.map((row) => row.step)),
    ts: least(rows.map((row) => row.ts)),
    ready: rows.every((row) => row.ready),
    pnl: pnlOf(rows),
    values: {},
    blocked: blockedOf(rows),
    note: worst.note && `${worst.node}: ${worst.note}`,
  }
}

/** A drawn link that several links lead along. */
function joined(link: string, rows: readonly LinkStatus[]): LinkStatus | null {
  const [first] = rows
  if (!first) return null
  const slowest = [...rows].sort((a, b) => (b.latencyMsP99 ?? 0) - (a.latencyMsP99 ?? 0))[0] ?? first
  const newest = [...rows].sort((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))[0] ?? first
  return {
    ...slowest,
    link,
    lastValue: newest.lastValue,
    lastAt: newest.lastAt,
    // What goes in by one port and is heard by several is one flow.
    eventsPerSecond: Math.max(...rows.map((row) => row.eventsPerSecond)),
    events: Math.max(...rows.map((row) => row.events)),
    queued: Math.max(...rows.map((row) => row.queued)),
    dropped: total(rows.map((row) => row.dropped)),
  }
}

export interface Groups {
  /** By the flat id of a use: the flat nodes inside. */
  readonly uses: ReadonlyMap<string, readonly string[]>
  /** By the name of a drawn link, ends by flat ids: the flat links along it. */
  readonly links: ReadonlyMap<string, readonly string[]>
}

const known = new WeakMap<Topology, Groups>()

/** What the closed subgraphs of a drawing stand for, and the links to and inside of them. */
export function groupsOf(topology: Topology): Groups {
  const before = known.get(topology)
  if (before) return before
  const { paths, drawn } = expandTopology(topology)
  const uses = new Map<string, string[]>()
  for (const [flat, path] of paths)
    for (let depth = 1; depth < path.length; depth++) {
      const id = path.slice(0, depth).reduce(innerId, '')
      uses.set(id, [...(uses.get(id) ?? []), flat])
    }
  const links = new Map<string, string[]>()
  for (const [flat, along] of drawn)
    for (const { scope, link } of along) {
      const [from = '', to = ''] = link.split('>').map((ref) => {
        const { node, port } = splitRef(ref)
        return `${innerId(scope, node)}.${port}`
      })
      const name = linkName({ from, to })
      if (name !== flat) links.set(name, [...(links.get(name) ?? []), flat])
    }
  const made = { uses, links }
  known.set(topology, made)
  return made
}

/** The rows of closed subgraphs, and of the links drawn to and inside of them. */
export function groupRows(
  running: Topology | null,
  nodes: Readonly<Record<string, NodeStatus>>,
  links: Readonly<Record<string, LinkStatus>>,
): { readonly nodes: Record<string, NodeStatus>; readonly links: Record<string, LinkStatus> } {
  if (!running?.subgraphs) return { nodes: {}, links: {} }
  const groups = groupsOf(running)
  const rows = [...groups.uses].flatMap(([id, inner]) => {
    const kind = running.nodes.find((node) => node.id === id)?.kind ?? 'sub'
    const status = groupStatus(
      id,
      kind,
      inner.flatMap((one) => nodes[one] ?? []),
    )
    return status ? [[id, status] as const] : []
  })
  const drawn = [...groups.links].flatMap(([name, flat]) => {
    const status = joined(
      name,
      flat.flatMap((one) => links[one] ?? []),
    )
    return status ? [[name, status] as const] : []
  })
  return { nodes: Object.fromEntries(rows), links: Object.fromEntries(drawn) }
}
