/** One host's part of a re-run. */
import { join } from 'node:path'
import { RunLog } from '../../report'
import type { ExecutorDeps } from '../../runtime'
import type { Schedule } from '../schedule'
import type { HostJournal } from './host-journal'
import { JournalPlayer } from './journal-player'
import type { Divergence } from './link-check'
import { checkRecord } from './record-check'
import { RerunEnds } from './rerun-ends'

export interface RerunOptions extends Pick<ExecutorDeps, 'findKind'> {
  readonly runTag: number
}

export class HostRerun {
  /** Changes taken, local steps done again, batches found the same, and rows of the record compared. */
  changes = 0
  steps = 0
  batches = 0
  rows = 0

  private constructor(
    private readonly journal: HostJournal,
    private readonly player: JournalPlayer,
    private readonly ends: RerunEnds,
    private readonly log: RunLog,
  ) {}

  static async open(journal: HostJournal, all: readonly HostJournal[], options: RerunOptions): Promise<HostRerun> {
    const log = new RunLog()
    const made: RerunEnds[] = []
    const ends = (schedule: Schedule) => {
      const one = new RerunEnds(journal, all, schedule, options.runTag)
      made.push(one)
      return one
    }
    const player = await JournalPlayer.open(journal, { ...options, recorder: log, ends })
    const [own] = made
    if (!own) throw new Error('a player that asked for no ends')
    return new HostRerun(journal, player, own, log)
  }

  /** Hands in the whole journal. @returns where it parts first from what was said and written; null if nowhere. */
  async run(): Promise<Divergence | null> {
    const { journal, player, log } = this
    const { local } = player
    const { checks } = this.ends
    await player.play()
    this.changes = player.changes
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
    return this.player.nodeIds.get(node) ?? null
  }
}
