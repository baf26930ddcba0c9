import { expect, it } from 'vitest'
import { compileTopology } from '../graph'
import type { MarketEvent } from '../sdk'
import { Executor } from './executor'
import { NO_RECORDER } from './recorder'
import { stepsOfRows } from './timeline'
import { findToy, TOY_CATALOGUE, TOY_TOPOLOGY } from './toy-kinds.testing'

const MINUTE = 60_000_000_000n

it('passes over rows from before a source was part of the run, and says the others in their steps', async () => {
  const compiled = compileTopology(TOY_TOPOLOGY, TOY_CATALOGUE, { seed: 1 })
  if (!compiled.ok) throw new Error('the toys do not compile')
  const fast = compiled.plan.nodes.find(({ id }) => id === 'fast')?.index ?? -1
  const executor = await Executor.open(compiled.plan, new Set([fast]), {
    findKind: findToy,
    openDataset: () => Promise.reject(new Error('none')),
    recorder: NO_RECORDER,
    log() {},
  })
  // The steps before the tenth are from a source of another rhythm; `fast` brings two rows each minute from minute 0.
  const early = Array.from({ length: 10 }, (_, step) => BigInt(3 * step) * MINUTE)
  const late = Array.from({ length: 270 }, (_, step) => BigInt(30 + step) * MINUTE)
  executor.setTimeline(BigInt64Array.from([...early, ...late]))
  const [task] = executor.tasks
  const said = (step: number) => {
    executor.beginStep(step)
    task?.run()
    const buffer = task?.outbound[0]?.buffer
    return buffer ? (buffer.events.slice(0, buffer.count) as MarketEvent[]).length : -1
  }
  expect(said(10)).toBe(2)
  expect(said(11)).toBe(2)
  expect(said(15)).toBe(2)
  expect(said(16)).toBe(2)
})

it('numbers rows that no step is for with 0, and refuses rows beyond the end', () => {
  expect([...stepsOfRows(BigInt64Array.of(1n, 5n, 7n, 9n, 9n), BigInt64Array.of(0n, 5n, 9n))]).toEqual([0, 1, 0, 2, 2])
  expect(() => stepsOfRows(BigInt64Array.of(10n), BigInt64Array.of(0n, 5n))).toThrow(/not in the timeline/)
})
