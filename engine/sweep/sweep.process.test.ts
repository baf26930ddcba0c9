import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { runForReport } from '../backtest/run'
import { compileTopology, parseTopologyText } from '../graph'
import { problemLine, type SweepSpec, type SweepTrial, type Topology, withValues } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { readState, readTrials } from './files'
import { runSweep, type SweepResult } from './sweep'

const WORKER = resolve('dist/sweep-worker.cjs')
let home = ''
let store: Store
let topology: Topology
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-sweep-'))
  store = openStore(home)
  await ensureSample(store)
  const parsed = parseTopologyText(await readFile('public/templates/pair-trade.topology.json', 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  topology = parsed.topology
})
afterAll(() => rm(home, { recursive: true, force: true }))

const SPEC: SweepSpec = {
  method: 'grid',
  axes: [
    { node: 'spread', param: 'window', from: 30, to: 90, step: 30 },
    { node: 'pairs', param: 'entryZ', from: 0.4, to: 2.4, step: 1 },
  ],
  objective: 'sharpe',
  goal: 'max',
  trials: null,
  seed: 1,
  walkForward: null,
}

interface Options {
  readonly outDir?: string
  readonly isOwnFolder?: boolean
  readonly workers?: number
  readonly worker?: string
  readonly signal?: AbortSignal
  readonly onTrial?: (made: number) => void
  readonly topology?: Topology
}

function sweep(part: Partial<SweepSpec> = {}, options: Options = {}): Promise<SweepResult> {
  let made = 0
  return runSweep(
    {
      topology: options.topology ?? topology,
      spec: { ...SPEC, ...part },
      outDir: options.outDir ?? null,
      isOwnFolder: options.isOwnFolder ?? false,
      signal: options.signal ?? new AbortController().signal,
      onProgress: () => options.onTrial?.(++made),
    },
    { store, findKind, workerScript: options.worker ?? WORKER, workers: options.workers ?? 2 },
  )
}

const inOrder = ({ trials }: SweepResult) =>
  trials
    .map(({ ms: _, ...trial }): Omit<SweepTrial, 'ms'> => trial)
    .sort((a, b) => (a.window ?? 0) - (b.window ?? 0) || a.trial - b.trial)

