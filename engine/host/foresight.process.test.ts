/** Real hosts at full speed, so that steps are run ahead and promised all the time, and what may happen meanwhile. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../graph'
import { readRunLog } from '../report'
import { CALM_TOPOLOGY } from '../runtime/calm-toys.testing'
import { indexOf } from '../runtime/toy-kinds.testing'
import type { Random, Topology } from '../sdk'
import { buildHost, Desk } from './desk.testing'
import { readJournal } from './journal'
import { alone, chance, compile, firstDivergence, linesOf, someTime, wholeRun } from './toy-run.testing'

const STEPS = 30_000
const LONG: Topology = {
  ...CALM_TOPOLOGY,
  nodes: CALM_TOPOLOGY.nodes.map((node) => (node.id === 'bars' ? { ...node, params: { steps: STEPS } } : node)),
}
const without = (id: string): Topology => ({
  ...LONG,
  nodes: LONG.nodes.filter((node) => node.id !== id),
  links: LONG.links.filter((link) => !`${link.from}>${link.to}`.includes(`${id}.`)),
})

let script = ''
let desk: Desk | null = null
const open = async (plan: Plan, timeline: BigInt64Array, placements = alone(plan)) => {
  desk = await Desk.open(script, plan, placements, timeline)
  return desk
}
const shuffled = <T>(list: readonly T[], random: Random): T[] =>
  list
    .map((one) => ({ one, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

beforeAll(async () => {
  script = await buildHost('engine/host/toy-host.testing.ts')
})
afterEach(async () => {
  await desk?.close()
  desk = null
})
afterAll(() => rmSync(script, { force: true }))

const { plan: PLAN } = compile(LONG)

describe('hosts that run ahead', () => {
  it('give what one process gives, whatever host starts first and whoever is held up when', async () => {
    const { lines, timeline } = await wholeRun(PLAN)
    const random = chance('delays')
    const desk = await open(PLAN, timeline, shuffled(alone(PLAN), random))
    await desk.start(null)
    const finished = desk.finished()
    for (let turn = 0; turn < 40; turn++) {
      const frozen = desk.hosts.filter(() => random.uniform() < 0.3).map((host) => desk.life(host).child)
      for (const child of frozen) child.kill('SIGSTOP')
      await someTime(random, 60)
      for (const child of frozen) child.kill('SIGCONT')
    }
    await finished
    await desk.stop()
    expect(lines.length).toBeGreaterThan(STEPS)
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('lose and double nothing when they are killed, one by one and several at once', async () => {
    const { lines, timeline } = await wholeRun(PLAN)
    const random = chance('kills')
    const desk = await open(PLAN, timeline)
    await desk.start(null)
    for (const victim of shuffled(desk.hosts, random)) {
      await someTime(random, 150)
      await desk.killAndRestart(victim)
    }
    await Promise.all(
      shuffled(desk.hosts, random)
        .slice(0, 4)
        .map((host) => desk.killAndRestart(host)),
    )
    await desk.killAll()
    await desk.start(null)
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('are stopped in the middle and go on', async () => {
    const { lines, timeline } = await wholeRun(PLAN)
    const random = chance('stops')
    const desk = await open(PLAN, timeline)
    for (let life = 0; life < 3; life++) {
      await desk.start(null)
      await someTime(random, 300)
      expect(await desk.stop()).toEqual(desk.hosts.map(() => 0))
    }
    await desk.start(null)
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('share processes where frames are drawn', async () => {
    const { lines, timeline } = await wholeRun(PLAN)
    const groups = { a: ['bars'], b: ['two', 'inner'], c: ['one', 'three'], d: ['outer', 'venue'] }
    const placements = Object.entries(groups).map(([host, ids]) => ({
      host,
      nodes: ids.map((id) => indexOf(PLAN, id)),
    }))
    const desk = await open(PLAN, timeline, placements)
    await desk.start(null)
    await desk.killAndRestart('b')
    await desk.killAndRestart('c')
    await desk.finished()
    await desk.stop()
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('take a strategy in, and another out, at steps of which nothing has been promised', async () => {
    const whole = compile(LONG)
    const small = compile(without('two'), { registry: whole.registry, running: whole.plan }).plan
    const { timeline } = await wholeRun(PLAN)
    const desk = await open(PLAN, timeline)
    await desk.start(null)
    await desk.reached('venue', 1)
    const first = await desk.change({ plan: small, placements: alone(small) })
    expect(await desk.stop(['two'])).toEqual([0])
    const second = await desk.change({ plan: PLAN, placements: alone(PLAN) }, ['two'])
    await desk.killAndRestart('outer')
    await desk.finished()
    await desk.stop()
    expect(first).toBeLessThan(STEPS)
    const { lines } = await wholeRun(PLAN, [
      { at: first, plan: small, stopped: [] },
      { at: second, plan: PLAN, stopped: [] },
    ])
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('stop a guard, and start it again', async () => {
    const { timeline } = await wholeRun(PLAN)
    const desk = await open(PLAN, timeline)
    await desk.start(null)
    await desk.reached('venue', 1)
    const stopped = [indexOf(PLAN, 'inner')]
    const first = await desk.change({ stopped })
    expect(await desk.stop(['inner'])).toEqual([0])
    const second = await desk.change({ stopped: [] }, ['inner'])
    await desk.finished()
    await desk.stop()
    const { lines } = await wholeRun(PLAN, [
      { at: first, plan: PLAN, stopped },
      { at: second, plan: PLAN, stopped: [] },
    ])
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  for (const id of ['inner', 'outer'])
    it(`halt a guard (${id}) before a step it has promised nothing of, and it stays halted when killed`, async () => {
      const { timeline } = await wholeRun(PLAN)
      const desk = await open(PLAN, timeline)
      await desk.start(null)
      await desk.reached('venue', 1)
      await desk.ask(id, { type: 'halt', flatten: true })
      const at = haltStep(desk.dirOf(id))
      await desk.killAndRestart(id)
      await desk.finished()
      await desk.stop()
      const { lines } = await wholeRun(PLAN, [{ at, plan: PLAN, stopped: [], halted: indexOf(PLAN, id) }])
      expect(at).toBeLessThan(STEPS)
      expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
    })
})

/** The step before which a host was halted, from its journals. */
function haltStep(dir: string): number {
  const journals = readdirSync(dir).filter((name) => name.endsWith('.journal'))
  const halts = journals.flatMap((name) => readJournal(join(dir, name)).filter(({ type }) => type === 'halt'))
  const [halt] = halts
  if (halt?.type !== 'halt') throw new Error(`no halt was journaled in ${dir}`)
  return halt.step
}
