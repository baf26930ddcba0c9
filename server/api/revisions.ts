/** What a drawing has been: its revisions, kept by themselves or under a name, and the way back to one. */
import { z } from 'zod'
import { compareTopologies, comparisonWords, nameOf, topologySchema } from '../../engine/sdk'
import { REVISION_REASONS, type StoredRevision } from '../db'
import { findTopology, saveDraft } from '../workspace/drafts'
import { fail } from './errors'
import { DONE, done, topologyId } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Revisions']
const REVISION_NAME_LENGTH_MAX = 100
/** Revisions that the history tells of, the newest ones. */
const LISTED_MAX = 200

const number = z.number().int().positive().describe('Number of a revision')
const revisionName = nameOf(REVISION_NAME_LENGTH_MAX)

const revisionView = z.object({
  number,
  name: z.string().nullable(),
  /** What it was kept for. */
  reason: z.enum(REVISION_REASONS),
  createdAt: z.string(),
  createdBy: z.string(),
  hash: z.string(),
})

const history = z.object({
  draft: z.object({
    draftRevision: z.number().int(),
    savedAt: z.string(),
    savedBy: z.string(),
    /** What differs from the newest revision, in words; empty if nothing does, null before the first. */
    changes: z.string().nullable(),
  }),
  /** The newest first. `changes`: what differs from the one before, in words; null for the first. */
  revisions: z.array(revisionView.extend({ changes: z.string().nullable() })),
})

const viewOf = ({ topology: _, ...revision }: StoredRevision) => revision

export const revisionsRouter = router({
  history: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/topologies/{id}/history', tags, summary: 'Who changed what, newest first' },
    })
    .input(z.object({ id: topologyId }))
    .output(history)
    .query(async ({ ctx, input }) => {
      const { draft, draftRevision, draftAt, draftBy } = await findTopology(ctx.services, input.id)
      const all = (await ctx.services.db.revisions.list(input.id)).slice(0, LISTED_MAX + 1)
      const since = (topology: StoredRevision['topology'], before: StoredRevision | undefined) =>
        before ? comparisonWords(compareTopologies(before.topology, topology)) : null
      return {
        draft: { draftRevision, savedAt: draftAt, savedBy: draftBy, changes: since(draft, all[0]) },
        revisions: all
          .slice(0, LISTED_MAX)
          .map((one, index) => ({ ...viewOf(one), changes: since(one.topology, all[index + 1]) })),
      }
    }),

  get: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/topologies/{id}/revisions/{number}', tags, summary: 'One revision' },
    })
    .input(z.object({ id: topologyId, number: z.coerce.number().int().positive() }))
    .output(revisionView.extend({ topology: topologySchema }))
    .query(async ({ ctx, input }) => {
      await findTopology(ctx.services, input.id)
      const found = await ctx.services.db.revisions.get(input.id, input.number)
      if (!found) throw fail('NOT_FOUND', `There is no revision ${input.number}; it may have been pruned`)
      return found
    }),

  keep: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{id}/revisions',
        tags,
        summary: 'Keep the draft as a revision',
        description: 'With a `name` it is kept for good; without one it is pruned after a hundred newer ones.',
      },
    })
    .input(z.object({ id: topologyId, name: revisionName.optional() }))
    .output(z.object({ number }))
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.id)
      const { name } = input
      const kept = await services.db.revisions.keep(input.id, {
        hash: services.engine.graphHash(draft),
        drawing: draft,
        by: actor,
        reason: name === undefined ? 'restore' : 'name',
        ...(name === undefined ? {} : { name }),
      })
      await services.db.audit.note(actor, 'revisions.keep', input.id, { number: kept, name })
      return { number: kept }
    }),

  rename: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{id}/revisions/{number}/name',
        tags,
        summary: 'Name a revision, or take its name away',
      },
    })
    .input(z.object({ id: topologyId, number: z.coerce.number().int().positive(), name: revisionName.nullable() }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      if (!(await services.db.revisions.rename(input.id, input.number, input.name)))
        throw fail('NOT_FOUND', `There is no revision ${input.number}; it may have been pruned`)
      await services.db.audit.note(actor, 'revisions.rename', input.id, { number: input.number, name: input.name })
      return DONE
    }),

  restore: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{id}/revisions/{number}/restore',
        tags,
        summary: 'Make a revision the draft again',
        description:
          'The draft is kept as a revision first. Carries the `draftRevision` it replaces; a stale one is answered 409. The name of the topology stays.',
        errorResponses: [400, 401, 404, 409],
      },
    })
    .input(
      z.object({
        id: topologyId,
        number: z.coerce.number().int().positive(),
        draftRevision: z.number().int(),
      }),
    )
    .output(z.object({ draftRevision: z.number().int(), kept: number }))
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.id)
      const found = await services.db.revisions.get(input.id, input.number)
      if (!found) throw fail('NOT_FOUND', `There is no revision ${input.number}; it may have been pruned`)
      const hash = services.engine.graphHash(draft)
      const kept = await services.db.revisions.keep(input.id, { hash, drawing: draft, by: actor, reason: 'restore' })
      const restored = { ...found.topology, name: draft.name }
      const draftRevision = await saveDraft(services, input.id, input.draftRevision, restored, actor)
      await services.db.audit.note(actor, 'revisions.restore', input.id, { number: input.number, kept })
      return { draftRevision, kept }
    }),
})
