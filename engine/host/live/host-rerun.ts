/** One host's part of a re-run. */
import { join } from 'node:path'
import { RunLog } from '../../report'
import { Executor, type ExecutorDeps } from '../../runtime'
import type { NodeKind } from '../../sdk'
import { type ChannelKey, decodeMessage } from '../../wire/codec'
import { InChannel } from '../../wire/in-channel'
import { marksIn } from '../../wire/marks'
import { tellGuards } from '../halting'
import type { ChannelEnd } from '../part'
import { type Planned, Schedule } from '../schedule'
import { type HostJournal, messagesIn } from './host-journal'
import { type Divergence, LinkCheck } from './link-check'
import { LiveFeeds } from './live-feeds'
import type { Arrival } from './live-state'
import { type LiveInlet, liveWorkOf, restoreWork, type Speaker } from './live-work'
import { LocalSteps } from './local-steps'
import { checkRecord } from './record-check'
import { messagesOf, SaidBatches } from './said-batches'
import { isSourceBatch, readSourceBatch } from './source-batch'

export interface RerunOptions extends Pick<ExecutorDeps, 'findKind'> {
  readonly runTag: number
}

/** What a source said is in the journal: the source itself is not needed. */
const NO_SOURCE = { start: () => undefined, stop: () => undefined }
const NOT_HEARD: Speaker = { writeStep: () => undefined }

export class HostRerun {
  /** Local steps done again, batches found the same, and rows of the record compared. */
  steps = 0
  batches = 0
  rows = 0

  private constructor(
    private readonly journal: HostJournal,
    private readonly planned: Planned,
    private readonly executor: Executor,
    private readonly local: LocalSteps,
    private readonly feeds: LiveFeeds,
    private readonly checks: readonly LinkCheck[],
    private readonly log: RunLog,
    private readonly runTag: number,
  ) {}

  static async open(journal: HostJournal, all: readonly HostJournal[], options: RerunOptions): Promise<HostRerun> {
    const { state, host } = journal
    const { runTag } = options
    const planned = new Schedule(host, state.assignment).active
    const log = new RunLog()
    const feeds = new LiveFeeds(
      (name) => withoutSource(options.findKind(name)),
      () => undefined,
    )
    const { own, stopped } = planned.part
    const executor = await Executor.open(planned.assignment.plan, own, depsOf(feeds, log), stopped)
    await feeds.open()
    const checks: LinkCheck[] = []
    const work = liveWorkOf(executor.tasks, planned, {
      openIn: ({ key, peer, type }) => new InChannel(key, peer, type, runTag),
      openOut: (end) => {
        const check = checkOf(end, planned, journal, all)
        if (check) checks.push(check)
        return check ?? NOT_HEARD
      },
    })
    const local = new LocalSteps(executor, work, false)
    return new HostRerun(journal, planned, executor, local, feeds, checks, log, runTag)
  }

  /** Hands in the whole journal. @returns where it parts first from what was said and written; null if nowhere. */
  run(): Divergence | null {
    const { journal, local, checks, log } = this
    this.restore()
    for (const entry of journal.tail) {
      if (!(entry instanceof Uint8Array)) this.tell(entry)
      else if (isSourceBatch(entry)) this.bring(entry)
      else this.receive(entry)
    }
    this.steps = local.step - journal.state.step
    for (const check of checks) {
      check.finish(local.step)
      this.batches += check.same
    }
    const onLinks = checks.flatMap(({ divergence }) => divergence ?? [])
    const { rows, divergence } = checkRecord(join(journal.dir, 'record'), log, journal.state.records, local.clockNs)
    this.rows = rows
    return [...onLinks, ...(divergence ? [divergence] : [])].sort((a, b) => (a.tsNs < b.tsNs ? -1 : 1))[0] ?? null
  }

  private restore(): void {
    const { state } = this.journal
    const { local, executor } = this
    for (const kept of state.ins) local.work.inlets.get(kept.key)?.channel.restore(kept)
    executor.restore(state.executor)
    restoreWork(local.work, state.work)
    local.step = state.step
    local.clockNs = state.clockNs
    for (const arrival of state.arrivals) {
      if (arrival.type === 'batch') this.arrive(arrival.key)
      else this.tell(arrival)
    }
  }

  private tell(word: Exclude<Arrival, { readonly type: 'batch' }>): void {
    tellGuards(this.executor, this.planned, word)
    if (word.type === 'control') this.local.turn(word.tsNs, word.saidNs)
  }

  private bring(bytes: Uint8Array): void {
    const batch = readSourceBatch(bytes)
    const feed = this.feeds.of(batch.node)
    if (feed) this.local.bring(batch, feed)
  }

  private receive(bytes: Uint8Array): void {
    const message = decodeMessage(bytes, this.runTag)
    if (message.kind !== 'data') return
    const inlet = this.local.work.inlets.get(message.key)
    const offer = inlet?.channel.offer(message)
    if (offer?.verdict !== 'new') return
    inlet?.channel.take(offer)
    for (let marks = marksIn(offer.message); marks > 0; marks--) this.arrive(message.key)
  }

  private arrive(key: ChannelKey): void {
    const inlet: LiveInlet | undefined = this.local.work.inlets.get(key)
    if (inlet) this.local.arrive(inlet)
  }
}

function depsOf(feeds: LiveFeeds, log: RunLog): ExecutorDeps {
  const openDataset = () => Promise.reject(new Error('a run on the wall clock opens no dataset'))
  return { findKind: feeds.findKind, openDataset, recorder: log, log: () => undefined }
}

function withoutSource(kind: NodeKind | undefined): NodeKind | undefined {
  return kind?.shape === 'source' ? { ...kind, live: async () => NO_SOURCE } : kind
}

/** Compares a link direction with its reader's journal; null for a source's, which is not made again. */
function checkOf(
  end: ChannelEnd,
  { assignment }: Planned,
  { state }: HostJournal,
  all: readonly HostJournal[],
): LinkCheck | null {
  const { nodes, links } = assignment.plan
  const link = links.find(({ index }) => index === end.link)
  const reader = all.find(({ host }) => host === end.peer)
  if (!link || !reader) return null
  const node = end.direction === 'down' ? link.from : link.to
  if (nodes.find(({ index }) => index === node)?.category === 'data') return null
  const isWhole = reader.state.step === 0 && state.step === 0
  const heard = new SaidBatches(messagesOf(end.key, messagesIn(reader)))
  return new LinkCheck(end, node, link.name, heard, state.step, isWhole)
}
