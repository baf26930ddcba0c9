/** Subgraphs that are kept for every drawing: one saved here is offered wherever something is drawn. */
import { z } from 'zod'
import {
  expandTopology,
  isSameJson,
  type SubgraphDefinition,
  subgraphDefinition,
  TOPOLOGY_FORMAT,
  type Topology,
} from '../../engine/sdk'
import { forOthers } from '../workspace/export'
import { fail, notFound, unprocessable } from './errors'
import { DONE, done } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Subgraphs']
/** Most definitions that one subgraph may bring. */
const DEFINITIONS_MAX = 50
/** Most subgraphs kept. */
const KEPT_MAX = 500

const keptSubgraph = z.object({
  kind: z.string(),
  version: z.number().int(),
  label: z.string(),
  /** It first, then those that it uses. */
  definitions: z.array(subgraphDefinition),
  updatedAt: z.string(),
})

/** A drawing that uses the first of these once: what is checked before it is kept. */
const useOf = ([first, ...others]: readonly SubgraphDefinition[]): Topology => ({
  format: TOPOLOGY_FORMAT,
  name: 'subgraph',
  nodes: first ? [{ id: 'use', kind: first.kind, version: first.version, label: '', params: {} }] : [],
  links: [],
  layout: { nodes: {}, frames: [], notes: [] },
  subgraphs: first ? [first, ...others] : [],
})

const withVersion = (definitions: readonly SubgraphDefinition[], version: number): SubgraphDefinition[] =>
  definitions.map((one, place) => (place === 0 ? { ...one, version } : one))

export const subgraphsRouter = router({
  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/subgraphs', tags, summary: 'Subgraphs kept for every drawing' } })
    .input(z.object({}).optional())
    .output(z.array(keptSubgraph))
    .query(async ({ ctx }) =>
      (await ctx.services.db.subgraphs.list()).map((one) => ({ ...one, definitions: [...one.definitions] })),
    ),

  keep: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/subgraphs',
        tags,
        summary: 'Keep a subgraph for every drawing',
        description: 'Its kind is its name: what was kept of that kind before gets the next version.',
      },
    })
    .input(z.object({ definitions: z.array(subgraphDefinition).min(1).max(DEFINITIONS_MAX) }))
    .output(keptSubgraph)
    .mutation(async ({ ctx, input }) => {
      const { db } = ctx.services
      const drawing = forOthers(useOf(input.definitions))
      const { problems } = expandTopology(drawing)
      if (problems.length > 0) throw unprocessable('This subgraph cannot be kept', problems)
      const [first] = drawing.subgraphs ?? []
      if (!first) throw fail('BAD_REQUEST', 'Give the definition of the subgraph', { path: 'definitions' })
      const before = await db.subgraphs.find(first.kind)
      if (!before && (await db.subgraphs.list()).length >= KEPT_MAX)
        throw fail('CONFLICT', `At most ${KEPT_MAX} subgraphs are kept: remove one that is not needed`)
      const version = before?.version ?? 1
      const same = before && isSameJson(before.definitions, withVersion(drawing.subgraphs ?? [], version))
      const definitions = withVersion(drawing.subgraphs ?? [], before && !same ? version + 1 : version)
      const kept = await db.subgraphs.keep({
        kind: first.kind,
        version: definitions[0]?.version ?? version,
        label: first.label,
        definitions,
      })
      await db.audit.note(ctx.actor, 'subgraphs.keep', kept.kind, { version: kept.version })
      return { ...kept, definitions: [...kept.definitions] }
    }),

  forget: procedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/subgraphs/{kind}',
        tags,
        summary: 'Keep a subgraph no longer; drawings that use it have their own copy',
      },
    })
    .input(z.object({ kind: z.string().min(1).max(100) }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      if (!(await ctx.services.db.subgraphs.forget(input.kind))) throw notFound('subgraph', input.kind)
      await ctx.services.db.audit.note(ctx.actor, 'subgraphs.forget', input.kind, {})
      return DONE
    }),
})
