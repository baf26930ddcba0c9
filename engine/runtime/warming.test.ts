import { expect, it } from 'vitest'
import { type Compiled, compileTopology, type Plan } from '../graph'
import { RunLog } from '../report'
import type { FeatureEvent, Topology } from '../sdk'
import { Executor } from './executor'
import { unionTimeline } from './timeline'
import { findToy, indexOf, TOY_CATALOGUE, TOY_TOPOLOGY } from './toy-kinds.testing'
import { whyNotWarmed } from './warming'

const CHANGE_AT = 120

function compiled(topology: Topology, before?: Extract<Compiled, { ok: true }>) {
  const options = before ? { registry: before.registry, running: before.plan } : {}
  const answer = compileTopology(topology, TOY_CATALOGUE, { seed: 7, secret: 's', ...options })
  if (!answer.ok) throw new Error('the toys do not compile')
  return answer
}
/** As if somebody had turned a knob of these nodes: they are other nodes then, that do the same. */
const turned = (ids: readonly string[]): Topology => ({
  ...TOY_TOPOLOGY,
  nodes: TOY_TOPOLOGY.nodes.map((node) => (ids.includes(node.id) ? { ...node, params: { every: 2 } } : node)),
})

async function open(plan: Plan, log = new RunLog()) {
  const executor = await Executor.open(plan, 'all', {
    findKind: findToy,
    openDataset: () => Promise.reject(new Error('none')),
    recorder: log,
    log() {},
  })
  executor.setTimeline(unionTimeline(executor.sources().map(({ source }) => source.rowTsNs)))
  return executor
}
function run(executor: Executor, from: number, to: number, look: (step: number) => void = () => {}) {
  for (let step = from; step < to; step++) {
    executor.beginStep(step)
    for (const task of executor.tasks) task.run()
    look(step)
  }
}
const sumOf = (executor: Executor, node: number): number | undefined => {
  const buffer = executor.said(node).outputs[0]?.buffer
  return buffer?.count ? (buffer.events[0] as FeatureEvent).values[0] : undefined
}

it('a feature that comes into a run says from its first step on what it would say had it always been there', async () => {
  const before = compiled(TOY_TOPOLOGY)
  const { plan } = compiled(turned(['sum', 'total']), before)
  const said = async (isWarm: boolean) => {
    const executor = await open(before.plan)
    run(executor, 0, CHANGE_AT)
    const fresh = await executor.apply(plan, 'all')
    if (isWarm) await executor.warm(fresh, CHANGE_AT, async () => {})
    const sums: (number | undefined)[] = []
    run(executor, CHANGE_AT, 160, () => sums.push(...['sum', 'total'].map((id) => sumOf(executor, indexOf(plan, id)))))
    return sums
  }
  const always = await open(plan)
  const expected: (number | undefined)[] = []
  run(always, 0, 160, (step) => {
    if (step >= CHANGE_AT) expected.push(...['sum', 'total'].map((id) => sumOf(always, indexOf(plan, id))))
  })
  expect(await said(true)).toEqual(expected)
  expect(await said(false)).not.toEqual(expected)
})

it('a strategy that is warmed wants nothing of anybody meanwhile, and what it wanted is in no record', async () => {
  const before = compiled(TOY_TOPOLOGY)
  const { plan } = compiled(turned(['first']), before)
  const log = new RunLog()
  const executor = await open(before.plan, log)
  run(executor, 0, CHANGE_AT)
  const counts = () => [log.reports.length, log.intents.length, log.signals.length]
  const [atChange] = [counts()]
  await executor.warm(await executor.apply(plan, 'all'), CHANGE_AT, async () => {})
  expect(counts()).toEqual(atChange)
  expect(executor.readout(indexOf(plan, 'first')).eventsIn).toBe(0)
  run(executor, CHANGE_AT, 300)
  expect(counts()[1]).toBeGreaterThan(atChange[1] ?? 0)
})

it('says which nodes cannot be warmed, and why', () => {
  const { plan } = compiled(TOY_TOPOLOGY)
  const why = (id: string) => {
    const node = plan.nodes.find((one) => one.id === id)
    return node && whyNotWarmed(plan, node)
  }
  expect(['fast', 'sum', 'first'].map(why)).toEqual([null, null, null])
  expect(why('second')).toContain('account')
  expect(why('inner')).toContain('guard')
  expect(why('venue')).toContain('gateway')
})
