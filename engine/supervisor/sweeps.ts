/** All sweeps of a home: what is wanted of each, on disk, and the processes that make them. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { type Catalogue, compileTopology } from '../graph'
import type { SweepInfo } from '../sdk'
import { SupervisorError, type SweepRequest } from '../wire/client-protocol'
import { sweepDirectory, sweepsDirectory } from '../wire/home'
import { isMissing, wordsOf } from './files'
import { SWEEPS_AT_ONCE_MAX } from './limits'
import { invalidTopology } from './operations'
import { Sweep } from './sweep'

export class Sweeps {
  private readonly sweeps = new Map<string, Sweep>()
  private isClosing = false

  constructor(
    private readonly home: string,
    private readonly script: string,
    private readonly warn: (message: string) => void,
  ) {
    for (const id of listFolders(sweepsDirectory(home))) {
      try {
        const sweep = Sweep.load(home, id, script, warn)
        if (sweep) this.sweeps.set(id, sweep)
      } catch (error) {
        // One folder that can't be read must not keep the others.
        warn(wordsOf(error))
      }
    }
  }

  /** Goes on with what had not ended. */
  resume(): void {
    this.beginNext()
  }

  /** Begins those that wait, the oldest first, as many as may run at the same time. */
  private beginNext(): void {
    if (this.isClosing) return
    const active = [...this.sweeps.values()].filter((sweep) => sweep.isActive)
    const waiting = active.filter((sweep) => sweep.isWaiting)
    waiting.sort((a, b) => (a.info.startedAt < b.info.startedAt ? -1 : 1))
    const free = SWEEPS_AT_ONCE_MAX - (active.length - waiting.length)
    for (const sweep of waiting.slice(0, Math.max(0, free))) sweep.begin(() => this.beginNext())
  }

  /** Ends all processes; what had not ended goes on at the next start. */
  async suspend(): Promise<void> {
    this.isClosing = true
    await Promise.all([...this.sweeps.values()].map((sweep) => sweep.suspend()))
  }

  list(): SweepInfo[] {
    return [...this.sweeps.values()].map(({ info }) => info)
  }

  /** @throws SupervisorError for an id that is taken or a drawing that has errors. */
  start(input: SweepRequest, catalogue: Catalogue): SweepInfo {
    if (this.isClosing) throw new SupervisorError('CONFLICT', 'the supervisor is stopping')
    if (this.sweeps.has(input.id) || existsSync(sweepDirectory(this.home, input.id)))
      throw new SupervisorError('CONFLICT', `there is a sweep "${input.id}" already: choose another id`)
    const compiled = compileTopology(input.topology, catalogue, { seed: input.spec.seed })
    if (!compiled.ok) throw invalidTopology('the sweep was not begun', compiled.problems)
    const sweep = Sweep.create(this.home, input, this.script, this.warn)
    this.sweeps.set(input.id, sweep)
    this.beginNext()
    return sweep.info
  }

  stop(id: string): SweepInfo {
    return this.find(id).stop()
  }

  /** @throws SupervisorError for one that still runs. */
  remove(id: string): Record<string, never> {
    const sweep = this.find(id)
    if (sweep.isActive) throw new SupervisorError('CONFLICT', `sweep ${id} still runs: cancel it first`)
    this.sweeps.delete(id)
    rmSync(sweep.dir, { recursive: true, force: true })
    return {}
  }

  private find(id: string): Sweep {
    const found = this.sweeps.get(id)
    if (found) return found
    throw new SupervisorError('NOT_FOUND', `there is no sweep "${id}"`)
  }
}

function listFolders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
