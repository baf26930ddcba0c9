/** Taking drawings into what runs. */
import { type DeploymentInfo, type Topology, topologySchema } from '../../engine/sdk'
import { fail } from '../api/errors'
import type { ApplyPlan } from '../engine'
import type { Services } from '../services'
import { asRunnable, findTopology } from '../workspace/drafts'
import { isActive } from './book'
import { findDeployment } from './find'

/** A deployment that runs, with the topology it came from. @throws 409 for one that has ended, or whose topology is gone. */
export async function findRunning(services: Services, id: string): Promise<DeploymentInfo & { topologyId: string }> {
  const info = await findDeployment(services, id)
  if (!isActive(info)) throw fail('CONFLICT', `This deployment has ${info.state}: start the topology anew`)
  const { topologyId } = info
  if (topologyId === null) throw fail('CONFLICT', 'The topology of this deployment has been removed')
  return { ...info, topologyId }
}

/** The topology as it runs now. */
export async function runningTopology({ engine }: Services, id: string): Promise<Topology> {
  const snapshot = await engine.snapshot(id)
  if (!snapshot) throw fail('CONFLICT', 'The supervisor does not know this deployment any more')
  return topologySchema.parse(snapshot.topology)
}

/** The drawing that is meant: a revision by its number, or the draft. @throws 404 for a revision that is not kept. */
async function wanted(services: Services, topologyId: string, revision: number | undefined): Promise<Topology> {
  if (revision === undefined) return (await findTopology(services, topologyId)).draft
  const found = await services.db.revisions.get(topologyId, revision)
  if (!found) throw fail('NOT_FOUND', `There is no revision ${revision}; it may have been pruned`, { path: 'revision' })
  return found.topology
}

/** What applying the draft, or a revision, would do. */
export async function planChange(services: Services, id: string, revision?: number): Promise<ApplyPlan> {
  const { topologyId } = await findRunning(services, id)
  return services.engine.planApply(id, await wanted(services, topologyId, revision))
}

/** Takes the draft, or a revision, into what runs. The draft stays as it is. */
export async function applyChange(
  services: Services,
  actor: string,
  id: string,
  revision?: number,
): Promise<ApplyPlan> {
  const { topologyId } = await findRunning(services, id)
  const plan = await services.turns.take(topologyId, async () => {
    const topology = await asRunnable(services, await wanted(services, topologyId, revision))
    return applyTopology(services, actor, id, topologyId, topology)
  })
  await services.db.audit.note(actor, 'deployments.apply', id, { revision, start: plan.start, stop: plan.stop })
  return plan
}

/** Makes the revision of a drawing that can run, and has a deployment change to it. */
export async function applyTopology(
  { db, engine, book }: Services,
  actor: string,
  id: string,
  topologyId: string,
  topology: Topology,
): Promise<ApplyPlan> {
  const hash = engine.graphHash(topology)
  const revision = await db.revisions.keep(topologyId, { hash, drawing: topology, by: actor, reason: 'run' })
  const plan = await engine.apply(id, topology, revision)
  const info = book.get(id)
  if (info) await db.deployments.put(info, topology)
  return plan
}
