import type { TopologySummary } from '../api/shapes'
import type { Services } from '../services'
import { outlineOf } from './outline'

/** The gallery: every topology with what runs of it and what its last run came to. */
export async function listSummaries({ db, book }: Services): Promise<TopologySummary[]> {
  const [topologies, runs] = await Promise.all([db.topologies.list(), db.runs.list()])
  return topologies.map((stored) => {
    const last = runs.find((run) => run.topologyId === stored.id)
    return {
      id: stored.id,
      name: stored.name,
      updatedAt: stored.updatedAt,
      revision: stored.revision,
      tags: [...stored.tags],
      graph: outlineOf(stored.draft),
      running: book.active(stored.id)[0] ?? null,
      lastRun: last
        ? { id: last.id, mode: last.mode, totalReturn: last.totalReturn, sharpe: last.sharpe, endedAt: last.endedAt }
        : null,
    }
  })
}
