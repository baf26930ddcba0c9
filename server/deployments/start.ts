import type { DeploymentInfo, Mode, Topology } from '../../engine/sdk'
import { fail } from '../api/errors'
import { newId } from '../db'
import type { Services } from '../services'
import { asRunnable, findTopology } from '../workspace/drafts'

export interface StartInput {
  readonly topologyId: string
  readonly mode: Mode
  readonly speed?: number | null | undefined
  readonly seed?: number | undefined
  /** Another drawing than the draft, made from it; the draft stays as it is. */
  readonly alter?: (draft: Topology) => Topology
}

const DEFAULT_SEED = 1

/** Makes (or finds) the revision of the draft and has it run. @throws 422 if it does not compile, 409 if it runs already. */
export const startDeployment = (services: Services, actor: string, input: StartInput): Promise<DeploymentInfo> =>
  services.turns.take(input.topologyId, () => startInTurn(services, actor, input))

async function startInTurn(services: Services, actor: string, input: StartInput): Promise<DeploymentInfo> {
  const { db, engine, book, projector } = services
  const { draft } = await findTopology(services, input.topologyId)
  const topology = await asRunnable(services, input.alter?.(draft) ?? draft)
  const other = book.active(input.topologyId).find((info) => info.mode !== 'backtest')
  if (other && input.mode !== 'backtest')
    throw fail('CONFLICT', `"${draft.name}" is running already (${other.mode}): stop that one first`, { path: 'mode' })
  const hash = engine.graphHash(topology)
  const revision = await db.revisions.keep(input.topologyId, { hash, drawing: topology, by: actor, reason: 'run' })
  const id = newId('d')
  const speed = input.speed ?? null
  const seed = input.seed ?? DEFAULT_SEED
  const info = await engine.start({
    id,
    topologyId: input.topologyId,
    revision,
    topology,
    mode: input.mode,
    speed,
    seed,
  })
  await db.deployments.put(info, topology)
  book.setIfNewer(info)
  await db.audit.note(actor, 'deployments.start', id, {
    topologyId: input.topologyId,
    mode: input.mode,
    revision,
    seed,
  })
  // What it did before we had noted it is fetched now.
  void projector.project(id)
  return info
}
