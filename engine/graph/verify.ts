/** Whether a topology makes sense: kinds, params, links, required inputs, loops and the proof of guards. */

import type { Instrument } from '../sdk'
import {
  canConnect,
  expandTopology,
  linkName,
  type NodeManifest,
  type Problem,
  splitRef,
  type Topology,
  type TopologyLink,
  type TopologyNode,
} from '../sdk'
import type { Catalogue } from './catalogue'
import { guardProblems } from './guard-proof'
import { listSome, numberInstruments } from './instruments'
import { orderTasks } from './order'
import { paramsWithEditor, parseParams, symbolsIn } from './params'
import { problemAsDrawn, unlinkedPorts } from './subgraph-problems'

/** A node whose kind is known and whose params are good. */
export interface GoodNode {
  readonly node: TopologyNode
  readonly manifest: NodeManifest
  readonly params: Record<string, unknown>
}

export interface Verified {
  readonly problems: Problem[]
  readonly nodes: GoodNode[]
  readonly instruments: Instrument[]
}

/**
 * Checks a drawing, opened to the nodes inside of its subgraphs: those are what comes back. What is wrong inside is told
 * of the outermost node that holds it.
 * @param previous instruments of the plan that runs, whose ids must be kept.
 */
export function verifyTopology(
  drawing: Topology,
  catalogue: Catalogue,
  previous: readonly Instrument[] = [],
): Verified {
  const expanded = expandTopology(drawing)
  const verified = verifyFlat(expanded.topology, catalogue, previous)
  if (expanded.topology === drawing) return verified
  const problems = verified.problems.map((problem) => problemAsDrawn(problem, drawing, expanded))
  const open = unlinkedPorts(drawing, expanded)
  return { ...verified, problems: [...expanded.problems, ...problems, ...open] }
}

function verifyFlat(topology: Topology, catalogue: Catalogue, previous: readonly Instrument[]): Verified {
  const problems: Problem[] = [...duplicateIds(topology)]
  const nodes: GoodNode[] = []
  const manifests = new Map<string, NodeManifest>()
  for (const node of topology.nodes) {
    const manifest = catalogue.findManifest(node.kind)
    if (!manifest) {
      problems.push(unknownKind(node))
      continue
    }
    manifests.set(node.id, manifest)
    const answer = parseParams(node, manifest)
    if (answer.ok) nodes.push({ node, manifest, params: answer.params })
    else problems.push(...answer.problems)
  }
  const links = linkProblems(topology, manifests)
  // What the rule of a single link has found already need not be told again by the proof.
  const told = new Set(links.flatMap(({ code, link }) => (code === 'UNGUARDED' ? [link] : [])))
  problems.push(...links, ...requiredInputs(topology, manifests))
  problems.push(...guardProblems(topology, manifests).filter(({ link }) => !told.has(link)))
  const sources = nodes.filter((good) => good.manifest.category === 'data')
  const numbered = numberInstruments(
    sources.map(({ node, manifest, params }) => ({ id: node.id, manifest, params })),
    catalogue,
    previous,
  )
  problems.push(...numbered.problems, ...unknownInstruments(nodes, numbered.instruments))
  const known = topology.nodes.filter((node) => manifests.has(node.id)).map((node) => node.id)
  problems.push(...orderTasks(known, topology.links, manifests).problems)
  if (topology.nodes.length === 0)
    problems.push({
      severity: 'error',
      code: 'EMPTY',
      message: 'there is nothing to run: drag a data source onto the canvas',
    })
  else if (sources.length === 0 && !problems.some((problem) => problem.severity === 'error'))
    problems.push({ severity: 'error', code: 'NO_SOURCE', message: 'nothing brings market data: add a data source' })
  return { problems, nodes, instruments: numbered.instruments }
}

function duplicateIds(topology: Topology): Problem[] {
  const seen = new Set<string>()
  return topology.nodes.flatMap(({ id }) => {
    const twice = seen.has(id)
    seen.add(id)
    return twice
      ? [{ severity: 'error' as const, code: 'DUPLICATE_ID', node: id, message: 'two nodes have this id: rename one' }]
      : []
  })
}

function unknownKind(node: TopologyNode): Problem {
  return {
    severity: 'error',
    code: 'UNKNOWN_KIND',
    node: node.id,
    message: `there is no kind "${node.kind}" here: replace the node, or update Patchbay`,
  }
}

function linkProblems(topology: Topology, manifests: ReadonlyMap<string, NodeManifest>): Problem[] {
  const problems: Problem[] = []
  const ids = new Set(topology.nodes.map((node) => node.id))
  const accepted: TopologyLink[] = []
  for (const link of topology.links) {
    const from = splitRef(link.from)
    const to = splitRef(link.to)
    const missing = [from.node, to.node].find((id) => !ids.has(id))
    if (missing) {
      problems.push(
        ofLink(
          link,
          'UNKNOWN_NODE',
          to.node,
          to.port,
          `the link ${linkName(link)} names "${missing}", which is not there: remove it`,
        ),
      )
      continue
    }
    const source = manifests.get(from.node)
    const target = manifests.get(to.node)
    if (!source || !target) continue
    const answer = canConnect(
      { nodeId: from.node, manifest: source, port: from.port },
      { nodeId: to.node, manifest: target, port: to.port },
      accepted,
    )
    if (answer.ok) accepted.push(link)
    else {
      const problem = ofLink(link, answer.code, to.node, to.port, `${answer.message} (link from ${link.from})`)
      const path = { nodes: [from.node, to.node], links: [linkName(link)] }
      problems.push(answer.code === 'UNGUARDED' ? { ...problem, path } : problem)
    }
  }
  return problems
}

function ofLink(link: TopologyLink, code: string, node: string, port: string, message: string): Problem {
  return { severity: 'error', code, node, port, link: linkName(link), message }
}

function requiredInputs(topology: Topology, manifests: ReadonlyMap<string, NodeManifest>): Problem[] {
  const linked = new Set(topology.links.map((link) => link.to))
  return [...manifests].flatMap(([id, manifest]) =>
    manifest.inputs
      .filter((port) => port.required && !linked.has(`${id}.${port.id}`))
      .map((port) => ({
        severity: 'error' as const,
        code: 'INPUT_NOT_LINKED',
        node: id,
        port: port.id,
        message: `${port.label} has no link: connect a ${port.type} output to it`,
      })),
  )
}

function unknownInstruments(nodes: readonly GoodNode[], instruments: readonly Instrument[]): Problem[] {
  const symbols = new Set(instruments.map((one) => one.symbol))
  return nodes
    .filter((good) => good.manifest.category !== 'data')
    .flatMap(({ node, manifest, params }) =>
      [...paramsWithEditor(manifest, 'instrument'), ...paramsWithEditor(manifest, 'instruments')].flatMap((name) =>
        symbolsIn(params[name])
          .filter((symbol) => !symbols.has(symbol))
          .map((symbol) => ({
            severity: 'error' as const,
            code: 'UNKNOWN_INSTRUMENT',
            node: node.id,
            param: name,
            message:
              symbols.size > 0
                ? `no source brings ${symbol}: choose among ${listSome([...symbols])}`
                : `no source brings ${symbol}: link a data source first`,
          })),
      ),
    )
}
