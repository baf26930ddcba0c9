/** Drawings: the gallery, drafts, revisions, import and export. */
import { z } from 'zod'
import { topologyName, topologySchema } from '../../engine/sdk'
import { tabId } from '../together/events'
import { asDraft, asImport, detailOf, findTopology, saveDraft } from '../workspace/drafts'
import { forOthers } from '../workspace/export'
import { listSummaries } from '../workspace/summaries'
import { fail, notFound } from './errors'
import { DONE, done, problems, TAGS_MAX, topologyDetail, topologyId, topologySummary, topologyTag } from './shapes'
import { procedure, router } from './trpc'

const byId = z.object({ id: topologyId })
/** Most saves that are asked about at once. */
const MARKS_MAX = 100
const tags = ['Topologies']
/** A whole topology file; its insides are checked by the engine, whose problems name the place. */
const drawing = z.unknown().describe('A topology file (format patchbay.topology/1)')

export const topologiesRouter = router({
  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/topologies', tags, summary: 'All topologies, last edited first' } })
    .input(z.object({}).optional())
    .output(z.array(topologySummary))
    .query(({ ctx }) => listSummaries(ctx.services)),

  get: procedure
    .meta({ openapi: { method: 'GET', path: '/api/topologies/{id}', tags, summary: 'A topology with its draft' } })
    .input(byId)
    .output(topologyDetail)
    .query(async ({ ctx, input }) => detailOf(ctx.services, await findTopology(ctx.services, input.id))),

  create: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies',
        tags,
        summary: 'Make a topology, from a file or from a template',
        description: 'Give `topology` (a topology file) or `template` (a slug of GET /api/templates).',
      },
    })
    .input(z.object({ topology: drawing.optional(), template: z.string().max(100).optional() }))
    .output(topologyDetail)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const template = input.template === undefined ? undefined : services.templates.find(input.template)
      if (input.template !== undefined && !template)
        throw fail('NOT_FOUND', `There is no template "${input.template}"`, { path: 'template' })
      if (!template && input.topology === undefined)
        throw fail('BAD_REQUEST', 'Give a topology or the slug of a template', { path: 'topology' })
      const topology = template ? template.topology : await asImport(services, input.topology)
      const stored = await services.db.topologies.create(topology, actor)
      await services.db.audit.note(actor, 'topologies.create', stored.id, {
        name: stored.name,
        template: input.template,
      })
      return detailOf(services, stored)
    }),

  save: procedure
    .meta({
      openapi: {
        method: 'PUT',
        path: '/api/topologies/{id}',
        tags,
        summary: 'Save the draft',
        description: 'Carries the `draftRevision` it edits; a stale one is answered 409 with the current one.',
        errorResponses: [400, 401, 404, 409, 422],
      },
    })
    .input(
      z.object({
        id: topologyId,
        topology: drawing,
        draftRevision: z.number().int(),
        tab: tabId.optional(),
        mark: tabId.optional(),
      }),
    )
    .output(z.object({ draftRevision: z.number().int() }))
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findTopology(services, input.id)
      const topology = await asDraft(services, input.topology)
      const draftRevision = await saveDraft(services, input.id, input.draftRevision, topology, actor, input.tab)
      await services.db.audit.note(actor, 'topologies.save', input.id, { draftRevision, mark: input.mark })
      return { draftRevision }
    }),

  /** Which of these saves have been taken in: for a page that has not heard an answer, or was closed before one came. */
  savedMarks: procedure
    .input(z.object({ id: topologyId, marks: z.array(tabId).max(MARKS_MAX) }))
    .output(z.array(z.string()))
    .query(({ ctx, input }) => ctx.services.db.audit.savedMarks(input.id, input.marks)),

  rename: procedure
    .input(z.object({ id: topologyId, name: topologyName }))
    .output(z.object({ draftRevision: z.number().int() }))
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft, draftRevision } = await findTopology(services, input.id)
      const saved = await saveDraft(services, input.id, draftRevision, { ...draft, name: input.name }, actor)
      await services.db.audit.note(actor, 'topologies.rename', input.id, { from: draft.name, to: input.name })
      return { draftRevision: saved }
    }),

  tag: procedure
    .meta({
      openapi: { method: 'PUT', path: '/api/topologies/{id}/tags', tags, summary: 'File a topology under these tags' },
    })
    .input(z.object({ id: topologyId, tags: z.array(topologyTag).max(TAGS_MAX) }))
    .output(z.object({ tags: z.array(z.string()) }))
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const distinct = [...new Map(input.tags.map((tag) => [tag.toLowerCase(), tag])).values()]
      if (!(await services.db.topologies.setTags(input.id, distinct))) throw notFound('topology', input.id)
      await services.db.audit.note(actor, 'topologies.tag', input.id, { tags: distinct })
      return { tags: distinct }
    }),

  remove: procedure
    .meta({ openapi: { method: 'DELETE', path: '/api/topologies/{id}', tags, summary: 'Remove a topology' } })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { name } = await findTopology(services, input.id)
      await services.turns.take(input.id, async () => {
        if (services.book.active(input.id).length > 0)
          throw fail('CONFLICT', `"${name}" is running: stop it before removing it`)
        await services.db.topologies.remove(input.id)
      })
      await services.db.audit.note(actor, 'topologies.remove', input.id, { name })
      return DONE
    }),

  duplicate: procedure
    .input(byId)
    .output(topologyDetail)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.id)
      const stored = await services.db.topologies.create({ ...draft, name: copyName(draft.name) }, actor, input.id)
      await services.db.audit.note(actor, 'topologies.duplicate', stored.id, { from: input.id })
      return detailOf(services, stored)
    }),

  export: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/topologies/{id}/export', tags, summary: 'The draft as a topology file' },
    })
    .input(byId)
    .output(topologySchema)
    .query(async ({ ctx, input }) => forOthers((await findTopology(ctx.services, input.id)).draft)),

  import: procedure
    .meta({ openapi: { method: 'POST', path: '/api/topologies/import', tags, summary: 'Import a topology file' } })
    .input(z.object({ topology: drawing }))
    .output(topologyDetail)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const stored = await services.db.topologies.create(await asImport(services, input.topology), actor)
      await services.db.audit.note(actor, 'topologies.import', stored.id, { name: stored.name })
      return detailOf(services, stored)
    }),

  check: procedure
    .meta({ openapi: { method: 'POST', path: '/api/topologies/check', tags, summary: 'What is wrong with a drawing' } })
    .input(z.object({ topology: drawing }))
    .output(problems)
    // A mutation by method only (a drawing is too long for an address); it changes nothing.
    .mutation(async ({ ctx, input }) => [...(await ctx.services.engine.checkTopology(input.topology)).problems]),

  revisions: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/topologies/{id}/revisions',
        tags,
        summary: 'What has been run, newest first',
      },
    })
    .input(byId)
    .output(
      z.array(
        z.object({ number: z.number().int(), hash: z.string(), topology: topologySchema, createdAt: z.string() }),
      ),
    )
    .query(async ({ ctx, input }) => {
      await findTopology(ctx.services, input.id)
      return ctx.services.db.revisions.list(input.id)
    }),
})

const NAME_LENGTH_MAX = 200
const copyName = (name: string) => `${name.slice(0, NAME_LENGTH_MAX - 7)} (copy)`
