/** Answers why: keeps the debug sessions that runs are done again in, so that the next question about a run is a short one. */
import type { DebugState, Topology, WhyChain } from '../../engine/sdk'
import { newId } from '../db'
import type { DebugEngine } from '../debug/engine'
import { EngineRefusal } from '../engine'

/** Runs that are kept open at the same time: a machine has few debug sessions, and people debug, too. */
const RUNS_MAX = 2
/** How long one is kept that nobody asks. */
const IDLE_MS_MAX = 60_000
/** How often a long search is asked how far it is, and how long it may take. */
const LOOK_EVERY_MS = 150
const SEARCH_MS_MAX = 120_000

interface Kept {
  readonly session: Promise<string>
  /** One question at a time. */
  last: Promise<unknown>
  timer: NodeJS.Timeout | null
}

/** The answer, or why there is none. */
export type Answer = { readonly chain: WhyChain } | { readonly words: string }

export class WhyDesk {
  private readonly kept = new Map<string, Kept>()

  constructor(private readonly debug: DebugEngine) {}

  /** @throws EngineRefusal where the run can't be opened or takes too long. */
  async ask(run: string, topology: Topology, seed: number, orderId: string): Promise<Answer> {
    const isKept = this.kept.has(run)
    try {
      return await this.askOnce(run, topology, seed, orderId)
    } catch (error) {
      // A kept session makes room for others whenever there is need.
      if (isKept && error instanceof EngineRefusal && error.code === 'NOT_FOUND')
        return this.askOnce(run, topology, seed, orderId)
      throw error
    }
  }

  close(): void {
    for (const [run, kept] of this.kept) this.drop(run, kept)
  }

  private askOnce(run: string, topology: Topology, seed: number, orderId: string): Promise<Answer> {
    const kept = this.open(run, topology, seed)
    const answer = kept.last.then(async () => {
      try {
        return await this.search(await kept.session, orderId)
      } catch (error) {
        // Whatever it was, the next question opens the run anew.
        this.drop(run, kept)
        throw error
      }
    })
    kept.last = answer.catch(() => undefined)
    void kept.last.finally(() => this.leaveSoon(run, kept))
    return answer
  }

  private open(run: string, topology: Topology, seed: number): Kept {
    const known = this.kept.get(run)
    if (known) {
      // The one asked last is dropped last.
      this.kept.delete(run)
      this.kept.set(run, known)
      if (known.timer) clearTimeout(known.timer)
      return known
    }
    const [oldest] = this.kept
    if (oldest && this.kept.size >= RUNS_MAX) this.drop(...oldest)
    const id = newId('x')
    const session = this.debug.open({ id, topology, seed, isSpare: true }).then(() => id)
    session.catch(() => undefined)
    const kept: Kept = { session, last: Promise.resolve(), timer: null }
    this.kept.set(run, kept)
    return kept
  }

  private async search(session: string, orderId: string): Promise<Answer> {
    const endsMs = Date.now() + SEARCH_MS_MAX
    let state: DebugState = await this.debug.ask(session, { do: 'why', orderId })
    while (state.busy !== null) {
      if (Date.now() > endsMs) throw new EngineRefusal('HOST_FAILED', 'doing this run again takes too long')
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      state = await this.debug.ask(session, { do: 'look' })
    }
    return state.why ? { chain: state.why } : { words: state.note ?? `There is no order ${orderId} in this run.` }
  }

  private leaveSoon(run: string, kept: Kept): void {
    if (this.kept.get(run) !== kept) return
    if (kept.timer) clearTimeout(kept.timer)
    kept.timer = setTimeout(() => this.drop(run, kept), IDLE_MS_MAX)
    kept.timer.unref()
  }

  private drop(run: string, kept: Kept): void {
    if (kept.timer) clearTimeout(kept.timer)
    if (this.kept.get(run) === kept) this.kept.delete(run)
    kept.session.then((id) => this.debug.close(id)).catch(() => undefined)
  }
}
