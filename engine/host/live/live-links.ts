/** The ends of a host's links as it runs them now: made when the run is opened, and anew with each change. */
import type { Plan } from '../../graph'
import type { ExecutorTask } from '../../runtime'
import type { ChannelKey } from '../../wire/codec'
import type { OutChannel } from '../../wire/out-channel'
import type { Transport } from '../../wire/transport'
import type { Planned } from '../schedule'
import type { LinkRole } from './live-state'
import { type LiveWork, liveWorkOf } from './live-work'

export class LiveLinks {
  readonly outs = new Map<ChannelKey, OutChannel>()
  /** Of link directions that bring orders to a gateway of this host, or wishes to a guard of it. */
  roles: ReadonlyMap<ChannelKey, LinkRole> = new Map()

  constructor(private readonly transport: Transport) {}

  /** The work of the tasks over these links; a link direction that there was goes on counting. */
  open(tasks: readonly ExecutorTask[], planned: Planned, before: LiveWork | null): LiveWork {
    const { transport, outs } = this
    outs.clear()
    const ends = {
      openIn: ({ key, peer, type }: OpenEnd) => transport.openIn(key, peer, type),
      openOut: ({ key, peer, type }: OpenEnd) => {
        const channel = transport.openOut(key, peer, type)
        outs.set(key, channel)
        return channel
      },
    }
    const work = liveWorkOf(tasks, planned, ends, before)
    this.roles = rolesOf(planned.assignment.plan, work)
    return work
  }

  /** Hosts that have not handled all that this one has said to them. */
  get waitedFor(): string[] {
    return [...this.outs.values()].flatMap(({ peer, queued }) => (queued > 0 ? [peer] : []))
  }
}

type OpenEnd = Planned['part']['ends'][number]

/** What the link directions into this host's gateways and guards bring. */
function rolesOf({ nodes, links }: Plan, { inlets }: LiveWork): Map<ChannelKey, LinkRole> {
  const readers = new Map(nodes.map(({ index, category }) => [index, category]))
  const roles = new Map<ChannelKey, LinkRole>()
  for (const { end } of inlets.values()) {
    const link = links.find(({ index }) => index === end.link)
    if (!link?.twoWay || end.direction === 'up') continue
    roles.set(end.key, readers.get(link.to) === 'gateway' ? 'orders' : 'intents')
  }
  return roles
}
