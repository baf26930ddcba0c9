/**
 * A host's part of a run on the wall clock, done again from its journal, without a network or a clock: it is handed what
 * came in, in the order in which it came, and makes the changes that it made then.
 */
import type { Plan } from '../../graph'
import { Executor, type ExecutorDeps } from '../../runtime'
import { type ChannelKey, decodeMessage } from '../../wire/codec'
import type { HostAssignment } from '../../wire/control'
import { marksIn } from '../../wire/marks'
import { tellGuards } from '../halting'
import { Schedule } from '../schedule'
import type { JournaledInput } from './host-journal'
import { LiveFeeds, withoutSource } from './live-feeds'
import type { Arrival, LiveState } from './live-state'
import { type Ends, type LiveInlet, type LiveWork, liveWorkOf, restoreWork } from './live-work'
import { LocalSteps } from './local-steps'
import { isSourceBatch, readSourceBatch } from './source-batch'

/** What is played: a snapshot, and what came in after it. */
export interface Stretch {
  readonly host: string
  readonly state: LiveState
  readonly tail: Iterable<JournaledInput>
}

/** Told of what is done while it is done. */
export interface PlayListener {
  /** A batch lies in its buffer and is handled next. */
  onArrival(inlet: LiveInlet): void
  /** A node has done a task of the local step in hand. */
  onTask(node: number, phase: 'venue' | 'data'): void
}

export interface PlayDeps extends Pick<ExecutorDeps, 'findKind' | 'recorder'> {
  readonly runTag: number
  /** The ends of its links. */
  ends(schedule: Schedule): Ends
  readonly listener?: PlayListener
}

export class JournalPlayer {
  /** Changes of what runs made so far. */
  changes = 0
  /** Ids of the nodes of all plans that this host has run so far, by index. */
  readonly nodeIds = new Map<number, string>()
  /** What has just come in, until the first task of its local step. */
  private arrived: LiveInlet | null = null

  private constructor(
    private readonly stretch: Stretch,
    readonly schedule: Schedule,
    readonly executor: Executor,
    readonly local: LocalSteps,
    private readonly feeds: LiveFeeds,
    private readonly ends: Ends,
    private readonly deps: PlayDeps,
  ) {}

  static async open(stretch: Stretch, deps: PlayDeps): Promise<JournalPlayer> {
    const { state, host } = stretch
    const schedule = new Schedule(host, state.assignment)
    const feeds = new LiveFeeds(
      (name) => withoutSource(deps.findKind(name)),
      () => undefined,
    )
    const { assignment, part } = schedule.active
    const openDataset = () => Promise.reject(new Error('a run on the wall clock opens no dataset'))
    const { recorder } = deps
    const nodeDeps = { findKind: feeds.findKind, openDataset, recorder, log: () => undefined }
    const executor = await Executor.open(assignment.plan, part.own, nodeDeps, part.stopped)
    await feeds.open()
    const ends = deps.ends(schedule)
    const local = new LocalSteps(executor, NO_WORK, false)
    const player = new JournalPlayer(stretch, schedule, executor, local, feeds, ends, deps)
    local.work = restoreWork(player.workOf(null), state.work)
    executor.restore(state.executor)
    local.step = state.step
    local.clockNs = state.clockNs
    return player
  }

  /** The plan that holds now. */
  get plan(): Plan {
    return this.schedule.active.assignment.plan
  }

  /** Plays on to the end. @param isOver asked after each arrival: true ends it there. @returns whether that was so. */
  async play(isOver: () => boolean = () => false): Promise<boolean> {
    for (const arrival of this.stretch.state.arrivals) {
      if (arrival.type === 'batch') this.arrive(arrival.key)
      else await this.tell(arrival)
      if (isOver()) return true
    }
    for (const entry of this.stretch.tail) {
      if (!(entry instanceof Uint8Array)) await this.tell(entry)
      else if (isSourceBatch(entry)) this.bring(entry)
      else if (this.receive(entry, isOver)) return true
      if (isOver()) return true
    }
    return false
  }

  private workOf(before: LiveWork | null): LiveWork {
    const { executor, schedule, ends } = this
    for (const { index, id } of this.plan.nodes) this.nodeIds.set(index, id)
    const { listener } = this.deps
    if (!listener) return liveWorkOf(executor.tasks, schedule.active, ends, before)
    const tasks = executor.tasks.map((task) => ({
      ...task,
      run: () => {
        const { arrived } = this
        this.arrived = null
        if (arrived) listener.onArrival(arrived)
        // What a source brought is on its outputs already.
        if (!this.feeds.of(task.node)) task.run()
        listener.onTask(task.node, task.phase)
      },
    }))
    const work = liveWorkOf(tasks, schedule.active, ends, before)
    return { ...work, tasks: work.tasks.map((task) => ({ ...task, isSource: false })) }
  }

  private async tell(word: Exclude<Arrival, { readonly type: 'batch' }>): Promise<void> {
    if (word.type === 'assign') return this.change(word.assignment)
    tellGuards(this.executor, this.schedule.active, word)
    if (word.type === 'control') this.local.turn(word.tsNs, word.saidNs)
  }

  /** What ran changed here, with nothing under way: what stays keeps its state, and goes on counting. */
  private async change(assignment: HostAssignment): Promise<void> {
    const { schedule, executor, local } = this
    schedule.replace(assignment)
    const { part } = schedule.active
    await executor.apply(assignment.plan, part.own, part.stopped)
    local.work = this.workOf(local.work)
    this.changes++
  }

  private bring(bytes: Uint8Array): void {
    const batch = readSourceBatch(bytes)
    const feed = this.feeds.of(batch.node)
    if (feed) this.local.bring(batch, feed)
  }

  /** @returns whether it is over in the midst of what came. */
  private receive(bytes: Uint8Array, isOver: () => boolean): boolean {
    const message = decodeMessage(bytes, this.deps.runTag)
    if (message.kind !== 'data') return false
    const inlet = this.local.work.inlets.get(message.key)
    const offer = inlet?.channel.offer(message)
    if (offer?.verdict !== 'new') return false
    inlet?.channel.take(offer)
    for (let marks = marksIn(offer.message); marks > 0; marks--) {
      this.arrive(message.key)
      if (isOver()) return true
    }
    return false
  }

  private arrive(key: ChannelKey): void {
    const inlet = this.local.work.inlets.get(key)
    if (!inlet) return
    this.arrived = inlet
    this.local.arrive(inlet)
    this.arrived = null
  }
}

const NO_WORK: LiveWork = {
  tasks: [],
  inlets: new Map(),
  outlets: [],
  hasInnerReports: false,
  parked: { inlets: [], outlets: [] },
}
