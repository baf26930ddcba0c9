/** The ends of a host's links in a re-run: what came in is read from its journal, what it says is compared. */
import type { ChannelKey } from '../../wire/codec'
import { InChannel } from '../../wire/in-channel'
import type { ChannelEnd } from '../part'
import type { Schedule } from '../schedule'
import { type HostJournal, messagesIn } from './host-journal'
import { LinkCheck } from './link-check'
import type { Ends, Speaker } from './live-work'
import { messagesOf, SaidBatches } from './said-batches'

const NOT_HEARD: Speaker = { writeStep: () => undefined }

/** Each end is made once: over a change of what runs it stays as it is. */
export class RerunEnds implements Ends {
  readonly checks: LinkCheck[] = []
  private readonly ins = new Map<ChannelKey, InChannel>()
  private readonly outs = new Map<ChannelKey, Speaker>()

  constructor(
    private readonly journal: Pick<HostJournal, 'state'>,
    /** Who heard it; nobody where nothing is compared. */
    private readonly all: readonly HostJournal[],
    private readonly schedule: Schedule,
    private readonly runTag: number,
  ) {}

  openIn({ key, peer, type }: ChannelEnd): InChannel {
    const known = this.ins.get(key)
    if (known) return known
    const channel = new InChannel(key, peer, type, this.runTag)
    const kept = this.journal.state.ins.find((one) => one.key === key)
    if (kept) channel.restore(kept)
    this.ins.set(key, channel)
    return channel
  }

  openOut(end: ChannelEnd): Speaker {
    const known = this.outs.get(end.key)
    if (known) return known
    const check = this.checkOf(end)
    if (check) this.checks.push(check)
    this.outs.set(end.key, check ?? NOT_HEARD)
    return check ?? NOT_HEARD
  }

  /** Compares a link direction with its reader's journal; null for a source's, which is not made again. */
  private checkOf(end: ChannelEnd): LinkCheck | null {
    const { state } = this.journal
    const { nodes, links } = this.schedule.active.assignment.plan
    const link = links.find(({ index }) => index === end.link)
    const reader = this.all.find(({ host }) => host === end.peer)
    if (!link || !reader) return null
    const node = end.direction === 'down' ? link.from : link.to
    if (nodes.find(({ index }) => index === node)?.category === 'data') return null
    const isWhole = reader.state.step === 0 && state.step === 0
    const heard = new SaidBatches(messagesOf(end.key, messagesIn(reader)))
    return new LinkCheck(end, node, link.name, heard, state.step, isWhole)
  }
}
