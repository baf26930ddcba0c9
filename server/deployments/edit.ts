/** One change of a running topology: the draft and what runs both take it. */
import { linkName, splitRef, type Topology, type TopologyLink, type TopologyNode } from '../../engine/sdk'
import { fail, unprocessable } from '../api/errors'
import type { ApplyPlan } from '../engine'
import type { Services } from '../services'
import { asRunnable, findTopology, saveDraft } from '../workspace/drafts'
import { againstSaving } from '../workspace/problems'
import { applyTopology, findRunning, runningTopology } from './apply'

export type Edit = (topology: Topology) => Topology

export interface EditAnswer extends ApplyPlan {
  readonly deploymentId: string
  readonly draftRevision: number
}

/** The deployment meant: the one named, or the only one that runs. */
export function pickDeployment({ book }: Services, deploymentId: string | undefined): string {
  if (deploymentId !== undefined) return deploymentId
  const active = book.active().filter((info) => info.mode !== 'backtest')
  const only = active[0]
  if (!only) throw fail('CONFLICT', 'Nothing is running: start a topology first')
  if (active.length > 1)
    throw fail('BAD_REQUEST', `${active.length} deployments are running: say which one`, { path: 'deploymentId' })
  return only.id
}

/** How often an edit is taken into a draft anew that somebody saves meanwhile. */
const DRAFT_TRIES_MAX = 5

/**
 * Takes one edit into what runs, then into the draft, whose other differences stay.
 * @param editOf makes the edit for what runs now; it may refuse.
 * @throws 422 if what would run has errors; nothing is changed then.
 */
export async function editRunning(
  services: Services,
  actor: string,
  action: string,
  deploymentId: string | undefined,
  editOf: (running: Topology) => Edit,
): Promise<EditAnswer> {
  const id = pickDeployment(services, deploymentId)
  const { topologyId } = await findRunning(services, id)
  return services.turns.take(topologyId, async () => {
    const running = await runningTopology(services, id)
    const edit = editOf(running)
    const edited = await asRunnable(services, edit(running))
    await draftWith(services, topologyId, edit)
    const plan = await applyTopology(services, actor, id, topologyId, edited)
    const draftRevision = await editDraft(services, topologyId, edit, actor)
    await services.db.audit.note(actor, action, id, { start: plan.start, stop: plan.stop })
    return { ...plan, deploymentId: id, draftRevision }
  })
}

/** Takes an edit that runs already into the draft; one saved from the canvas in between takes it too. */
async function editDraft(services: Services, topologyId: string, edit: Edit, actor: string): Promise<number> {
  for (let triesLeft = DRAFT_TRIES_MAX; ; triesLeft--) {
    const { draftRevision, topology } = await draftWith(services, topologyId, edit)
    const answer = await services.db.topologies.save(topologyId, draftRevision, topology, actor)
    if (answer.saved) {
      services.drafts.tell({ topologyId, draftRevision: answer.draftRevision, by: actor, tab: null })
      return answer.draftRevision
    }
    if (triesLeft === 1) return saveDraft(services, topologyId, draftRevision, topology, actor)
  }
}

async function draftWith(services: Services, topologyId: string, edit: Edit) {
  const { draft, draftRevision } = await findTopology(services, topologyId)
  const topology = edit(draft)
  const refused = againstSaving((await services.engine.checkTopology(topology)).problems)
  if (refused.length > 0) throw unprocessable('The draft differs from what runs and cannot take this change', refused)
  return { topology, draftRevision }
}

/** Adds a node with links; where the drawing has it already (an edit of a draft made before), it is replaced. */
export const addNode =
  (node: TopologyNode, links: readonly TopologyLink[], place: { x: number; y: number }): Edit =>
  (topology) =>
    links.reduce((edited, link) => addLink(link)(edited), {
      ...topology,
      nodes: [...topology.nodes.filter(({ id }) => id !== node.id), node],
      layout: { ...topology.layout, nodes: { ...topology.layout.nodes, [node.id]: place } },
    })

/** Removes a node and its links. */
export const removeNode =
  (nodeId: string): Edit =>
  (topology) => {
    const { [nodeId]: _, ...places } = topology.layout.nodes
    return {
      ...topology,
      nodes: topology.nodes.filter(({ id }) => id !== nodeId),
      links: topology.links.filter(({ from, to }) => splitRef(from).node !== nodeId && splitRef(to).node !== nodeId),
      layout: { ...topology.layout, nodes: places },
    }
  }

const has = (topology: Topology, link: TopologyLink) => topology.links.some((one) => linkName(one) === linkName(link))

export const addLink =
  (link: TopologyLink): Edit =>
  (topology) =>
    has(topology, link) ? topology : { ...topology, links: [...topology.links, link] }

export const removeLink =
  (link: TopologyLink): Edit =>
  (topology) => ({ ...topology, links: topology.links.filter((one) => linkName(one) !== linkName(link)) })
