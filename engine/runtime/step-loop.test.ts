import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTopology } from '../graph'
import { Executor } from './executor'
import type { Recorder } from './recorder'
import { unionTimeline } from './timeline'
import { findToy, TOY_CATALOGUE, TOY_TOPOLOGY } from './toy-kinds.testing'

function compile(seed: number) {
  const answer = compileTopology(TOY_TOPOLOGY, TOY_CATALOGUE, { seed, secret: 's' })
  if (!answer.ok) throw new Error(answer.problems.map((one) => one.message).join('\n'))
  return answer.plan
}

/** Writes a line for everything told; with `inColumns` it takes accounts as the backtest's own record does. */
function lineRecorder(lines: string[], inColumns: boolean): Recorder {
  const recorder: Recorder = {
    onReport: (ts, report) => lines.push(`${ts} ${JSON.stringify(report)}`),
    onAccount: (ts, node, { cashMicros }) => lines.push(`${ts} ${node} account ${cashMicros}`),
    onIntent: (ts, node, { via: _via, ...rest }) => lines.push(`${ts} ${node} ${JSON.stringify(rest)}`),
    onSignal: (ts, node, signal) => lines.push(`${ts} ${node} ${JSON.stringify(signal)}`),
  }
  if (!inColumns) return recorder
  return {
    ...recorder,
    onAccountAt(times, place, node, account) {
      const [ts = 0n] = new BigInt64Array(times.slice(2 * place, 2 * place + 2).buffer)
      recorder.onAccount(ts, node, account)
    },
  }
}

async function open(seed: number, inColumns: boolean) {
  const lines: string[] = []
  const executor = await Executor.open(compile(seed), 'all', {
    findKind: findToy,
    openDataset: () => Promise.reject(new Error('none')),
    recorder: lineRecorder(lines, inColumns),
    log() {},
  })
  executor.setTimeline(unionTimeline(executor.sources().map(({ source }) => source.rowTsNs)))
  return { executor, lines }
}

/** The steps [from, to) task by task, as a node host takes them. */
function walkTasks(executor: Executor, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    executor.beginStep(step)
    for (const task of executor.tasks) task.run()
  }
}

const counts = (executor: Executor) => executor.linkEvents()

describe('the walk made to measure', () => {
  it('says, counts and keeps what the tasks one by one do, however the run is cut and mixed', async () => {
    const cut = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('loop', 'tasks', 'restore', 'apply'))
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.array(cut, { maxLength: 12 }), fc.boolean(), async (seed, cuts, inColumns) => {
        const plain = await open(seed, false)
        walkTasks(plain.executor, 0, plain.executor.steps)
        const mixed = await open(seed, inColumns)
        const { executor } = mixed
        let step = 0
        for (const [length, how] of cuts) {
          const to = Math.min(step + length, executor.steps)
          if (how === 'tasks') walkTasks(executor, step, to)
          else executor.runSteps(step, to)
          step = to
          if (how === 'restore') executor.rewind(structuredClone(executor.snapshot()), executor.linkEvents())
          else if (how === 'apply') await executor.apply(compile(seed), 'all')
        }
        executor.runSteps(step, executor.steps)
        expect(mixed.lines).toEqual(plain.lines)
        expect(counts(executor)).toEqual(counts(plain.executor))
        for (const node of compile(seed).nodes)
          expect(executor.readout(node.index)).toEqual(plain.executor.readout(node.index))
      }),
      { numRuns: 30 },
    )
  })

  it('stands at the last step when it is through, and does nothing for no steps', async () => {
    const { executor, lines } = await open(3, true)
    executor.runSteps(0, 0)
    expect(lines).toEqual([])
    executor.runSteps(0, 5)
    const fifth = executor.clock.tsNs
    executor.beginStep(4)
    expect(executor.clock.tsNs).toBe(fifth)
  })
})
