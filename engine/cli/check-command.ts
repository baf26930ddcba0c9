import { findManifest } from '../../nodes/manifests'
import { compileTopology, liveProblems, type Plan, warmUps } from '../graph'
import { MODES, type Mode } from '../sdk'
import { CommandError, problemLines, readTopologyFile } from './topology-file'
import { openWorld } from './world'

/**
 * `patchbay check FILE`: one line a problem; `ok` unless one is an error.
 * @param mode the mode it is meant for, where it matters: as paper its sources must bring live data.
 */
export async function checkCommand(file: string, mode?: string): Promise<{ lines: string; ok: boolean }> {
  const world = await openWorld()
  const topology = await readTopologyFile(file)
  const catalogue = await world.catalogue()
  const compiled = compileTopology(topology, catalogue, { seed: 1 })
  if (!compiled.ok) return { lines: problemLines(compiled.problems), ok: false }
  const notLive = mode !== undefined && readMode(mode) === 'paper' ? liveProblems(compiled.plan, catalogue) : []
  if (notLive.length > 0) return { lines: problemLines(notLive), ok: false }
  const guards = compiled.plan.nodes.filter((node) => node.category === 'guard').map((node) => node.id)
  const gateways = compiled.plan.nodes.filter((node) => node.category === 'gateway').map((node) => node.id)
  const proof =
    gateways.length === 0
      ? 'no gateway, so nothing can be ordered'
      : `every path into ${gateways.join(', ')} passes a guard (${guards.join(', ')})`
  const warnings = compiled.problems.length > 0 ? `\n${problemLines(compiled.problems)}` : ''
  const waits = warmUpLines(compiled.plan)
  const warmUp = waits.length > 0 ? `\n${waits.join('\n')}` : ''
  return {
    lines: `${topology.name}: ${compiled.plan.nodes.length} nodes, ${compiled.plan.links.length} links; ${proof}${warmUp}${warnings}`,
    ok: true,
  }
}

/** What each strategy has to wait for: `cross: ready after 100 bars (slow 100)`. */
function warmUpLines(plan: Plan): string[] {
  const warm = warmUps(plan, findManifest)
  return plan.nodes
    .filter(({ category }) => category === 'strategy')
    .flatMap(({ id, index }) => {
      const { steps, path, gathering } = warm.get(index) ?? { steps: 1, path: [], gathering: [] }
      if (path.length + gathering.length === 0) return []
      const way = path.map(({ node, bars }) => `${node} ${bars.toLocaleString('en-US')}`).join(' + ')
      const longer = gathering.length > 0 ? `; later behind ${gathering.join(', ')}, which makes bars of others` : ''
      const bars = `${steps.toLocaleString('en-US')} ${steps === 1 ? 'bar' : 'bars'}${way && ` (${way})`}`
      return [`${id}: ready after ${bars} at the earliest${longer}; denied until then`]
    })
}

function readMode(text: string): Mode {
  const mode = MODES.find((one) => one === text)
  if (!mode) throw new CommandError(`--mode ${text}: write one of ${MODES.join(', ')}`)
  return mode
}
