/** Changes of a running deployment, without a restart of what they do not touch. */
import { z } from 'zod'
import { topologyLink, topologyNode } from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'
import { addLink, addNode, type EditAnswer, editRunning, removeLink, removeNode } from '../deployments/edit'
import { applyPlan } from '../engine'
import { fail } from './errors'
import { deploymentId } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Running topology']
const deployment = deploymentId.optional().describe('May be left out where exactly one deployment runs')
const answer = applyPlan.extend({ deploymentId: z.string(), draftRevision: z.number().int() })
const errorResponses = [400, 401, 404, 409, 422, 503]
const position = z.object({ x: z.number(), y: z.number() })
const link = z.object({ deploymentId: deployment, ...topologyLink.shape })

const newNode = z.object({
  id: topologyNode.shape.id,
  kind: topologyNode.shape.kind,
  version: topologyNode.shape.version.optional().describe("The kind's newest by default"),
  label: topologyNode.shape.label.optional(),
  params: topologyNode.shape.params.optional(),
})

const GAP = 280

/** To the right of everything drawn so far. */
const besides = (places: Readonly<Record<string, { x: number; y: number }>>) => ({
  x: Math.max(0, ...Object.values(places).map(({ x }) => x)) + GAP,
  y: 0,
})

function mustHaveNode(ids: readonly { id: string }[], nodeId: string): void {
  if (!ids.some(({ id }) => id === nodeId))
    throw fail('NOT_FOUND', `No node "${nodeId}" runs in this deployment`, { path: 'nodeId' })
}

export const hotEditsRouter = router({
  addNode: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/topology/node/add',
        tags,
        summary: 'Add a node, and links with it',
        errorResponses,
      },
    })
    .input(
      z.object({
        deploymentId: deployment,
        node: newNode,
        links: z.array(topologyLink).max(100).optional(),
        position: position.optional(),
      }),
    )
    .output(answer)
    .mutation(async ({ ctx, input }): Promise<EditAnswer> => {
      const { services, actor } = ctx
      const version = input.node.version ?? findManifest(input.node.kind)?.version ?? 1
      const node = topologyNode.parse({ ...input.node, version })
      return editRunning(services, actor, 'topology.node.add', input.deploymentId, (running) => {
        if (running.nodes.some(({ id }) => id === node.id))
          throw fail('CONFLICT', `A node "${node.id}" is running already: choose another id`, { path: 'node.id' })
        return addNode(node, input.links ?? [], input.position ?? besides(running.layout.nodes))
      })
    }),

  removeNode: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/topology/node/remove',
        tags,
        summary: 'Remove a node and its links',
        errorResponses,
      },
    })
    .input(z.object({ deploymentId: deployment, nodeId: topologyNode.shape.id }))
    .output(answer)
    .mutation(async ({ ctx, input }): Promise<EditAnswer> => {
      return editRunning(ctx.services, ctx.actor, 'topology.node.remove', input.deploymentId, (running) => {
        mustHaveNode(running.nodes, input.nodeId)
        return removeNode(input.nodeId)
      })
    }),

  link: procedure
    .meta({ openapi: { method: 'POST', path: '/topology/link', tags, summary: 'Link two ports', errorResponses } })
    .input(link)
    .output(answer)
    .mutation(
      ({ ctx, input: { deploymentId: id, from, to } }): Promise<EditAnswer> =>
        editRunning(ctx.services, ctx.actor, 'topology.link', id, () => addLink({ from, to })),
    ),

  unlink: procedure
    .meta({ openapi: { method: 'POST', path: '/topology/unlink', tags, summary: 'Remove a link', errorResponses } })
    .input(link)
    .output(answer)
    .mutation(
      ({ ctx, input: { deploymentId: id, from, to } }): Promise<EditAnswer> =>
        editRunning(ctx.services, ctx.actor, 'topology.unlink', id, () => removeLink({ from, to })),
    ),
})
