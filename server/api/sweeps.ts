/** Sweeps and walk-forwards of a topology: begin, follow, cancel. */
import { z } from 'zod'
import {
  deploymentInfo,
  type SweepInfo,
  sweepInfo,
  sweepSpec,
  sweepState,
  sweepTrial,
  sweepValue,
  withValues,
} from '../../engine/sdk'
import { newId } from '../db'
import { startDeployment } from '../deployments/start'
import type { Services } from '../services'
import { readSweepState, readSweepTrials } from '../sweeps/read'
import { asRunnable, findTopology } from '../workspace/drafts'
import { fail, notFound } from './errors'
import { DONE, done, topologyId } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Sweeps']
const sweepId = z.string().min(1).max(64).describe('Id of a sweep')
const byId = z.object({ id: sweepId })

const sweepView = sweepInfo.extend({
  /** How it stands; null while it has not begun. */
  progress: sweepState.nullable(),
})

async function findSweep({ engine }: Services, id: string): Promise<SweepInfo> {
  const found = (await engine.sweeps()).find((one) => one.id === id)
  if (!found) throw notFound('sweep', id)
  return found
}

const viewOf = async ({ engine }: Services, info: SweepInfo) => ({
  ...info,
  progress: await readSweepState(engine.sweepDirectory(info.id)),
})

export const sweepsRouter = router({
  start: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{topologyId}/sweeps',
        tags,
        summary: 'Run the draft with other parameters, many times',
        description: 'A draft that does not compile is answered 422 with every problem.',
        errorResponses: [400, 401, 404, 422, 503],
      },
    })
    .input(z.object({ topologyId, spec: sweepSpec }))
    .output(sweepInfo)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.topologyId)
      const topology = await asRunnable(services, draft)
      const id = newId('w')
      const info = await services.engine.startSweep({ id, topologyId: input.topologyId, topology, spec: input.spec })
      await services.db.audit.note(actor, 'sweeps.start', id, { topologyId: input.topologyId, spec: input.spec })
      return info
    }),

  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/sweeps', tags, summary: 'Sweeps, newest first' } })
    .input(z.object({ topologyId: topologyId.optional() }).optional())
    .output(z.array(sweepInfo))
    .query(async ({ ctx, input }) => {
      const all = await ctx.services.engine.sweeps()
      const wanted = all.filter((one) => input?.topologyId === undefined || one.topologyId === input.topologyId)
      return wanted.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    }),

  get: procedure
    .meta({ openapi: { method: 'GET', path: '/api/sweeps/{id}', tags, summary: 'A sweep and how it stands' } })
    .input(byId)
    .output(sweepView)
    .query(async ({ ctx, input }) => viewOf(ctx.services, await findSweep(ctx.services, input.id))),

  trials: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/sweeps/{id}/trials',
        tags,
        summary: 'Its trials as they come in',
        description: 'Ask again from `next` for those that have come in since.',
      },
    })
    .input(z.object({ id: sweepId, from: z.number().int().nonnegative().optional() }))
    .output(z.object({ rows: z.array(sweepTrial), next: z.number().int() }))
    .query(async ({ ctx, input }) => {
      const { engine } = ctx.services
      const { id } = await findSweep(ctx.services, input.id)
      return readSweepTrials(engine.sweepDirectory(id), input.from ?? 0)
    }),

  backtest: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/sweeps/{id}/backtest',
        tags,
        summary: 'Backtest the draft with the values of a trial',
        description: 'The draft itself stays as it is.',
        errorResponses: [400, 401, 404, 422, 503],
      },
    })
    .input(z.object({ id: sweepId, values: z.array(sweepValue) }))
    .output(deploymentInfo)
    .mutation(async ({ ctx, input }) => {
      const { topologyId: of, spec } = await findSweep(ctx.services, input.id)
      if (of === null) throw fail('NOT_FOUND', 'The topology of this sweep is gone')
      if (input.values.length !== spec.axes.length)
        throw fail('BAD_REQUEST', `Give ${spec.axes.length} values, one for each parameter`, { path: 'values' })
      return startDeployment(ctx.services, ctx.actor, {
        topologyId: of,
        mode: 'backtest',
        seed: spec.seed,
        alter: (draft) => withValues(draft, spec.axes, input.values),
      })
    }),

  stop: procedure
    .meta({
      openapi: { method: 'POST', path: '/api/sweeps/{id}/stop', tags, summary: 'Cancel it; what is done is kept' },
    })
    .input(byId)
    .output(sweepInfo)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findSweep(services, input.id)
      const info = await services.engine.stopSweep(input.id)
      await services.db.audit.note(actor, 'sweeps.stop', input.id)
      return info
    }),

  remove: procedure
    .meta({ openapi: { method: 'DELETE', path: '/api/sweeps/{id}', tags, summary: 'Remove a sweep that has ended' } })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findSweep(services, input.id)
      await services.engine.removeSweep(input.id)
      await services.db.audit.note(actor, 'sweeps.remove', input.id)
      return DONE
    }),
})