async function backtest(values: SweepTrial['values']) {
  const catalogue = { findManifest, ...(await knownData(store)) }
  const compiled = compileTopology(withValues(topology, SPEC.axes, values), catalogue, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  const openDataset: Store['open'] = (...asked) => store.open(...asked)
  return (await runForReport(compiled.plan, { findKind, openDataset, log() {} })).built.report.statistics
}

describe('sweep', () => {
  it('gives every trial the very statistics of its backtest, and skips what the drawing refuses', async () => {
    const result = await sweep()
    expect(result.state).toMatchObject({ state: 'finished', total: 9, done: 6, skipped: 3, failed: 0 })
    for (const trial of result.trials) {
      if (trial.values[1] === 0.4) {
        expect(trial).toMatchObject({ state: 'skipped', statistics: null })
        expect(trial.error).toContain('pairs.exitZ: must be below the entry')
      } else expect(JSON.stringify(trial.statistics)).toBe(JSON.stringify(await backtest(trial.values)))
    }
    const best = Math.max(...result.trials.map(({ statistics }) => statistics?.sharpe ?? Number.NEGATIVE_INFINITY))
    expect(result.state.best?.statistics?.sharpe).toBe(best)
    expect(result.state.deflatedSharpe).toBeGreaterThan(0)
    expect(result.state.deflatedSharpe).toBeLessThan(1)
  })

  it('opens a dataset once for all workers', async () => {
    let opened = 0
    const counting = Object.assign(Object.create(store) as Store, {
      open: (...asked: Parameters<Store['open']>) => {
        opened++
        return store.open(...asked)
      },
    })
    const input = { topology, spec: SPEC, outDir: null, signal: new AbortController().signal }
    await runSweep(input, { store: counting, findKind, workerScript: WORKER, workers: 2 })
    expect(opened).toBe(1)
  })

  it('is the same on one worker and on three, by Bayes too', async () => {
    const spec: Partial<SweepSpec> = { method: 'bayesian', trials: 24 }
    const axes: SweepSpec['axes'] = [
      { node: 'spread', param: 'window', from: 20, to: 200, step: null },
      { node: 'pairs', param: 'entryZ', from: 0.8, to: 3, step: null },
    ]
    const one = inOrder(await sweep({ ...spec, axes }, { workers: 1 }))
    const three = inOrder(await sweep({ ...spec, axes }, { workers: 3 }))
    expect(three).toEqual(one)
    expect(one.every(({ values }) => Number.isInteger(values[0]))).toBe(true)
  })

  it('a worker that dies takes only its own trial with it', async () => {
    const worker = join(home, 'dying-worker.cjs')
    const dies = `if (message.type === 'job' && message.job.values[0] === 60) process.exit(3)`
    writeFileSync(
      worker,
      `require('node:worker_threads').parentPort.on('message', (message) => { ${dies} })\nrequire(${JSON.stringify(WORKER)})`,
    )
    const { state, trials } = await sweep({}, { worker })
    expect(state).toMatchObject({ state: 'finished', done: 4, skipped: 2, failed: 3 })
    for (const trial of trials.filter(({ values }) => values[0] === 60))
      expect(trial.error).toBe('its worker died: exit code 3')
  })

  it('fails in words where no worker can be started, the drawing has errors, or there is nothing to vary', async () => {
    await expect(sweep({}, { worker: join(home, 'none.cjs') })).rejects.toThrow("can't be started")
    const axes: SweepSpec['axes'] = [{ node: 'spraed', param: 'window', from: 1, to: 2, step: 1 }]
    await expect(sweep({ axes })).rejects.toThrow('there is no node "spraed"; there are bars, spread')
    const param: SweepSpec['axes'] = [{ node: 'spread', param: 'windw', from: 1, to: 2, step: 1 }]
    await expect(sweep({ axes: param })).rejects.toThrow('spread.windw: there is no such parameter; there are')
    await expect(sweep({}, { topology: { ...topology, links: [] } })).rejects.toThrow('spread.')
  })
})

describe('cancel and resume', () => {
  it('goes on after a cancel and after a torn line, and comes to the same', async () => {
    const outDir = join(home, 'resumed')
    const cancelling = new AbortController()
    const onTrial = (made: number) => made === 3 && cancelling.abort()
    const cut = await sweep({}, { outDir, signal: cancelling.signal, onTrial })
    expect(cut.state.state).toBe('cancelled')
    expect(readState(outDir)?.state).toBe('cancelled')
    const kept = readTrials(outDir).trials.length
    expect(kept).toBeGreaterThanOrEqual(3)
    expect(kept).toBeLessThan(9)
    appendFileSync(join(outDir, 'results.jsonl'), '{"trial":7,"window":nu')
    const whole = await sweep({}, { outDir })
    expect(whole.resumed).toBe(kept)
    expect(whole.state).toMatchObject({ state: 'finished', done: 6, skipped: 3 })
    const fresh = await sweep()
    expect(inOrder(whole)).toEqual(inOrder(fresh))
    expect(whole.state.best?.trial).toBe(fresh.state.best?.trial)
    expect(whole.state.deflatedSharpe).toBe(fresh.state.deflatedSharpe)
    expect(readTrials(outDir).trials.length).toBe(9)
    const table = readFileSync(join(outDir, 'results.csv'), 'utf8').trim().split('\n')
    expect(table.length).toBe(10)
    expect(table[0]).toMatch(/^trial,spread.window,pairs.entryZ,state,startingCash,/)
    expect((await sweep({}, { outDir })).resumed).toBe(9)
  })

  it('leaves the folder of another sweep alone', async () => {
    const outDir = join(home, 'others')
    await sweep({}, { outDir })
    const before = readFileSync(join(outDir, 'results.jsonl'), 'utf8')
    await expect(sweep({ objective: 'sortino' }, { outDir })).rejects.toThrow(
      /holds another sweep .*choose another folder/,
    )
    expect(readFileSync(join(outDir, 'results.jsonl'), 'utf8')).toBe(before)
  })

  it('begins anew in its own folder where anything asked for is another', async () => {
    const outDir = join(home, 'anew')
    const isOwnFolder = true
    await sweep({}, { outDir })
    expect((await sweep({ objective: 'sortino' }, { outDir, isOwnFolder })).resumed).toBe(0)
    expect((await sweep({ objective: 'sortino', seed: 2 }, { outDir, isOwnFolder })).resumed).toBe(0)
    const guard = topology.nodes.map((node) =>
      node.kind === 'risk.guard' ? { ...node, params: { ...node.params, maxLeverage: 1.5 } } : node,
    )
    const other = await sweep({}, { outDir, isOwnFolder, topology: { ...topology, nodes: guard } })
    expect(other.resumed).toBe(0)
    expect(readTrials(outDir).trials.length).toBe(9)
  })
})

describe('walk-forward', () => {
  const WALK = { windows: 3, inDays: 6, outDays: 3, anchored: false }
  const axes: SweepSpec['axes'] = [
    { node: 'spread', param: 'window', from: 60, to: 120, step: 30 },
    { node: 'pairs', param: 'entryZ', from: 1.4, to: 2, step: 0.6 },
  ]

  it('chooses in each window by its own data, and tries that on the days after', async () => {
    const { state, trials } = await sweep({ axes, walkForward: WALK })
    if (!state.walkForward) throw new Error('there is no result')
    const { windows, statistics, equity } = state.walkForward
    expect(trials.length).toBe(18)
    expect(windows.length).toBe(3)
    for (const [n, window] of windows.entries()) {
      const own = trials.filter((trial) => trial.window === n)
      const best = Math.max(...own.map((trial) => trial.statistics?.sharpe ?? Number.NEGATIVE_INFINITY))
      expect(window.inStatistics?.sharpe).toBe(best)
      expect(window.inTo < window.outFrom).toBe(true)
      expect(window.outTo < (windows[n + 1]?.outFrom ?? '9')).toBe(true)
    }
    const product = windows.reduce((all, one) => all * (1 + (one.outStatistics?.totalReturn ?? 0)), 1)
    expect(statistics.totalReturn).toBeCloseTo(product - 1, 9)
    expect(statistics.trades).toBe(windows.reduce((sum, one) => sum + (one.outStatistics?.trades ?? 0), 0))
    const first = windows[0]?.outFrom ?? ''
    expect(equity.every(({ ts }) => ts >= first)).toBe(true)
  })

  it('does not know what comes after a window', async () => {
    const whole = await sweep({ axes, walkForward: WALK })
    const cutAt = whole.state.walkForward?.windows[1]?.outFrom ?? ''
    const changed = Object.assign(Object.create(store) as Store, {
      open: async (...asked: Parameters<Store['open']>) => {
        const columns = await store.open(...asked)
        const cutNs = BigInt(Date.parse(cutAt)) * 1_000_000n
        for (let row = 0; row < columns.rows; row++)
          if ((columns.tsNs[row] ?? 0n) >= cutNs)
            for (const name of ['open', 'high', 'low', 'close'] as const)
              columns[name][row] = (columns[name][row] ?? 0) * (1 + ((row % 7) - 3) / 50)
        return columns
      },
    })
    const input = { topology, spec: { ...SPEC, axes, walkForward: WALK }, outDir: null }
    const other = await runSweep(
      { ...input, signal: new AbortController().signal },
      { store: changed, findKind, workerScript: WORKER, workers: 2 },
    )
    const firstOf = (result: SweepResult) => result.state.walkForward?.windows[0]
    expect(firstOf(other)).toEqual(firstOf(whole))
    const chosen = (result: SweepResult) => result.state.walkForward?.windows[1]?.inStatistics
    expect(chosen(other)).toEqual(chosen(whole))
    const triedIn = (result: SweepResult) => result.state.walkForward?.windows[1]?.outStatistics
    expect(triedIn(other)).not.toEqual(triedIn(whole))
  })

  it('refuses to vary the data its windows are made of, and says when there are too few days', async () => {
    const data: SweepSpec['axes'] = [{ node: 'bars', param: 'to', values: ['2024-01-10', '2024-01-20'] }]
    await expect(sweep({ axes: data, walkForward: WALK })).rejects.toThrow(
      "bars: a walk-forward can't vary a data node",
    )
    await expect(sweep({ axes, walkForward: { ...WALK, inDays: 60 } })).rejects.toThrow('days, too few for 3 windows')
  })
})
