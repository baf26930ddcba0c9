/** The work of an arrival-order host: its tasks, what comes in to them, and what they have to say. */
import type { Channel, ExecutorTask } from '../../runtime'
import { isTwoWay, MarketEvent, OutPort } from '../../sdk'
import { type ChannelKey, channelKey, linkOf } from '../../wire/codec'
import type { InChannel } from '../../wire/in-channel'
import type { WireEvent } from '../../wire/records'
import type { Stamp } from '../../wire/stamp'
import type { ChannelEnd } from '../part'
import type { Planned } from '../schedule'
import { copyMarket, MarketQueue, type MarketQueueState } from './market-queue'

/** Where a link direction is said: a channel, or what a re-run compares with. */
export interface Speaker {
  writeStep(step: number, buffer: OutPort<WireEvent>, stamp: Stamp): void
}

/** Marks of a link direction count its batches; on the wire they are uint32. */
const MARKS = 2 ** 32

export class LiveInlet {
  /** Batches handled so far. */
  read = 0
  /** Events of this link that its reader has missed so far. */
  missed = 0

  constructor(
    readonly end: ChannelEnd,
    readonly channel: InChannel,
    readonly buffer: OutPort<WireEvent>,
  ) {}

  /** Puts the next batch into the buffer. */
  take(): Stamp {
    this.channel.readStep(this.read % MARKS, this.buffer)
    this.read++
    this.missed = this.channel.stamp.missed
    return this.channel.stamp
  }
}

export class LiveOutlet {
  /** Batches said so far. */
  said = 0
  /** What a source's link could not carry; null for links that make the sender wait instead. */
  readonly waiting: MarketQueue | null
  private readonly late = new OutPort(() => new MarketEvent())

  constructor(
    readonly end: ChannelEnd,
    private readonly speaker: Speaker,
    private readonly buffer: OutPort<WireEvent>,
    isOfSource: boolean,
  ) {
    this.waiting = isOfSource ? new MarketQueue() : null
  }

  /** True if the node has said something for this link direction that has not been carried. */
  get hasNews(): boolean {
    const { buffer } = this
    if (this.end.type !== 'report') return buffer.count > 0
    for (let i = 0; i < buffer.count; i++) {
      const event = buffer.events[i]
      if (event && 'via' in event && (event.via === -1 || event.via === this.end.link)) return true
    }
    return false
  }

  /** Says what the node has said, if anything. @param isHeldBack true where there is no room: then it waits. */
  say(stamp: Stamp, isHeldBack: boolean): void {
    const { waiting } = this
    if (waiting && (isHeldBack || waiting.size > 0)) this.sayLate(waiting, stamp, isHeldBack)
    else if (this.hasNews) this.write(stamp, this.buffer)
  }

  /** Puts what the node has said behind what waits, and says all of it where there is room. */
  private sayLate(waiting: MarketQueue, stamp: Stamp, isHeldBack: boolean): void {
    for (let i = 0; i < this.buffer.count; i++) {
      const event = this.buffer.events[i]
      if (event instanceof MarketEvent) waiting.add(0, event)
    }
    if (isHeldBack) return
    this.late.clear()
    waiting.drain(({ event }) => copyMarket(event, this.late.next()))
    // A market event is one of those that travel; what the port makes can't be told apart from that.
    this.write(stamp, this.late as OutPort<MarketEvent> as unknown as OutPort<WireEvent>)
  }

  private write(stamp: Stamp, buffer: OutPort<WireEvent>): void {
    stamp.missed = this.waiting?.missed ?? 0
    this.speaker.writeStep(this.said % MARKS, buffer, stamp)
    this.said++
  }
}

export interface LiveTask {
  readonly node: number
  readonly isSource: boolean
  readonly outlets: readonly LiveOutlet[]
  run(): void
}

/** How the ends of link directions are made: over the wire, or for a re-run. */
export interface Ends {
  openIn(end: ChannelEnd): InChannel
  openOut(end: ChannelEnd): Speaker
}

export interface LiveWork {
  readonly tasks: readonly LiveTask[]
  readonly inlets: ReadonlyMap<ChannelKey, LiveInlet>
  readonly outlets: readonly LiveOutlet[]
  /** True if reports go between two nodes of this host. */
  readonly hasInnerReports: boolean
  /** Of links whose one end is stopped: they go on counting when it is started again. */
  readonly parked: LiveWorkState
}

