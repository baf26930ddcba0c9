import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { compileTopology, parseTopologyText } from '../graph'
import { type MarketColumns, problemLine, type RunReport, type Topology } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { runBacktest } from './run'

const SHARED = resolve('../shared/data/bars-1m')
const hasShared = existsSync(SHARED)
if (!hasShared) console.warn('SKIPPED: ../shared/data is absent, so no backtest on real bars is run')

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-backtest-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function template(name: string, change: (topology: Topology) => void = () => {}): Promise<Topology> {
  const parsed = parseTopologyText(await readFile(`public/templates/${name}.topology.json`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  change(parsed.topology)
  return parsed.topology
}

const setParams = (topology: Topology, kind: string, params: Record<string, unknown>) => {
  for (const node of topology.nodes) if (node.kind === kind) Object.assign(node.params, params)
}

interface Outcome {
  report: RunReport
  fills: Record<string, string | number>[]
  decisions: string[]
  equity: string[]
}

async function run(topology: Topology, change: (columns: MarketColumns) => void = () => {}): Promise<Outcome> {
  const compiled = compileTopology(topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  const out = await mkdtemp(join(home, 'out-'))
  const openDataset: Store['open'] = async (name, range, idOf) => {
    const columns = await store.open(name, range, idOf)
    change(columns)
    return columns
  }
  const { report } = await runBacktest(compiled.plan, { findKind, openDataset, log() {} }, out)
  const lines = async (name: string) => (await readFile(join(out, name), 'utf8')).trim().split('\n')
  return {
    report,
    fills: (await lines('fills.jsonl')).map((line) => JSON.parse(line)),
    decisions: await lines('decisions.jsonl'),
    equity: await lines('equity.csv'),
  }
}

describe('backtest', () => {
  it.each(['pair-trade', 'ema-cross', 'two-strategies', 'chained-guards'])(
    '%s trades on the sample, and its account adds up',
    async (name) => {
      const { report, fills } = await run(await template(name))
      const { statistics } = report
      expect(fills.length).toBeGreaterThan(20)
      expect(statistics.fills).toBe(fills.length)
      // Cash that the fills moved, and what is still held at the last close, against the reported equity.
      const columns = await store.open('sample', {}, (symbol) => Number(symbol.charCodeAt(3)))
      const held = new Map<string, number>()
      let cash = statistics.startingCash ?? 0
      for (const fill of fills) {
        const signed = (fill.side === 'buy' ? 1 : -1) * Number(fill.quantity)
        cash -= signed * Number(fill.price) + Number(fill.fee)
        held.set(String(fill.instrument), (held.get(String(fill.instrument)) ?? 0) + signed)
      }
      for (const [symbol, quantity] of held) {
        const row = columns.instrument.lastIndexOf(symbol.charCodeAt(3))
        cash += quantity * (columns.close[row] ?? Number.NaN)
      }
      expect(statistics.finalEquity).toBeCloseTo(cash, 4)
    },
  )

  it('gives the same bytes twice', async () => {
    const [first, second] = [await run(await template('two-strategies')), await run(await template('two-strategies'))]
    expect(second).toEqual(first)
  })

  it('decides nothing from data that is still to come', async () => {
    const whole = await run(await template('two-strategies'))
    const from = '2024-01-16T15:00:00'
    const changed = await run(await template('two-strategies'), (columns) => {
      for (let row = 0; row < columns.rows; row++) {
        if ((columns.tsNs[row] ?? 0n) < BigInt(Date.parse(`${from}Z`)) * 1_000_000n) continue
        for (const name of ['open', 'high', 'low', 'close'] as const)
          columns[name][row] = (columns[name][row] ?? 0) * (1 + ((row % 7) - 3) / 50)
      }
    })
    const earlier = (lines: string[]) =>
      lines.filter((line) => line.slice(line.indexOf('20'), line.indexOf('20') + 19) < from)
    expect(earlier(changed.decisions).length).toBeGreaterThan(100)
    expect(earlier(changed.decisions)).toEqual(earlier(whole.decisions))
    expect(earlier(changed.equity)).toEqual(earlier(whole.equity))
    expect(changed.decisions).not.toEqual(whole.decisions)
  })

  it('fills at the open of the bar after the decision', async () => {
    const { fills, decisions } = await run(await template('pair-trade'))
    const columns = await store.open('sample', {}, (symbol) => symbol.charCodeAt(3))
    const decided = new Map(decisions.map((line) => JSON.parse(line)).map((one) => [one.orderId, one.ts]))
    for (const fill of fills) {
      const ts = BigInt(Date.parse(String(fill.ts))) * 1_000_000n
      const row = columns.tsNs.findIndex(
        (one, i) => one === ts && columns.instrument[i] === String(fill.instrument).charCodeAt(3),
      )
      expect(fill.price).toBe(columns.open[row])
      expect(String(fill.ts) > decided.get(fill.orderId)).toBe(true)
    }
  })
})

describe.skipIf(!hasShared)('real bars of 2019', () => {
  it.each([
    ['SPY', 'VOO'],
    ['GLD', 'SLV'],
  ])('trades the pair %s / %s', async (y, x) => {
    const files = [y, x].map((symbol) => join(SHARED, `${symbol}_1min.csv`))
    await store.importFiles(files, { as: `${y}-${x}`.toLowerCase(), tz: 'America/New_York' })
    const { report, fills } = await run(
      await template('pair-trade', (topology) => {
        setParams(topology, 'data.bars', { dataset: `${y}-${x}`.toLowerCase(), instruments: [] })
        setParams(topology, 'feature.zscore', { y, x })
      }),
    )
    expect(report.data).toMatchObject({ from: '2019-02-11T14:31:00.000Z', to: '2019-02-15T21:00:00.000Z' })
    expect(new Set(fills.map((fill) => fill.instrument))).toEqual(new Set([y, x]))
    expect(report.warnings.some((text) => text.includes('made up'))).toBe(false)
  })
})
