/** The checks of a spec against a drawing. */
import { z } from 'zod'
import type { Catalogue } from '../graph'
import {
  diffTopologies,
  flatTopology,
  manifestsWith,
  type NodeManifest,
  type Problem,
  paramsJsonSchema,
  problemLine,
  type SweepAxis,
  type Topology,
  type TopologyNode,
  withParams,
} from '../sdk'

/** What is wrong with varying these parameters of this drawing: nodes and parameters there are not. */
export function axisProblems(topology: Topology, axes: readonly SweepAxis[], catalogue: Catalogue): Problem[] {
  return axes.flatMap((axis): Problem[] => {
    const node = findNode(topology, axis.node)
    const ids = topology.nodes.map(({ id }) => id).join(', ')
    if (!node) return [problem(axis, `there is no node "${axis.node}"; there are ${ids}`)]
    const shape = manifestOf(topology, node, catalogue)?.params.shape
    if (!shape || Object.hasOwn(shape, axis.param)) return []
    return [problem(axis, `there is no such parameter; there are ${Object.keys(shape).join(', ')}`)]
  })
}

/** A node of the drawing, or one inside of its subgraphs by its flat id. */
const findNode = (topology: Topology, id: string): TopologyNode | undefined =>
  [...topology.nodes, ...flatTopology(topology).nodes].find((node) => node.id === id)

const manifestOf = ({ subgraphs }: Topology, { kind }: TopologyNode, catalogue: Catalogue): NodeManifest | undefined =>
  manifestsWith(subgraphs, (name) => catalogue.findManifest(name))(kind)

/** Flat ids of the nodes that a parameter of the drawing sets: one, or those inside that a subgraph's reaches. */
export function nodesSetBy(topology: Topology, { node, param }: Pick<SweepAxis, 'node' | 'param'>): readonly string[] {
  // No value a file can hold, so that each node that takes it has changed.
  return diffTopologies(topology, withParams(topology, [{ node, param, value: '\u0000' }])).changed
}

const problem = ({ node, param }: SweepAxis, message: string): Problem => ({
  severity: 'error',
  code: 'BAD_AXIS',
  node,
  param,
  message,
})

/** Ranges without a step of parameters that are whole numbers go from one whole number to the next. */
export function wholeSteps(topology: Topology, axes: readonly SweepAxis[], catalogue: Catalogue): SweepAxis[] {
  return axes.map((axis) => {
    if (!('step' in axis) || axis.step !== null) return axis
    const node = findNode(topology, axis.node)
    const manifest = node && manifestOf(topology, node, catalogue)
    const isWhole = manifest && wholeParams(manifest).has(axis.param)
    return isWhole ? { ...axis, from: Math.ceil(axis.from), step: 1 } : axis
  })
}

const jsonParams = z.looseObject({ properties: z.record(z.string(), z.looseObject({ type: z.unknown() })).optional() })

/** The parameters of a kind that take whole numbers only. */
function wholeParams(manifest: NodeManifest): Set<string> {
  const { properties = {} } = jsonParams.parse(paramsJsonSchema(manifest))
  return new Set(Object.keys(properties).filter((name) => properties[name]?.type === 'integer'))
}

export const errorLines = (problems: readonly Problem[]): string =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(problemLine)
    .join('\n')
