import type { DeploymentInfo, Topology } from '../../engine/sdk'
import { fail, notFound } from '../api/errors'
import { reportOf } from '../runs/results'
import type { Services } from '../services'

export interface Ran {
  readonly info: DeploymentInfo
  /** The drawing as it was started, or last applied. */
  readonly topology: Topology
}

/** What a run was made of: enough to do it again. */
export interface RanAs extends Ran {
  readonly seed: number
}

/** What happens there when is not known before, and is only in the run's journals. */
export const isOnWallClock = ({ mode }: DeploymentInfo): boolean => mode === 'paper' || mode === 'live'

/** @throws 404 for a run never heard of. */
export async function findRan({ db, book }: Services, id: string): Promise<Ran> {
  const stored = await db.deployments.get(id)
  if (!stored) throw notFound('run', id)
  return { info: book.get(id) ?? stored.info, topology: stored.topology }
}

/** @throws 404 for a run never heard of, 409 for one that can't be done again from its drawing alone. */
export async function ranAs(services: Services, id: string): Promise<RanAs> {
  const { info, topology } = await findRan(services, id)
  if (isOnWallClock(info))
    throw fail(
      'CONFLICT',
      `A ${info.mode} run can't be gone through step by step: it rests on what came in, and when, which is in the run's journals and not in the drawing. Why an order came about is read there; "patchbay rerun" does the whole of it again.`,
    )
  const seed = info.seed ?? (await seedOfReport(services.db, id))
  if (seed === null)
    throw fail('CONFLICT', 'This run was made by an earlier version that did not keep its seed: run it again')
  return { info, topology, seed }
}

async function seedOfReport(db: Services['db'], id: string): Promise<number | null> {
  const run = await db.runs.get(id)
  return (run && reportOf(run)?.seed) ?? null
}
