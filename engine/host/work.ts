/** A step's work in this host: each task with the ends of the link directions it reads and feeds. */
import type { Channel, ExecutorTask } from '../runtime'
import type { OutPort } from '../sdk'
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
}
export interface Outlet {
  readonly channel: OutChannel
  readonly buffer: OutPort<WireEvent>
}
export interface WorkItem {
  readonly inlets: readonly Inlet[]
  readonly outlets: readonly Outlet[]
  /** True where a gateway takes orders: they must be on the disk before. */
  readonly registersOrders: boolean
  run(): void
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
  { part, assignment }: Planned,
  transport: Transport,
): WorkItem[] {
  const ends = new Map(part.ends.map((end) => [end.key, end]))
  const find = (channel: Channel) => {
    const end = ends.get(channelKey(channel.link, channel.direction))
    if (!end) throw new Error(`link ${channel.link} crosses no border here`)
    return end
  }
  // An event class is tied to its port type by the plan, which the union of buffers can't express.
  const bufferOf = (channel: Channel) => channel.buffer as unknown as OutPort<WireEvent>
  const gateways = new Set(
    assignment.plan.nodes.filter((node) => node.category === 'gateway').map(({ index }) => index),
  )
  return tasks
    .filter(({ node }) => !part.stopped.has(node))
    .map((task) => ({
      inlets: task.inbound.map((channel) => {
        const { key, peer, type } = find(channel)
        return { channel: transport.openIn(key, peer, type), buffer: bufferOf(channel) }
      }),
      outlets: task.outbound.map((channel) => {
        const { key, peer, type } = find(channel)
        return { channel: transport.openOut(key, peer, type), buffer: bufferOf(channel) }
      }),
      registersOrders: task.phase === 'data' && gateways.has(task.node),
      run: () => task.run(),
    }))
}
