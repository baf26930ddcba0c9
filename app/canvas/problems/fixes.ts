/**
 * What would mend a problem, where there is one thing that would: pure edits, so that a fix is undone like any other.
 * Where there are several ways on (which link of a loop to remove?) nothing is offered.
 */
import { canConnect, linkName, type NodeManifest, type Problem, splitRef, type Topology } from '../../../engine/sdk'
import { MANIFESTS } from '../../../nodes/manifests'
import { addLink, addNode, removeLinks, setParam } from '../document/edits'
import { findManifest } from '../drawing-kinds'
import { titleOf } from '../kinds'

export interface Fix {
  /** As a command: "Insert a risk guard". */
  readonly label: string
  edit(topology: Topology): Topology
}

/** What the fixes may choose from beside the drawing itself. */
export interface FixContext {
  readonly datasets: readonly string[]
}

/** Links that no edit but their removal makes right. */
const BAD_LINK = new Set([
  'UNKNOWN_NODE',
  'UNKNOWN_PORT',
  'SAME_NODE',
  'TYPE_MISMATCH',
  'INPUT_TAKEN',
  'OUTPUT_TAKEN',
  'ALREADY_LINKED',
  'MISSING_NAMES',
])

const GUARD = MANIFESTS.find(({ category }) => category === 'guard')

const kindOf = (topology: Topology, id: string): NodeManifest | undefined =>
  findManifest(topology.nodes.find((node) => node.id === id)?.kind ?? '')

/** The fix of a problem, or null where none is certain. */
export function fixOf(topology: Topology, problem: Problem, context: FixContext): Fix | null {
  const { code, link, node, param } = problem
  if (code === 'UNGUARDED' && link) return insertGuard(topology, link)
  if (link && BAD_LINK.has(code)) return removeLink(topology, link)
  if (code === 'INPUT_NOT_LINKED') return linkInput(topology, problem)
  if (code === 'BAD_PARAM' && node && param) return mendParam(topology, node, param)
  if (code === 'UNKNOWN_DATASET' && node && param) return chooseDataset(node, param, context.datasets)
  return null
}

function removeLink(topology: Topology, name: string): Fix | null {
  // Of two links of the same name one is right: removing by name would take both.
  if (topology.links.filter((link) => linkName(link) === name).length !== 1) return null
  return { label: 'Remove the link', edit: (now) => removeLinks(now, new Set([name])) }
}

function portOfType(manifest: NodeManifest | undefined, side: 'inputs' | 'outputs', type: string): string | undefined {
  return manifest?.[side].find((port) => port.type === type)?.id
}

/** A guard between a strategy and the gateway that it was linked to, with the gateway's own prices. */
function insertGuard(topology: Topology, name: string): Fix | null {
  const link = topology.links.find((one) => linkName(one) === name)
  if (!link || !GUARD) return null
  const [from, to] = [splitRef(link.from).node, splitRef(link.to).node]
  const intents = portOfType(kindOf(topology, from), 'outputs', 'intent')
  const orders = portOfType(kindOf(topology, to), 'inputs', 'order')
  const [taken, sent] = [portOfType(GUARD, 'inputs', 'intent'), portOfType(GUARD, 'outputs', 'order')]
  const market = portOfType(GUARD, 'inputs', 'market')
  if (link.from !== `${from}.${intents}` || !orders || !taken || !sent) return null
  const prices = pricesOf(topology, to)
  const places = topology.layout.nodes
  const [a, b] = [places[from] ?? { x: 0, y: 0 }, places[to] ?? { x: 0, y: 0 }]
  const edit = (now: Topology): Topology => {
    const added = addNode(removeLinks(now, new Set([name])), GUARD, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 120 })
    const linked = addLink(addLink(added.topology, { from: link.from, to: `${added.id}.${taken}` }), {
      from: `${added.id}.${sent}`,
      to: `${to}.${orders}`,
    })
    return prices && market ? addLink(linked, { from: prices, to: `${added.id}.${market}` }) : linked
  }
  return { label: `Insert a ${GUARD.label.toLowerCase()}`, edit }
}

/** The output that a node's market input hears. */
function pricesOf(topology: Topology, id: string): string | undefined {
  const market = portOfType(kindOf(topology, id), 'inputs', 'market')
  return topology.links.find(({ to }) => to === `${id}.${market}`)?.from
}

/** The one output of the drawing that fits an input which needs a link. */
function linkInput(topology: Topology, { node, port }: Problem): Fix | null {
  const manifest = node ? kindOf(topology, node) : undefined
  if (!node || !port || !manifest) return null
  const fitting = topology.nodes.flatMap((other) => {
    const source = findManifest(other.kind)
    if (!source || other.id === node) return []
    return source.outputs
      .filter((output) => {
        const from = { nodeId: other.id, manifest: source, port: output.id }
        return canConnect(from, { nodeId: node, manifest, port }, topology.links).ok
      })
      .map((output) => ({ from: `${other.id}.${output.id}`, words: `${output.label} of ${titleOf(other)}` }))
  })
  const [only, another] = fitting
  if (!only || another) return null
  return { label: `Link ${only.words}`, edit: (now) => addLink(now, { from: only.from, to: `${node}.${port}` }) }
}

function mendParam(topology: Topology, node: string, path: string): Fix | null {
  const name = path.split('.')[0] ?? path
  const manifest = kindOf(topology, node)
  const isKnown = manifest !== undefined && Object.hasOwn(manifest.params.shape, name)
  // A default may itself ask to be filled in.
  if (isKnown && !manifest.params.shape[name]?.safeParse(undefined).success) return null
  const edit = (now: Topology) => setParam(now, node, name, undefined)
  return { label: isKnown ? 'Reset to its default' : 'Remove it', edit }
}

function chooseDataset(node: string, param: string, datasets: readonly string[]): Fix | null {
  const [only, another] = datasets
  if (!only || another) return null
  return { label: `Choose ${only}`, edit: (now) => setParam(now, node, param, only) }
}
