/** Links that show a drawing to others. */
import { z } from 'zod'
import { hashToken, newToken } from '../auth/tokens'
import { findRun } from '../runs/results'
import { asImport, detailOf, findTopology } from '../workspace/drafts'
import { forOthers, withheldFrom } from '../workspace/export'
import { findShare, openShare, sharedTopology } from '../workspace/shares'
import { fail, notFound } from './errors'
import { DONE, done, runId, topologyDetail, topologyId } from './shapes'
import { openProcedure, procedure, router } from './trpc'

const tags = ['Shares']
const MS_PER_DAY = 86_400_000
const DAYS_MAX = 3_650
const token = z.string().min(20).max(100)

const shareView = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  runId: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})

export const sharesRouter = router({
  create: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{topologyId}/shares',
        tags,
        summary: 'Make a read-only link',
        description: 'The token is answered once and kept only as a hash.',
      },
    })
    .input(
      z.object({
        topologyId,
        runId: runId.nullable().optional(),
        expiresInDays: z.number().positive().max(DAYS_MAX).nullable().optional(),
      }),
    )
    .output(
      z.object({
        id: z.string(),
        token: z.string(),
        url: z.string(),
        expiresAt: z.string().nullable(),
        /** What the shared drawing lacks, as `node.param`: secrets, and what no kind declares. */
        withheld: z.array(z.string()),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.topologyId)
      const topology = forOthers(draft)
      if (input.runId && (await findRun(services, input.runId)).topologyId !== input.topologyId)
        throw fail('BAD_REQUEST', 'This run is of another topology', { path: 'runId' })
      const secret = newToken()
      const hash = services.engine.graphHash(draft)
      await services.db.revisions.keep(input.topologyId, { hash, drawing: draft, by: actor, reason: 'share' })
      const share = await services.db.shares.create({
        tokenHash: hashToken(secret),
        topologyId: input.topologyId,
        hash: services.engine.graphHash(topology),
        topology,
        runId: input.runId ?? null,
        expiresAt: input.expiresInDays ? new Date(Date.now() + input.expiresInDays * MS_PER_DAY) : null,
      })
      await services.db.audit.note(actor, 'shares.create', share.id, { topologyId: input.topologyId })
      const url = `${services.origin()}/s/${secret}`
      return { id: share.id, token: secret, url, expiresAt: share.expiresAt, withheld: withheldFrom(draft) }
    }),

  list: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/topologies/{topologyId}/shares', tags, summary: 'Links to a topology' },
    })
    .input(z.object({ topologyId }))
    .output(z.array(shareView))
    .query(({ ctx, input }) => ctx.services.db.shares.list(input.topologyId)),

  revoke: procedure
    .meta({ openapi: { method: 'DELETE', path: '/api/shares/{id}', tags, summary: 'Close a link for good' } })
    .input(z.object({ id: z.string().min(1).max(64) }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      if (!(await services.db.shares.revoke(input.id))) throw notFound('share', input.id)
      await services.db.audit.note(actor, 'shares.revoke', input.id)
      return DONE
    }),

  /** Answers everybody who has the token. */
  open: openProcedure
    .input(z.object({ token }))
    .output(sharedTopology)
    .query(({ ctx, input }) => openShare(ctx.services, input.token)),

  fork: procedure
    .input(z.object({ token }))
    .output(topologyDetail)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const share = await findShare(services, input.token)
      const topology = await asImport(services, share.topology)
      const stored = await services.db.topologies.create(topology, actor, share.topologyId)
      // The drawing as it was forked is the first revision, under a name: what differs from the parent can always be shown.
      await services.db.revisions.keep(stored.id, {
        hash: services.engine.graphHash(topology),
        drawing: topology,
        by: actor,
        reason: 'fork',
        name: `As forked from ${share.name}`.slice(0, 100),
      })
      await services.db.audit.note(actor, 'shares.fork', stored.id, { share: share.id })
      return detailOf(services, stored)
    }),
})
