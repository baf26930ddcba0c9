/** Work on drafts that several procedures share. */
import type { Topology } from '../../engine/sdk'
import { fail, notFound, unprocessable } from '../api/errors'
import type { TopologyDetail } from '../api/shapes'
import type { StoredTopology } from '../db'
import type { Services } from '../services'
import { againstImporting, againstSaving, againstStarting } from './problems'

export async function findTopology({ db }: Services, id: string): Promise<StoredTopology> {
  const found = await db.topologies.get(id)
  if (!found) throw notFound('topology', id)
  return found
}

export function detailOf({ engine }: Services, stored: StoredTopology): TopologyDetail {
  return {
    id: stored.id,
    name: stored.name,
    topology: stored.draft,
    draftRevision: stored.draftRevision,
    revision: stored.revision,
    hash: engine.graphHash(stored.draft),
    parent: stored.parent,
    updatedAt: stored.updatedAt,
  }
}

/** The topology a value holds, if it may be a draft. @throws 422 naming every link or shape that may not be. */
export async function asDraft({ engine }: Services, value: unknown): Promise<Topology> {
  const { topology, problems } = await engine.checkTopology(value)
  const refused = againstSaving(problems)
  if (!topology || refused.length > 0) throw unprocessable('This drawing cannot be saved', refused)
  return topology
}

/** The topology of a file from elsewhere. @throws 422 naming everything wrong with it. */
export async function asImport({ engine }: Services, value: unknown): Promise<Topology> {
  const { topology, problems } = await engine.checkTopology(value)
  const refused = againstImporting(problems)
  if (!topology || refused.length > 0) throw unprocessable('This topology cannot be imported', refused)
  return topology
}

/** A drawing that can run. @throws 422 naming every error. */
export async function asRunnable({ engine }: Services, value: unknown): Promise<Topology> {
  const { topology, problems } = await engine.checkTopology(value)
  const refused = againstStarting(problems)
  if (!topology || refused.length > 0) throw unprocessable('This topology cannot run', refused)
  return topology
}

/**
 * Saves a draft over the one the caller had, and tells whoever has it open.
 * @param tab the page that saves, if it is one. @throws 409 with the newer one's number, time and author.
 */
export async function saveDraft(
  { db, drafts }: Services,
  id: string,
  expected: number,
  topology: Topology,
  actor: string,
  tab: string | null = null,
): Promise<number> {
  const answer = await db.topologies.save(id, expected, topology, actor)
  if (answer.saved) {
    drafts.tell({ topologyId: id, draftRevision: answer.draftRevision, by: actor, tab })
    return answer.draftRevision
  }
  const { current } = answer
  if (!current) throw notFound('topology', id)
  throw fail(
    'CONFLICT',
    `This draft rests on revision ${expected}, but ${current.by} saved revision ${current.draftRevision} at ${current.at}: load that one, or save over it`,
    { path: 'draftRevision', current },
  )
}
