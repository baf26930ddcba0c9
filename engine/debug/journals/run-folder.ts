/** The folder of a run on the wall clock, as its journals and records tell of it. Nothing is written. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inputOf } from '../../host/live/host-journal'
import type { Stretch } from '../../host/live/journal-player'
import type { LiveState } from '../../host/live/live-state'
import { entriesFrom, snapshotAt, snapshotsIn } from '../../host/snapshot'
import { type RunLog, readDecisions } from '../../report'
import { fileOf } from '../../report/record-file'

/** A stretch of a host's journals, and whether there is anything older. */
export interface Found {
  readonly stretch: Stretch
  readonly isOldest: boolean
}

export class RunFolder {
  private readonly owners = new Map<number, string>()
  private readonly hosts: readonly string[]

  constructor(private readonly dir: string) {
    const hosts = join(dir, 'hosts')
    const found = existsSync(hosts) ? readdirSync(hosts, { withFileTypes: true }) : []
    this.hosts = found.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    for (const host of this.hosts) this.noteOwner(host)
  }

  /** The host in which a node runs, or ran. */
  hostOf(node: number): string | null {
    return this.owners.get(node) ?? null
  }

  /** What was decided, and what became of it, as the hosts have it in their records. */
  decisions(): RunLog {
    const records = this.hosts.map((host) => join(this.dir, 'hosts', host, 'record'))
    return readDecisions(
      records.filter((dir) => existsSync(fileOf(dir, 'reports')) && existsSync(fileOf(dir, 'intents'))),
    )
  }

  /**
   * The stretch that begins with the newest snapshot of which something holds, or so many before it; with the oldest there
   * is where it holds of none. Null where there is no snapshot.
   * @param isBefore holds of every snapshot before one of which it holds.
   */
  find(host: string, isBefore: (state: LiveState) => boolean, back: number): Found | null {
    const dir = join(this.dir, 'hosts', host)
    const numbers = snapshotsIn(dir)
    let low = 0
    let high = numbers.length
    while (low < high) {
      const middle = (low + high) >> 1
      const state = snapshotAt<LiveState>(dir, numbers[middle] ?? 0)
      if (state === null || isBefore(state)) low = middle + 1
      else high = middle
    }
    for (let place = Math.max(0, low - 1 - back); place >= 0; place--) {
      const number = numbers[place] ?? 0
      const state = snapshotAt<LiveState>(dir, number)
      if (state) return { isOldest: place === 0, stretch: { host, state, tail: inputsFrom(dir, number) } }
    }
    return null
  }

  /** No host ever gets a node that it did not begin with. */
  private noteOwner(host: string): void {
    const dir = join(this.dir, 'hosts', host)
    for (const number of snapshotsIn(dir)) {
      const state = snapshotAt<LiveState>(dir, number)
      if (!state) continue
      const own = state.assignment.placements.find((one) => one.host === host)?.nodes ?? []
      for (const node of own) this.owners.set(node, host)
      return
    }
  }
}

function* inputsFrom(dir: string, snapshot: number) {
  for (const entry of entriesFrom(dir, snapshot)) yield* inputOf(entry)
}
