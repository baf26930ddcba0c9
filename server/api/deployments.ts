/** What runs: start, watch, change while it runs, stop. */
import { z } from 'zod'
import { CONTROLS, deploymentInfo, deploymentSnapshot, MODES } from '../../engine/sdk'
import { applyChange, planChange } from '../deployments/apply'
import { findDeployment } from '../deployments/find'
import { readSnapshot } from '../deployments/snapshot'
import { startDeployment } from '../deployments/start'
import { applyPlan } from '../engine'
import { fail } from './errors'
import { DONE, deploymentId, done, topologyId } from './shapes'
import { procedure } from './trpc'

const byId = z.object({ id: deploymentId })
const tags = ['Deployments']
const SEED_MAX = 0x7fff_ffff
const speed = z.number().positive().nullable().describe('Times real time; null is as fast as it goes')

const snapshotView = deploymentSnapshot.extend({
  state: deploymentInfo.shape.state,
  /** Process id of each node that has one. */
  pids: z.record(z.string(), z.number()),
})

/** A plain record, not `router()`, which would refuse the name `apply`; a path ending in `apply` is never itself called. */
export const deploymentsRouter = {
  start: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/topologies/{topologyId}/start',
        tags,
        summary: 'Run the draft of a topology',
        description: 'A draft that does not compile is answered 422 with every problem.',
        errorResponses: [400, 401, 404, 409, 422, 503],
      },
    })
    .input(
      z.object({
        topologyId,
        mode: z.enum(MODES),
        speed: speed.optional(),
        seed: z.number().int().min(0).max(SEED_MAX).optional(),
      }),
    )
    .output(deploymentInfo)
    .mutation(async ({ ctx, input }) => startDeployment(ctx.services, ctx.actor, input)),

  stop: procedure
    .meta({ openapi: { method: 'POST', path: '/api/deployments/{id}/stop', tags, summary: 'Ask it to stop' } })
    .input(byId)
    .output(deploymentInfo)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findDeployment(services, input.id)
      const info = await services.engine.stop(input.id)
      services.book.set(info)
      await services.db.audit.note(actor, 'deployments.stop', input.id)
      return info
    }),

  get: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/deployments/{id}', tags, summary: 'State, nodes with their pids, P&L' },
    })
    .input(byId)
    .output(snapshotView)
    .query(async ({ ctx, input }) => {
      const snapshot = await readSnapshot(ctx.services, input.id)
      const pids = snapshot.nodes.flatMap(({ node, pid }) => (pid === null ? [] : [[node, pid] as const]))
      return { ...snapshot, state: snapshot.deployment.state, pids: Object.fromEntries(pids) }
    }),

  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/deployments', tags, summary: 'All deployments, newest first' } })
    .input(z.object({ topologyId: topologyId.optional() }).optional())
    .output(z.array(deploymentInfo))
    .query(({ ctx, input }) => ctx.services.book.list(input?.topologyId)),

  node: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/deployments/{id}/nodes/{node}',
        tags,
        summary: 'Start or stop one node of it',
      },
    })
    .input(z.object({ id: deploymentId, node: z.string().min(1).max(64), action: z.enum(['start', 'stop']) }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      const { nodes } = await readSnapshot(services, input.id)
      if (!nodes.some(({ node }) => node === input.node))
        throw fail('NOT_FOUND', `No node "${input.node}" runs in this deployment`, { path: 'node' })
      if (input.action === 'start') await services.engine.startNode(input.id, input.node)
      else await services.engine.stopNode(input.id, input.node)
      await services.db.audit.note(actor, `deployments.node.${input.action}`, input.id, { node: input.node })
      return DONE
    }),

  speed: procedure
    .meta({
      openapi: { method: 'POST', path: '/api/deployments/{id}/speed', tags, summary: 'Change the replay speed' },
    })
    .input(z.object({ id: deploymentId, speed }))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findDeployment(services, input.id)
      await services.engine.setSpeed(input.id, input.speed)
      await services.db.audit.note(actor, 'deployments.speed', input.id, { speed: input.speed })
      return DONE
    }),

  control: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/deployments/{id}/controls',
        tags,
        summary: 'Pause, reduce only, cancel only, flatten and halt, or resume',
        description:
          'Tells every guard. It is answered once it is written down and will be obeyed whatever dies; `control` of the deployment says when every guard has confirmed it and when nothing was left to do, `control` of a guard the same of that one. `flatten` holds until it is flat and resumed.',
        errorResponses: [400, 401, 404, 409, 503],
      },
    })
    .input(z.object({ id: deploymentId, control: z.enum(CONTROLS) }))
    .output(deploymentInfo)
    .mutation(async ({ ctx, input }) => {
      const { services, actor } = ctx
      await findDeployment(services, input.id)
      const info = await services.engine.control(input.id, input.control)
      services.book.set(info)
      const seq = info.control?.seq ?? null
      await services.db.audit.note(actor, 'deployments.control', input.id, { control: input.control, seq })
      return info
    }),

  planApply: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/deployments/{id}/plan',
        tags,
        summary: 'What applying the draft, or a revision, would do',
      },
    })
    .input(byId.extend({ revision: z.coerce.number().int().positive().optional() }))
    .output(applyPlan)
    .query(({ ctx, input }) => planChange(ctx.services, input.id, input.revision)),

  apply: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/deployments/{id}/apply',
        tags,
        summary: 'Take the draft into what runs, or a revision: that which ran before is the way back',
      },
    })
    .input(byId.extend({ revision: z.number().int().positive().optional() }))
    .output(applyPlan)
    .mutation(({ ctx, input }) => applyChange(ctx.services, ctx.actor, input.id, input.revision)),

  kill: procedure
    .meta({ openapi: { method: 'POST', path: '/api/kill', tags, summary: 'Halt everything that runs' } })
    .input(z.object({}).optional())
    .output(done.extend({ halted: z.array(z.string()) }))
    .mutation(async ({ ctx }) => {
      const { services, actor } = ctx
      const halted = [...(await services.engine.kill())]
      await services.db.audit.note(actor, 'deployments.kill', null, { halted })
      return { ...DONE, halted }
    }),
}
