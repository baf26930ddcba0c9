import type { DeploymentInfo, Topology } from '../../engine/sdk'
import { fail, notFound } from '../api/errors'
import { reportOf } from '../runs/results'
import type { Services } from '../services'

/** What a run was made of: enough to do it again. */
export interface RanAs {
  readonly info: DeploymentInfo
  /** The drawing as it was started, or last applied. */
  readonly topology: Topology
  readonly seed: number
}

/** @throws 404 for a run never heard of, 409 for one that can't be done again from its drawing alone. */
export async function ranAs({ db, book }: Services, id: string): Promise<RanAs> {
  const stored = await db.deployments.get(id)
  if (!stored) throw notFound('run', id)
  const info = book.get(id) ?? stored.info
  if (info.mode !== 'backtest' && info.mode !== 'replay')
    throw fail(
      'CONFLICT',
      `What happened in a ${info.mode} run is not shown yet: it rests on what came in, and when, which is in the run's journals and not in the drawing. "patchbay rerun" does those again.`,
    )
  const seed = info.seed ?? (await seedOfReport(db, id))
  if (seed === null)
    throw fail('CONFLICT', 'This run was made by an earlier version that did not keep its seed: run it again')
  return { info, topology: stored.topology, seed }
}

async function seedOfReport(db: Services['db'], id: string): Promise<number | null> {
  const run = await db.runs.get(id)
  return (run && reportOf(run)?.seed) ?? null
}
