/** Step-by-step debugging: a run of the draft that can be taken to any moment of it. */
import { z } from 'zod'
import { debugCommand, debugCurve, debugState } from '../../engine/sdk'
import { newId } from '../db'
import { ranAs } from '../debug/ran-as'
import { asRunnable, findTopology } from '../workspace/drafts'
import { DONE, done, runId, topologyId } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Debugging']
const sessionId = z
  .string()
  .regex(/^x-[0-9a-f]{16}$/, 'this is not the id of a debug session')
  .describe('Id of a debug session')
const byId = z.object({ id: sessionId })
const SEED_MAX = 0x7fff_ffff
const SEED_DEFAULT = 1

export const debugRouter = router({
  open: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{topologyId}/debug',
        tags,
        summary: 'Open the draft for debugging, before its first step',
        description: 'A session that is asked nothing for 15 minutes ends by itself.',
        errorResponses: [400, 401, 404, 409, 422, 503],
      },
    })
    .input(z.object({ topologyId, seed: z.number().int().min(0).max(SEED_MAX).optional() }))
    .output(byId)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { draft } = await findTopology(services, input.topologyId)
      const topology = await asRunnable(services, draft)
      const id = newId('x')
      await services.engine.debug.open({ id, topology, seed: input.seed ?? SEED_DEFAULT, isSpare: false })
      await services.db.audit.note(actor, 'debug.open', id, { topologyId: input.topologyId })
      return { id }
    }),

  openRun: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/runs/{id}/debug',
        tags,
        summary: 'Open a run for debugging, as it was drawn and with its seed, before its first step',
        description: 'For backtests and replays, running or ended; the whole of the data is there either way.',
        errorResponses: [400, 401, 404, 409, 422, 503],
      },
    })
    .input(z.object({ id: runId }))
    .output(byId)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { topology, seed } = await ranAs(services, input.id)
      const id = newId('x')
      await services.engine.debug.open({ id, topology, seed, isSpare: false })
      await services.db.audit.note(actor, 'debug.open', id, { run: input.id })
      return { id }
    }),

  ask: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/debug/{id}',
        tags,
        summary: 'Move a debug session, or look where it stands',
        description: 'A move that takes long is answered before its end: `busy` says how far it is; look again.',
      },
    })
    .input(byId.extend({ command: debugCommand }))
    .output(debugState)
    .mutation(({ ctx, input }) => ctx.services.engine.debug.ask(input.id, input.command)),

  curve: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/debug/{id}/curve',
        tags,
        summary: 'The equity curve as far as it is known',
      },
    })
    .input(byId)
    .output(debugCurve)
    .query(({ ctx, input }) => ctx.services.engine.debug.curve(input.id)),

  close: procedure
    .meta({ openapi: { method: 'POST', path: '/api/debug/{id}/close', tags, summary: 'End a debug session' } })
    .input(byId)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.engine.debug.close(input.id)
      return DONE
    }),
})
