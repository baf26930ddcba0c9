/** The checks of a spec against a drawing. */
import { z } from 'zod'
import type { Catalogue } from '../graph'
import { type NodeManifest, type Problem, paramsJsonSchema, problemLine, type SweepAxis, type Topology } from '../sdk'

/** What is wrong with varying these parameters of this drawing: nodes and parameters there are not. */
export function axisProblems(topology: Topology, axes: readonly SweepAxis[], catalogue: Catalogue): Problem[] {
  return axes.flatMap((axis): Problem[] => {
    const node = topology.nodes.find(({ id }) => id === axis.node)
    const ids = topology.nodes.map(({ id }) => id).join(', ')
    if (!node) return [problem(axis, `there is no node "${axis.node}"; there are ${ids}`)]
    const shape = catalogue.findManifest(node.kind)?.params.shape
    if (!shape || Object.hasOwn(shape, axis.param)) return []
    return [problem(axis, `there is no such parameter; there are ${Object.keys(shape).join(', ')}`)]
  })
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
    const kind = topology.nodes.find(({ id }) => id === axis.node)?.kind
    const manifest = kind === undefined ? undefined : catalogue.findManifest(kind)
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
