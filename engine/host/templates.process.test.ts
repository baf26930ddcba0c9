/** The shipped host with the real kinds: what comes over processes is what one process gives, killed or not. */
import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { compileTopology, type Plan, parseTopologyText } from '../graph'
import { RunLog, readRunLog } from '../report'
import { Executor, unionTimeline } from '../runtime'
import { problemLine } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { buildHost, Desk } from './desk.testing'
import { alone, chance, firstDivergence, linesOf, someTime, speedFor } from './toy-run.testing'

let script = ''
let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pbt-'))
  store = openStore(home)
  ;[script] = await Promise.all([buildHost('engine/host/main.ts'), ensureSample(store)])
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
  await rm(script, { force: true })
})

async function planOf(name: string): Promise<Plan> {
  const parsed = parseTopologyText(await readFile(`public/templates/${name}.topology.json`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  const compiled = compileTopology(parsed.topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
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

const TEMPLATES = readdirSync('public/templates').map((file) => file.slice(0, file.indexOf('.')))
/** Those in which processes are killed. */
const KILLED = ['two-strategies', 'chained-guards']

describe('templates over processes', () => {
  for (const name of TEMPLATES) {
    const isKilled = KILLED.includes(name)
    it(`${name} gives the same orders, fills and accounts${isKilled ? ', though processes are killed' : ''}`, async () => {
      const plan = await planOf(name)
      const { lines, timeline } = await inOneProcess(plan)
      const random = chance(name)
      const desk = await Desk.open(script, plan, alone(plan), timeline, home)
      try {
        const begunMs = performance.now()
        await desk.start(isKilled ? speedFor(timeline, 60_000) : null)
        const victims = isKilled ? desk.hosts.filter(() => random.uniform() < 0.7) : []
        for (const victim of victims) {
          await someTime(random, 300)
          await desk.killAndRestart(victim)
        }
        await desk.finished()
        const ms = Math.round(performance.now() - begunMs)
        console.info(`${name}: ${timeline.length} steps over ${desk.hosts.length} processes in ${ms} ms`)
        await desk.stop()
        expect(lines.filter((line) => line.startsWith('reports')).length).toBeGreaterThan(10)
        expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
      } finally {
        await desk.close()
      }
    })
  }

  it('halts a guard at once, and a halted guard that is killed comes back halted', async () => {
    const plan = await planOf('pair-trade')
    const { timeline } = await inOneProcess(plan)
    const guard = plan.nodes.find(({ category }) => category === 'guard')?.id ?? ''
    const gateway = plan.nodes.find(({ category }) => category === 'gateway')?.id ?? ''
    const desk = await Desk.open(script, plan, alone(plan), timeline, home)
    try {
      await desk.start(speedFor(timeline, 240_000))
      await desk.reached(gateway, 200)
      await desk.ask(guard, { type: 'halt', flatten: true })
      await desk.life(guard).when('heartbeat', ({ nodes }) => nodes.some(({ state }) => state === 'degraded'))
      await desk.killAndRestart(guard)
      const beat = await desk.life(guard).when('heartbeat', ({ nodes }) => nodes.some(({ step }) => step > 600))
      expect(beat.nodes[0]).toMatchObject({ state: 'degraded', note: expect.stringContaining('halted') })
      const account = desk.life(gateway).seen.findLast((message) => message.type === 'account')
      expect(account?.type === 'account' && account.positions.every(({ quantity }) => quantity === 0)).toBe(true)
    } finally {
      await desk.close()
    }
  })
})
