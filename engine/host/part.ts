/** A host's part of an assignment: its nodes, the link directions it shares with others, and who waits for whom. */
import { createHash } from 'node:crypto'
import type { Plan, PlanLink } from '../graph'
import { canonicalJson } from '../sdk'
import { type ChannelKey, channelKey, type Direction } from '../wire/codec'
import type { HostAssignment } from '../wire/control'
import type { CarriedType } from '../wire/records'

/** One end of a link direction that leaves or enters this host. */
export interface ChannelEnd {
  readonly key: ChannelKey
  readonly link: number
  readonly direction: Direction
  readonly type: CarriedType
  readonly peer: string
  readonly isInbound: boolean
}

export interface Part {
  readonly own: ReadonlySet<number>
  /** Nodes that are stopped, and those that nothing reaches any more because of it. */
  readonly stopped: ReadonlySet<number>
  readonly ends: readonly ChannelEnd[]
  /** Hosts at the other ends. */
  readonly peers: ReadonlySet<string>
  /** True if all of its nodes are stopped or gone: nothing is left to do. */
  readonly isIdle: boolean
  /** True if a step of it can begin without a word from another host: it must then mind `hold`. */
  readonly isLeading: boolean
  /** True if it has a source: it minds the speed, too. */
  readonly hasSource: boolean
  readonly hasGateway: boolean
  /**
   * True if what one of its nodes sends as orders may depend on reports that come back by another link than those orders
   * went: silence can then not be promised link by link.
   */
  readonly hasForkedOrders: boolean
}

/** The part of a host. @throws Error if a linked node has no place, a broken invariant of the supervisor. */
export function partOf(assignment: HostAssignment, host: string): Part {
  const { plan, placements } = assignment
  const hostOf = new Map(placements.flatMap((one) => one.nodes.map((node) => [node, one.host] as const)))
  const own = new Set(placements.find((one) => one.host === host)?.nodes)
  const stopped = stoppedNodes(plan, new Set(assignment.stopped))
  const ends: ChannelEnd[] = []
  for (const link of plan.links) {
    if (stopped.has(link.from) || stopped.has(link.to)) continue
    const from = hostOf.get(link.from)
    const to = hostOf.get(link.to)
    if (from === undefined || to === undefined) throw new Error(`link ${link.name} has an end in no process`)
    if (from === to || (from !== host && to !== host)) continue
    ends.push(...endsOf(link, from === host ? to : from, to === host))
  }
  const peers = new Set(ends.map(({ peer }) => peer))
  const active = plan.nodes.filter(({ index }) => own.has(index) && !stopped.has(index))
  return {
    own,
    stopped,
    ends,
    peers,
    isIdle: active.length === 0,
    isLeading: plan.tasks.some((task) => own.has(task.node) && !stopped.has(task.node) && isLead(plan, task, stopped)),
    hasSource: active.some(({ category }) => category === 'data'),
    hasGateway: active.some(({ category }) => category === 'gateway'),
    hasForkedOrders: active.some(({ index }) => hasForkedOrders(plan, index, own, stopped)),
  }
}

/** True for a node with two roads for orders, or with orders and something else to tell a node beside it. */
function hasForkedOrders(
  { links }: Plan,
  node: number,
  own: ReadonlySet<number>,
  stopped: ReadonlySet<number>,
): boolean {
  const out = links.filter(({ from, to }) => from === node && !stopped.has(to))
  const orders = out.filter(({ twoWay }) => twoWay).length
  return orders > 1 || (orders === 1 && out.some(({ twoWay, to }) => !twoWay && own.has(to)))
}

function endsOf(link: PlanLink, peer: string, isReader: boolean): ChannelEnd[] {
  const { index } = link
  const down: ChannelEnd = {
    key: channelKey(index, 'down'),
    link: index,
    direction: 'down',
    type: link.type,
    peer,
    isInbound: isReader,
  }
  if (!link.twoWay) return [down]
  const key = channelKey(index, 'up')
  return [down, { key, link: index, direction: 'up', type: 'report', peer, isInbound: !isReader }]
}

/**
 * Stopped nodes, and with them every node to which no path from a running source is left: those hear nothing, would say
 * nothing, and without an input to wait for would run through the rest of the timeline at once.
 */
export function stoppedNodes(plan: Plan, stopped: ReadonlySet<number>): ReadonlySet<number> {
  const live = new Set(
    plan.nodes.filter(({ category, index }) => category === 'data' && !stopped.has(index)).map(({ index }) => index),
  )
  for (let before = -1; before !== live.size; ) {
    before = live.size
    for (const { from, to } of plan.links) if (live.has(from) && !stopped.has(to)) live.add(to)
  }
  return new Set(plan.nodes.filter(({ index }) => !live.has(index)).map(({ index }) => index))
}

/** True for a task that waits for no other task of its step. */
function isLead(plan: Plan, task: Plan['tasks'][number], stopped: ReadonlySet<number>): boolean {
  const { node, phase } = task
  const isGateway = plan.nodes.some(({ index, category }) => index === node && category === 'gateway')
  const hasVenue = plan.tasks.some((other) => other.node === node && other.phase === 'venue')
  if (phase === 'data' && hasVenue) return false
  const active = plan.links.filter(({ from, to }) => !stopped.has(from) && !stopped.has(to))
  if (phase === 'data') return !active.some(({ to }) => to === node)
  if (isGateway) return !active.some(({ to, twoWay }) => to === node && !twoWay)
  return !active.some(({ from, twoWay }) => from === node && twoWay)
}

/** Tells assignments apart by what they make run; where things are and from when on is left out. */
export function contentOf({ plan, placements, stopped, timelinePath }: HostAssignment): string {
  return createHash('sha256')
    .update(canonicalJson({ plan, placements, stopped: stopped.toSorted((a, b) => a - b), timelinePath }))
    .digest('hex')
}
