import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../graph'
import { readRunLog } from '../report'
import { TOY_TOPOLOGY } from '../runtime/toy-kinds.testing'
import { buildHost, Desk } from './desk.testing'
import { alone, compile, firstDivergence, linesOf, PLAN, speedFor, wholeRun } from './toy-run.testing'

const nodeOf = (plan: Plan, id: string) => plan.nodes.find((node) => node.id === id)?.index ?? -1
const without = (id: string) => ({
  ...TOY_TOPOLOGY,
  nodes: TOY_TOPOLOGY.nodes.filter((node) => node.id !== id),
  links: TOY_TOPOLOGY.links.filter((link) => !`${link.from}>${link.to}`.includes(`${id}.`)),
})

let script = ''
let desk: Desk | null = null
const open = async (plan: Plan, timeline: BigInt64Array) => {
  desk = await Desk.open(script, plan, alone(plan), timeline)
  return desk
}

beforeAll(async () => {
  script = await buildHost('engine/host/toy-host.testing.ts')
})
afterEach(async () => {
  await desk?.close()
  desk = null
})
afterAll(() => rmSync(script, { force: true }))

describe('a change while the hosts run', () => {
  it('brings a strategy in at a step, for all at the same', async () => {
    const small = compile(without('first'))
    const grown = compile(TOY_TOPOLOGY, { registry: small.registry, running: small.plan }).plan
    const { timeline } = await wholeRun()
    const desk = await open(small.plan, timeline)
    await desk.start(speedFor(timeline, 4_000))
    await desk.reached('venue', 100)
    const others = desk.hosts.filter((host) => host !== 'first').map((host) => desk.life(host).child.pid)
    const fromStep = await desk.change({ plan: grown, placements: alone(grown) }, ['first'])
    expect(fromStep).toBeGreaterThan(100)
    await desk.killAndRestart('inner')
    await desk.killAndRestart('first')
    await desk.finished()
    await desk.stop()
    const untouched = ['fast', 'slow', 'sum', 'total', 'second', 'outer', 'venue']
    expect(others).toEqual(expect.arrayContaining(untouched.map((host) => desk.life(host).child.pid)))
    const { lines } = await wholeRun(small.plan, [{ at: fromStep, plan: grown, stopped: [] }])
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
  })

  it('is for no step that an earlier life of a host has begun', async () => {
    const { timeline } = await wholeRun()
    const desk = await open(PLAN, timeline)
    await desk.start(speedFor(timeline, 3_000))
    await desk.reached('sum', 120)
    desk.life('sum').child.kill('SIGKILL')
    await desk.life('sum').ended
    await desk.spawn('sum')
    expect(await desk.configure('sum')).toBeGreaterThanOrEqual(120)
  })

  it('takes a strategy out: its process says what it owes, and ends', async () => {
    const whole = compile(TOY_TOPOLOGY)
    const small = compile(without('second'), { registry: whole.registry, running: whole.plan }).plan
    const { timeline } = await wholeRun()
    const desk = await open(PLAN, timeline)
    await desk.start(speedFor(timeline, 4_000))
    await desk.reached('venue', 100)
    const fromStep = await desk.change({ plan: small, placements: alone(small) })
    expect(await desk.stop(['second'])).toEqual([0])
    await desk.killAndRestart('outer')
    await desk.finished()
    await desk.stop()
    const { lines } = await wholeRun(PLAN, [{ at: fromStep, plan: small, stopped: [] }])
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs([...desk.hosts, 'second']))), lines)).toBeNull()
  })

  for (const id of ['venue', 'slow', 'sum', 'outer', 'second'])
    it(`stops one node (${id}) and starts it again`, async () => {
      const { timeline } = await wholeRun()
      const desk = await open(PLAN, timeline)
      await desk.start(speedFor(timeline, 5_000))
      await desk.reached('fast', 80)
      const stopped = [nodeOf(PLAN, id)]
      const first = await desk.change({ stopped })
      expect(await desk.stop([id])).toEqual([0])
      await desk.reached('fast', first + 60)
      const second = await desk.change({ stopped: [] }, [id])
      expect(second).toBeGreaterThan(first)
      await desk.finished()
      await desk.stop()
      const { lines } = await wholeRun(PLAN, [
        { at: first, plan: PLAN, stopped },
        { at: second, plan: PLAN, stopped: [] },
      ])
      expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
    })
})
