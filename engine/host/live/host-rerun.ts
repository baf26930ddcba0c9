/** One host's part of a re-run. */
import { join } from 'node:path'
import { RunLog } from '../../report'
import { Executor, type ExecutorDeps } from '../../runtime'
import { type ChannelKey, decodeMessage } from '../../wire/codec'
import type { HostAssignment } from '../../wire/control'
import { marksIn } from '../../wire/marks'
import { tellGuards } from '../halting'
import { Schedule } from '../schedule'
import type { HostJournal } from './host-journal'
import type { Divergence } from './link-check'
import { LiveFeeds, withoutSource } from './live-feeds'
import type { Arrival } from './live-state'
import { type LiveInlet, liveWorkOf, restoreWork } from './live-work'
import { LocalSteps } from './local-steps'
import { checkRecord } from './record-check'
import { RerunEnds } from './rerun-ends'
import { isSourceBatch, readSourceBatch } from './source-batch'

export interface RerunOptions extends Pick<ExecutorDeps, 'findKind'> {
  readonly runTag: number
}

export class HostRerun {
  /** Local steps done again, changes taken, batches found the same, and rows of the record compared. */
  changes = 0
  steps = 0
  batches = 0
  rows = 0
  private readonly names = new Map<number, string>()

  private constructor(
    private readonly journal: HostJournal,
    private readonly schedule: Schedule,
    private readonly executor: Executor,
    private readonly local: LocalSteps,
    private readonly feeds: LiveFeeds,
    private readonly ends: RerunEnds,
    private readonly log: RunLog,
    private readonly runTag: number,
  ) {}

  static async open(journal: HostJournal, all: readonly HostJournal[], options: RerunOptions): Promise<HostRerun> {
    const { state, host } = journal
    const { runTag } = options
    const schedule = new Schedule(host, state.assignment)
    const log = new RunLog()
    const feeds = new LiveFeeds(
      (name) => withoutSource(options.findKind(name)),
      () => undefined,
    )
    const { assignment, part } = schedule.active
    const executor = await Executor.open(assignment.plan, part.own, depsOf(feeds, log), part.stopped)
    await feeds.open()
    const ends = new RerunEnds(journal, all, schedule, runTag)
    const local = new LocalSteps(executor, liveWorkOf(executor.tasks, schedule.active, ends), false)
    return new HostRerun(journal, schedule, executor, local, feeds, ends, log, runTag)
  }

  /** Hands in the whole journal. @returns where it parts first from what was said and written; null if nowhere. */
  async run(): Promise<Divergence | null> {
    const { journal, local, log } = this
    const { checks } = this.ends
    this.noteNames()
    await this.restore()
    for (const entry of journal.tail) {
      if (!(entry instanceof Uint8Array)) await this.tell(entry)
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

  /** The id of a node of any plan that this host has run; null for one that none has. */
  nameOf(node: number): string | null {
    return this.names.get(node) ?? null
  }

  private noteNames(): void {
    for (const { index, id } of this.schedule.active.assignment.plan.nodes) this.names.set(index, id)
  }

  private async restore(): Promise<void> {
    const { state } = this.journal
    const { local, executor } = this
    executor.restore(state.executor)
    local.work = restoreWork(local.work, state.work)
    local.step = state.step
    local.clockNs = state.clockNs
    for (const arrival of state.arrivals) {
      if (arrival.type === 'batch') this.arrive(arrival.key)
      else await this.tell(arrival)
    }
  }

  private async tell(word: Exclude<Arrival, { readonly type: 'batch' }>): Promise<void> {
    if (word.type === 'assign') return this.change(word.assignment)
    tellGuards(this.executor, this.schedule.active, word)
    if (word.type === 'control') this.local.turn(word.tsNs, word.saidNs)
  }

  /** What ran changed here, with nothing under way: what stays keeps its state, and goes on counting. */
  private async change(assignment: HostAssignment): Promise<void> {
    const { schedule, executor, local, ends } = this
    schedule.replace(assignment)
    const { part } = schedule.active
    await executor.apply(assignment.plan, part.own, part.stopped)
    local.work = liveWorkOf(executor.tasks, schedule.active, ends, local.work)
    this.noteNames()
    this.changes++
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
