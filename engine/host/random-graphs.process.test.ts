/** Any drawing, spread over processes by chance, gives what one process gives. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { randomGraph } from '../../nodes/testing/random-graph'
import { compileTopology, type Plan } from '../graph'
import { RunLog, readRunLog } from '../report'
import { Executor, unionTimeline } from '../runtime'
import { problemLine, Random } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { buildHost, Desk } from './desk.testing'
import { firstDivergence, linesOf } from './toy-run.testing'

const GRAPHS = 50
/** Another first seed draws other graphs. */
const FIRST_SEED = Number(process.env.PATCHBAY_TEST_SEED ?? 1)

let script = ''
let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pbr-'))
  store = openStore(home)
  ;[script] = await Promise.all([buildHost('engine/host/main.ts'), ensureSample(store)])
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
  await rm(script, { force: true })
})

async function planOf(seed: number): Promise<Plan> {
  const topology = randomGraph(seed, { dataset: 'sample', to: '2024-01-03' })
  const compiled = compileTopology(topology, { findManifest, ...(await knownData(store)) }, { seed })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

async function inOneProcess(plan: Plan) {
  const log = new RunLog()
  const openDataset: Store['open'] = (name, range, idOf) => store.open(name, range, idOf)
  const executor = await Executor.open(plan, 'all', { findKind, openDataset, recorder: log, log() {} })
  const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
  executor.setTimeline(timeline)
  executor.runSteps(0, timeline.length)
  return { lines: linesOf(log), timeline }
}

/** Every node in one of two to four processes, whichever. */
function spread(plan: Plan, seed: number) {
  const random = new Random(seed, 'spread')
  const hosts = new Map<number, number[]>()
  const count = 2 + Math.floor(random.uniform() * 3)
  for (const { index } of plan.nodes) {
    const host = Math.floor(random.uniform() * count)
    hosts.set(host, [...(hosts.get(host) ?? []), index])
  }
  const placements = [...hosts].map(([host, nodes]) => ({ host: `h${host}`, nodes }))
  // Processes are started, and so come to listen, in another order each time.
  return placements.sort(() => random.uniform() - 0.5)
}

describe(`${GRAPHS} drawings by chance (PATCHBAY_TEST_SEED=${FIRST_SEED})`, () => {
  let traded = 0
  for (let seed = FIRST_SEED; seed < FIRST_SEED + GRAPHS; seed++)
    it(`number ${seed} is the same over processes`, async () => {
      const plan = await planOf(seed)
      const { lines, timeline } = await inOneProcess(plan)
      const desk = await Desk.open(script, plan, spread(plan, seed), timeline, home)
      try {
        await desk.start(null)
        await desk.finished()
        await desk.stop()
        expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
      } finally {
        await desk.close()
      }
      if (lines.some((line) => line.startsWith('reports'))) traded++
    })
  it('most of them trade', () => expect(traded).toBeGreaterThan(GRAPHS / 2))
})
