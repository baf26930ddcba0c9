/** Makes the trials of one search, several at a time. */
import { type SweepSpec, type SweepTrial, scoreOf } from '../sdk'
import type { StepWindow } from './job'
import type { TrialPool } from './pool'
import type { Search } from './search'

/** The sweep was cancelled; what was done is kept. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  constructor() {
    super('cancelled')
  }
}

export interface Round {
  readonly search: Search
  readonly spec: Pick<SweepSpec, 'objective' | 'goal'>
  readonly pool: TrialPool
  /** Walk-forward: the window's number and its in-sample steps. */
  readonly window: number | null
  readonly steps: StepWindow | null
  /** Trials made before, by number: they are not made again. */
  readonly known: ReadonlyMap<number, SweepTrial>
  readonly signal: AbortSignal
  /** A trial that has just been made. */
  onTrial(trial: SweepTrial): void
}

/**
 * Resolves with all trials, in the order in which they ended.
 * @throws Cancelled; Error where the workers can't be started.
 */
export function runRound(round: Round): Promise<SweepTrial[]> {
  const { search, pool, spec, known, signal } = round
  const trials: SweepTrial[] = []
  const take = (trial: SweepTrial) => {
    trials.push(trial)
    search.tell(trial.trial, scoreOf(trial, spec))
  }
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new Cancelled())
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel, { once: true })
    let inFlight = 0
    const finish = (trial: SweepTrial) => {
      if (signal.aborted) return
      inFlight--
      round.onTrial(trial)
      take(trial)
      pump()
    }
    const pump = () => {
      // Twice as many as run at once, so that no worker waits for the next.
      while (inFlight < pool.size * 2) {
        const proposal = search.next()
        if (!proposal) break
        const before = known.get(proposal.trial)
        if (before && JSON.stringify(before.values) === JSON.stringify(proposal.values)) {
          take(before)
          continue
        }
        inFlight++
        makeTrial(round, proposal.trial, [...proposal.values]).then(finish, reject)
      }
      if (inFlight > 0) return
      signal.removeEventListener('abort', cancel)
      resolve(trials)
    }
    pump()
  })
}

async function makeTrial({ pool, steps, window }: Round, trial: number, values: SweepTrial['values']) {
  const outcome = await pool.run({ values, window: steps, isDetailed: false })
  const { detail: _, ...told } = outcome
  return { trial, window, values, ...told }
}
