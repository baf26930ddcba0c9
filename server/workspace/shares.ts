/** Read-only links: who has the token sees the drawing as it was shared, and what its run came to. */
import { z } from 'zod'
import { MODES, topologySchema } from '../../engine/sdk'
import { fail } from '../api/errors'
import { equityPoint } from '../api/shapes'
import { hashToken } from '../auth/tokens'
import type { StoredShare } from '../db'
import { readEquity, reportOf } from '../runs/results'
import type { Services } from '../services'

const CURVE_POINTS = 500

export const sharedTopology = z.object({
  name: z.string(),
  hash: z.string(),
  topology: topologySchema,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  run: z
    .object({
      mode: z.enum(MODES),
      /** What the results rest on, as report.json says: the graph, the data, the seed. */
      graphHash: z.string(),
      /** True if that graph is the one that is shown. */
      isOfThisGraph: z.boolean(),
      data: z.object({
        hash: z.string().nullable(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        bars: z.number().nullable(),
      }),
      seed: z.number(),
      startedAt: z.string(),
      endedAt: z.string(),
      statistics: z.record(z.string(), z.number().nullable()),
      warnings: z.array(z.string()),
      equity: z.array(equityPoint),
    })
    .nullable(),
})
export type SharedTopology = z.infer<typeof sharedTopology>

/** True if the share may be seen now. */
export const isOpen = (share: StoredShare): boolean =>
  share.revokedAt === null && (share.expiresAt === null || Date.parse(share.expiresAt) > Date.now())

/**
 * The share of a token. The look-up is by the token's hash, so its time tells nothing about tokens there are.
 * @throws 404 with the same words whether it never was, has expired or was revoked: who guesses learns nothing.
 */
export async function findShare({ db }: Pick<Services, 'db'>, token: string): Promise<StoredShare> {
  const share = await db.shares.findByHash(hashToken(token))
  if (!share || !isOpen(share))
    throw fail(
      'NOT_FOUND',
      'There is nothing behind this link: it may have been revoked or have expired. Ask who sent it for a new one',
    )
  return share
}

export async function openShare(services: Services, token: string): Promise<SharedTopology> {
  const { name, topology, createdAt, expiresAt, runId } = await findShare(services, token)
  // Made of the drawing that is handed out, not read from beside it: what is shown is what was hashed.
  const hash = services.engine.graphHash(topology)
  const run = runId === null ? null : await sharedRun(services, runId, hash)
  return { name, hash, topology, createdAt, expiresAt, run }
}

async function sharedRun(services: Services, id: string, hash: string): Promise<SharedTopology['run']> {
  const run = await services.db.runs.get(id)
  const report = run && reportOf(run)
  if (!report) return null
  return {
    mode: run.mode,
    graphHash: report.topology.hash,
    isOfThisGraph: report.topology.hash === hash,
    data: { hash: report.data.hash, from: report.data.from, to: report.data.to, bars: report.data.bars },
    seed: report.seed,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    statistics: report.statistics,
    warnings: report.warnings,
    equity: await readEquity(services, id, CURVE_POINTS),
  }
}