/**
 * The work of one step, in the plan's order.
 * @param before the work there was until now: its link directions go on counting, and what waits on them stays.
 * @throws Error if the executor knows other channels than the part.
 */
export function liveWorkOf(
  tasks: readonly ExecutorTask[],
  planned: Planned,
  ends: Ends,
  before: LiveWork | null = null,
): LiveWork {
  const work = freshWork(tasks, planned, ends)
  return before ? restoreWork(work, withLinks(captureWork(before), planned)) : work
}

/** Without what is kept of links that are no more. */
function withLinks({ inlets, outlets }: LiveWorkState, { assignment }: Planned): LiveWorkState {
  const known = new Set(assignment.plan.links.map(({ index }) => index))
  const isKnown = ({ key }: { readonly key: ChannelKey }) => known.has(linkOf(key))
  return { inlets: inlets.filter(isKnown), outlets: outlets.filter(isKnown) }
}

function freshWork(tasks: readonly ExecutorTask[], { part, assignment }: Planned, ends: Ends): LiveWork {
  const { nodes, links } = assignment.plan
  const byKey = new Map(part.ends.map((end) => [end.key, end]))
  const sources = new Set(nodes.filter(({ category }) => category === 'data').map(({ index }) => index))
  const find = ({ link, direction }: Channel) => {
    const end = byKey.get(channelKey(link, direction))
    if (!end) throw new Error(`link ${link} crosses no border here`)
    return end
  }
  // An event class is tied to its port type by the plan, which the union of buffers can't express.
  const bufferOf = (channel: Channel) => channel.buffer as unknown as OutPort<WireEvent>
  const inlets = new Map<ChannelKey, LiveInlet>()
  const working = tasks
    .filter(({ node }) => !part.stopped.has(node))
    .map((task): LiveTask => {
      const isSource = sources.has(task.node)
      for (const channel of task.inbound) {
        const end = find(channel)
        inlets.set(end.key, new LiveInlet(end, ends.openIn(end), bufferOf(channel)))
      }
      const outlets = task.outbound.map((channel) => {
        const end = find(channel)
        return new LiveOutlet(end, ends.openOut(end), bufferOf(channel), isSource)
      })
      return { node: task.node, isSource, outlets, run: () => task.run() }
    })
  const { own } = part
  return {
    tasks: working,
    inlets,
    outlets: working.flatMap(({ outlets }) => outlets),
    parked: { inlets: [], outlets: [] },
    hasInnerReports: links.some(({ from, to, type }) => isTwoWay(type) && own.has(from) && own.has(to)),
  }
}

/** What a snapshot keeps of the ends: how far they have got, and what waits. */
export interface LiveWorkState {
  readonly inlets: readonly { readonly key: ChannelKey; readonly read: number; readonly missed: number }[]
  readonly outlets: readonly {
    readonly key: ChannelKey
    readonly said: number
    readonly waiting: MarketQueueState | null
  }[]
}

export function captureWork({ inlets, outlets, parked }: LiveWork): LiveWorkState {
  const heard = [...inlets].map(([key, { read, missed }]) => ({ key, read, missed }))
  const said = outlets.map(({ end, said, waiting }) => ({ key: end.key, said, waiting: waiting?.snapshot() ?? null }))
  return { inlets: [...heard, ...parked.inlets], outlets: [...said, ...parked.outlets] }
}

/** Puts back how far the ends have got. @returns the work with what is kept of ends that it has not now. */
export function restoreWork(work: LiveWork, state: LiveWorkState): LiveWork {
  const { inlets, outlets } = work
  const outletOf = new Map(outlets.map((outlet) => [outlet.end.key, outlet]))
  for (const { key, read, missed } of state.inlets) Object.assign(inlets.get(key) ?? {}, { read, missed })
  for (const { key, said, waiting } of state.outlets) {
    const outlet = outletOf.get(key)
    if (!outlet) continue
    outlet.said = said
    if (waiting) outlet.waiting?.restore(waiting)
  }
  const parked = {
    inlets: state.inlets.filter(({ key }) => !inlets.has(key)),
    outlets: state.outlets.filter(({ key }) => !outletOf.has(key)),
  }
  return { ...work, parked }
}
