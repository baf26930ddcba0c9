import { compileTopology } from '../graph'
import { problemLines, readTopologyFile } from './topology-file'
import { openWorld } from './world'

/** `patchbay check FILE`: one line a problem; `ok` unless one is an error. */
export async function checkCommand(file: string): Promise<{ lines: string; ok: boolean }> {
  const world = await openWorld()
  const topology = await readTopologyFile(file)
  const compiled = compileTopology(topology, await world.catalogue(), { seed: 1 })
  if (!compiled.ok) return { lines: problemLines(compiled.problems), ok: false }
  const guards = compiled.plan.nodes.filter((node) => node.category === 'guard').map((node) => node.id)
  const gateways = compiled.plan.nodes.filter((node) => node.category === 'gateway').map((node) => node.id)
  const proof =
    gateways.length === 0
      ? 'no gateway, so nothing can be ordered'
      : `every path into ${gateways.join(', ')} passes a guard (${guards.join(', ')})`
  const warnings = compiled.problems.length > 0 ? `\n${problemLines(compiled.problems)}` : ''
  return {
    lines: `${topology.name}: ${compiled.plan.nodes.length} nodes, ${compiled.plan.links.length} links; ${proof}${warnings}`,
    ok: true,
  }
}
