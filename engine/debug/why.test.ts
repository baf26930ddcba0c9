import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { runForReport } from '../backtest/run'
import { compileTopology, type Plan, parseTopologyText } from '../graph'
import { fromLots, fromMicros, InstrumentTable, problemLine, Report, ReportEvent, type WhyChain } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { askToEnd } from './ask.testing'
import { DebugRun } from './debug-run'
import { Session } from './session'

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-why-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const deps = () => ({ findKind, openDataset: store.open.bind(store) as Store['open'], log() {} })

type Params = Readonly<Record<string, Record<string, unknown>>>

async function planOf(name: string, params: Params = {}): Promise<Plan> {
  const parsed = parseTopologyText(await readFile(`public/templates/${name}.topology.json`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  for (const node of parsed.topology.nodes) Object.assign(node.params, params[node.id])
  const compiled = compileTopology(parsed.topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

/** What a backtest wrote of each order, by its name. */
async function recordOf(plan: Plan): Promise<Map<string, string[]>> {
  const { log } = await runForReport(plan, deps())
  const orders = new Map<string, string[]>()
  const report = new ReportEvent()
  const instruments = new InstrumentTable(plan.instruments)
  for (let row = 0; row < log.reports.length; row++) {
    log.reports.read(row, report)
    if (report.type === Report.account) continue
    const name = `${plan.nodes.find(({ index }) => index === report.origin)?.id}-${report.seq}`
    const units = fromLots(instruments.get(report.instrument), report.quantityLots)
    const ts = new Date(Number(log.reports.tsNs(row) / 1_000_000n)).toISOString()
    const line = `${Object.keys(Report)[report.type]} ${ts} ${units} ${fromMicros(report.feeMicros)}`
    orders.set(name, [...(orders.get(name) ?? []), line])
  }
  return orders
}

async function openSession(plan: Plan): Promise<{ run: DebugRun; session: Session }> {
  const run = await DebugRun.open(plan, deps())
  return { run, session: new Session(run, findManifest) }
}

async function ask(session: Session, orderId: string): Promise<WhyChain> {
  const state = await askToEnd(session, { do: 'why', orderId })
  if (!state.why) throw new Error(state.note ?? 'no answer')
  return state.why
}

const outcomesOf = ({ hops }: WhyChain) =>
  hops.filter(({ stage, type }) => stage === 'outcome' && type !== 'market' && type !== 'cancel').toReversed()

/** Every value that is named was said by that node in that very step. */
async function expectSaid(run: DebugRun, { hops }: WhyChain): Promise<void> {
  const never = { isPaused: false, breathe: async () => {} }
  for (const { node, step, text, stage } of hops) {
    if (stage === 'intent' || stage === 'outcome') continue
    await run.goTo({ step: step ?? -1, done: run.tasks }, never)
    expect(run.events.list.filter((event) => event.node === node).map((event) => event.text)).toContain(text)
  }
}

describe('why an order came about', () => {
  it.each([
    ['pair-trade', {}],
    ['three-pairs', {}],
    ['longer-bars', {}],
    ['chained-guards', {}],
  ] as const)('%s: what it says of orders all over the run is what was recorded and said', async (name, params) => {
    const plan = await planOf(name, params)
    const record = await recordOf(plan)
    const names = [...record.keys()]
    expect(names.length).toBeGreaterThan(3)
    const { run, session } = await openSession(plan)
    // From the last to the first: no answer may depend on what was asked before.
    const asked = [0.99, 0.5, 0.02, 0.7].map((share) => names[Math.floor(names.length * share)] ?? '')
    for (const orderId of asked) {
      const chain = await ask(session, orderId)
      const told = outcomesOf(chain).map(({ type, ts }) => `${type} ${ts}`)
      expect(told).toEqual(record.get(orderId)?.map((line) => line.split(' ').slice(0, 2).join(' ')))
      expect(chain.hops.some(({ stage }) => stage === 'data')).toBe(true)
      await expectSaid(run, chain)
    }
    expect(await ask(session, asked[1] ?? '')).toEqual(await ask(session, asked[1] ?? ''))
  })

  it('leads from the fill by checks and z-score to the bars of both legs', async () => {
    const { run, session } = await openSession(await planOf('pair-trade'))
    const chain = await ask(session, 'pairs-1')
    expect(chain.state).toBe('filled')
    const stages = chain.hops.map(({ stage, node, type }) => `${stage} ${node} ${type}`)
    expect(stages).toEqual([
      'outcome gateway filled',
      'outcome bars market',
      'outcome gateway accepted',
      'order guard order',
      'intent pairs intent',
      'signal spread feature',
      'data bars market',
      'data bars market',
      'data bars market',
      'data bars market',
    ])
    const guard = chain.hops.find(({ stage }) => stage === 'order')
    expect(guard?.checks.map(({ check }) => check)).toEqual(['MAX_ORDER_NOTIONAL', 'MAX_POSITION', 'MAX_LEVERAGE'])
    for (const { passed, actual, limit } of guard?.checks ?? []) {
      expect(passed).toBe(true)
      expect(actual ?? Number.NaN).toBeLessThanOrEqual(limit ?? Number.NaN)
    }
    const spread = chain.hops.find(({ node }) => node === 'spread')
    expect(spread?.bars).toBe(60)
    expect(Math.abs(Number(/z (-?[\d.]+)/.exec(spread?.text ?? '')?.[1]))).toBeGreaterThan(2)
    expect(run.place).toEqual({ step: chain.step, done: run.tasks })
    expect(new Set(chain.hops.map(({ link }) => link))).toEqual(
      new Set([
        'guard.orders>gateway.orders',
        'bars.market>gateway.market',
        'pairs.intents>guard.intents',
        'spread.spread>pairs.spread',
        'bars.market>pairs.market',
        'bars.market>spread.market',
      ]),
    )
  })

  it('names the check that failed, and that of another leg', async () => {
    const { session } = await openSession(await planOf('pair-trade', { guard: { maxOrderNotional: 100 } }))
    const first = await ask(session, 'pairs-1')
    expect(first.state).toBe('denied')
    const failed = first.hops[0]?.checks.find(({ passed }) => !passed)
    expect(failed).toMatchObject({ check: 'MAX_ORDER_NOTIONAL', limit: 100, unit: 'money', orderId: null })
    const second = await ask(session, 'pairs-2')
    expect(second.hops[0]?.checks).toEqual([expect.objectContaining({ ...failed, orderId: 'pairs-1' })])
  })

  it('says of an order that there is none', async () => {
    const { session } = await openSession(await planOf('pair-trade'))
    await expect(ask(session, 'pairs-99999')).rejects.toThrow('There is no order pairs-99999 in this run')
    await expect(ask(session, 'nobody-1')).rejects.toThrow('not the name of an order of this run')
  })
})
