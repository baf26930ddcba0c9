/**
 * How a node that comes into a run on the wall clock is warmed (ARCHITECTURE.md, "On the wall clock"): in its shadow, it and
 * all that it hears from are run over what the run's sources have brought so far, as the journals of those have it, before
 * the change and once more at the change for what came meanwhile. What it has come to is in its host's first snapshot, so
 * nobody has to do it again.
 */
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Plan } from '../../graph'
import { Executor, NO_RECORDER, shadowOf, WARM_SLICE_STEPS, WARM_STEPS_MAX } from '../../runtime'
import type { HostAssignment } from '../../wire/control'
import type { OpenOptions } from '../open-run'
import { Schedule } from '../schedule'
import { LiveFeeds, withoutSource } from './live-feeds'
import { liveWorkOf } from './live-work'
import { LocalSteps } from './local-steps'
import { StreamHistory } from './stream-history'

const SHADOW = 'shadow'
const NO_LINKS = {
  openIn: () => {
    throw new Error('a shadow hears nobody else')
  },
  openOut: () => ({ writeStep: () => undefined }),
}

export class LiveWarming {
  private constructor(
    private readonly history: StreamHistory,
    private readonly executor: Executor,
    private readonly local: LocalSteps,
    private readonly feeds: LiveFeeds,
    private readonly warmed: ReadonlySet<number>,
  ) {}

  /** Warms the nodes of a host with what there is so far; null where none of them can be. @throws JournalError */
  static async open(
    options: Pick<OpenOptions, 'dir' | 'host' | 'assignment' | 'findKind'>,
  ): Promise<LiveWarming | null> {
    const { dir, host, assignment } = options
    const own = assignment.placements.find((one) => one.host === host)?.nodes ?? []
    const { plan, warmed } = shadowOf(assignment.plan, own)
    if (warmed.size === 0) return null
    const sources = plan.nodes.flatMap(({ category, index }) => (category === 'data' ? [index] : []))
    const history = new StreamHistory(dirname(dir), assignment.placements, new Set(sources))
    const feeds = new LiveFeeds(
      (name) => withoutSource(options.findKind(name)),
      () => undefined,
    )
    const openDataset = () => Promise.reject(new Error('a run on the wall clock opens no dataset'))
    const deps = { findKind: feeds.findKind, openDataset, recorder: NO_RECORDER, log() {}, isShadow: true }
    const executor = await Executor.open(plan, 'all', deps)
    await feeds.open()
    const work = liveWorkOf(executor.tasks, new Schedule(SHADOW, alone(plan)).active, NO_LINKS)
    const warming = new LiveWarming(history, executor, new LocalSteps(executor, work, false), feeds, warmed)
    await warming.goOn()
    return warming
  }

  /** The newest instant it has heard of. */
  get clockNs(): bigint {
    return this.local.clockNs
  }

  /** Takes in what has come since. @throws JournalError */
  async goOn(): Promise<void> {
    for (const [place, batch] of this.history.next(WARM_STEPS_MAX).entries()) {
      const feed = this.feeds.of(batch.node)
      if (feed) this.local.bring(batch, feed)
      if (place % WARM_SLICE_STEPS === WARM_SLICE_STEPS - 1) await setImmediate()
    }
  }

  /** Gives the nodes what they have come to. */
  into(executor: Executor): void {
    executor.takeOver(this.executor, this.warmed)
  }
}

/** All nodes of a plan in one process. */
function alone(plan: Plan): HostAssignment {
  const placements = [{ host: SHADOW, nodes: plan.nodes.map(({ index }) => index) }]
  return { plan, placements, endpoints: {}, fromStep: 0, timelinePath: '', stopped: [] }
}
