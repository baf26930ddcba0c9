/** A step's work in this host: each task with the ends of the link directions it reads and feeds. */
import type { Channel, ExecutorTask } from '../runtime'
import { isTwoWay, type OutPort } from '../sdk'
import { channelKey } from '../wire/codec'
import type { InChannel } from '../wire/in-channel'
import type { OutChannel } from '../wire/out-channel'
import type { WireEvent } from '../wire/records'
import type { Transport } from '../wire/transport'
import type { Part } from './part'
import type { Planned } from './schedule'

export interface Inlet {
  readonly channel: InChannel
  readonly buffer: OutPort<WireEvent>
  /** `reports` come up from whom orders were sent to; `orders` may be promised not to come. */
  readonly kind: 'data' | 'orders' | 'reports'
  /** Of orders: the other direction of their link. */
  readonly answers: OutChannel | null
}
export interface Outlet {
  readonly channel: OutChannel
  readonly buffer: OutPort<WireEvent>
  /** True for the way down of a link with orders: its silence can be promised. */
  readonly hasOrders: boolean
}
export interface WorkItem {
  readonly inlets: readonly Inlet[]
  readonly outlets: readonly Outlet[]
  run(): void
}

/** True if all of a step's records are here, or promised. */
export function isReady({ channel, answers }: Inlet, step: number): boolean {
  return channel.has(step) || (answers !== null && channel.covers(step, answers.lastSaid))
}

/** Handles a step's records. Call only if `isReady`. */
export function takeStep({ channel, buffer }: Inlet, step: number): void {
  if (channel.has(step)) channel.readStep(step, buffer)
  else channel.assume(step, buffer)
}

/** Opens both ends of what a part shares with others. */
export function openChannels(transport: Transport, part: Part): void {
  for (const { key, peer, type, isInbound } of part.ends) {
    if (isInbound) transport.openIn(key, peer, type)
    else transport.openOut(key, peer, type)
  }
}

/** The work of one step, in the plan's order. @throws Error if the executor knows other channels than the part. */
export function workOf(
  tasks: readonly ExecutorTask[],
  { part }: Pick<Planned, 'part'>,
  transport: Pick<Transport, 'openIn' | 'openOut'>,
): WorkItem[] {
  const ends = new Map(part.ends.map((end) => [end.key, end]))
  const find = (channel: Channel) => {
    const end = ends.get(channelKey(channel.link, channel.direction))
    if (!end) throw new Error(`link ${channel.link} crosses no border here`)
    return end
  }
  // An event class is tied to its port type by the plan, which the union of buffers can't express.
  const bufferOf = (channel: Channel) => channel.buffer as unknown as OutPort<WireEvent>
  return tasks
    .filter(({ node }) => !part.stopped.has(node))
    .map((task) => ({
      inlets: task.inbound.map((channel) => {
        const { key, peer, type, link } = find(channel)
        const kind = type === 'report' ? 'reports' : isTwoWay(type) ? 'orders' : 'data'
        const answers = kind === 'orders' ? transport.openOut(channelKey(link, 'up'), peer, 'report') : null
        return { channel: transport.openIn(key, peer, type), buffer: bufferOf(channel), kind, answers } as const
      }),
      outlets: task.outbound.map((channel) => {
        const { key, peer, type } = find(channel)
        const hasOrders = type !== 'report' && isTwoWay(type)
        return { channel: transport.openOut(key, peer, type), buffer: bufferOf(channel), hasOrders }
      }),
      run: () => task.run(),
    }))
}
