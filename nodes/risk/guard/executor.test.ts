import { describe, expect, it } from 'vitest'
import { compileTopology } from '../../../engine/graph'
import { Executor, type Recorder, unionTimeline } from '../../../engine/runtime'
import { toySource } from '../../../engine/runtime/toy-kinds.testing'
import { REASONS, Report } from '../../../engine/sdk'
import { findKind } from '../../catalog'

const SYMBOLS = ['TOY0', 'TOY1']
const source = {
  ...toySource,
  manifest: {
    ...toySource.manifest,
    instruments: () =>
      SYMBOLS.map((symbol) => ({
        symbol,
        venue: 'SIM',
        currency: 'USD',
        tickSize: 0.01,
        lotSize: 1,
        multiplier: 1,
        session: null,
        simulated: true,
      })),
  },
}
const find = (kind: string) => (kind === 'data.toy' ? source : findKind(kind))
const catalogue = { findManifest: (kind: string) => find(kind)?.manifest, datasets: [], instrumentsOf: () => undefined }

const NODES = [
  ['bars', 'data.toy', {}],
  ['slow', 'feature.ema', { period: 12 }],
  ['cross', 'strategy.ema-cross', { direction: 'long-short', notional: 20_000 }],
  ['big', 'strategy.ema-cross', { direction: 'long-short', notional: 30_000 }],
  ['upper', 'risk.guard', { maxPositionNotional: 90_000, maxDailyDrawdown: 30 }],
  ['lower', 'risk.guard', { maxLeverage: 0.7, maxDailyDrawdown: 9 }],
  ['paper', 'gateway.paper', { slippage: 'ticks' }],
] as const
const LINKS = [
  'bars.market>slow.market',
  'slow.value>cross.slow',
  'bars.market>cross.market',
  'slow.value>big.slow',
  'bars.market>big.market',
  'cross.intents>upper.intents',
  'big.intents>upper.intents',
  'bars.market>upper.market',
  'upper.orders>lower.orders',
  'bars.market>lower.market',
  'lower.orders>paper.orders',
  'bars.market>paper.market',
]

/** Params of nodes besides those above. */
type Extra = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const PLAIN: Extra = {}
const INTRICATE: Extra = {
  cross: { stopLossPercent: 0.4, takeProfitPercent: 0.6 },
  big: { stopLossPercent: 0.5 },
  lower: { maxLeverage: 4 },
  paper: { fills: 'ohlc-path', volumeShareMax: 20, slippage: 'square-root', fees: 'crypto', atEnd: 'close' },
}

function compile(extra: Extra) {
  const value = findKind('feature.ema')?.manifest.outputs[0]?.id ?? 'value'
  const topology = {
    format: 'patchbay.topology/1' as const,
    name: 'crossing',
    nodes: NODES.map(([id, kind, params]) => ({
      id,
      kind,
      version: 1,
      label: '',
      params: { ...params, ...extra[id] },
    })),
    links: LINKS.map((link) => {
      const [from = '', to = ''] = link.replace('slow.value', `slow.${value}`).split('>')
      return { from, to }
    }),
    layout: { nodes: {}, frames: [], notes: [] },
  }
  const answer = compileTopology(topology, catalogue, { seed: 7, secret: 's' })
  if (!answer.ok) throw new Error(answer.problems.map((one) => one.message).join('\n'))
  return answer.plan
}

function record(): Recorder & { lines: string[] } {
  const lines: string[] = []
  return {
    lines,
    onReport: (ts, { via: _via, ...report }) => lines.push(`${ts} ${JSON.stringify(report)}`),
    onAccount: (ts, _node, account) => lines.push(`${ts} ${JSON.stringify(account)}`),
    onIntent: (ts, _node, { via: _via, ...intent }) => lines.push(`${ts} ${JSON.stringify(intent)}`),
    onSignal() {},
  }
}

async function open(recorder: Recorder, extra: Extra = PLAIN) {
  const executor = await Executor.open(compile(extra), 'all', {
    findKind: find,
    openDataset: () => Promise.reject(new Error('none')),
    recorder,
    log() {},
  })
  const timeline = unionTimeline(executor.sources().map((one) => one.source.rowTsNs))
  executor.setTimeline(timeline)
  return { executor, steps: timeline.length }
}

describe('two strategies, two guards and a gateway in the executor', () => {
  it('trade, are denied, and agree on the money', async () => {
    const recorder = record()
    const { executor, steps } = await open(recorder)
    executor.runSteps(0, steps)
    const plan = compile(PLAIN)
    const readout = (id: string) => executor.readout(plan.nodes.find((node) => node.id === id)?.index ?? -1)
    expect(Number(readout('paper').values?.fills)).toBeGreaterThan(20)
    expect(readout('upper').values?.equity).toBe(readout('paper').values?.equity)
    expect(readout('lower').values?.equity).toBe(readout('paper').values?.equity)
    const profit = Number(readout('cross').pnl) + Number(readout('big').pnl)
    expect(profit).toBeCloseTo(Number(readout('paper').pnl), 6)
    expect(Object.keys(readout('lower').blocked ?? {})).toEqual(expect.arrayContaining(['MAX_LEVERAGE', 'HALTED']))
    const reports = recorder.lines
      .filter((line) => line.includes('"author"'))
      .map((line) => line.slice(line.indexOf('{')))
    const told = reports.map(
      (text) => JSON.parse(text) as { type: number; origin: number; seq: number; reason: number },
    )
    const denied = told.filter((one) => one.type === Report.denied).map((one) => `${one.origin}/${one.seq}`)
    expect(new Set(denied).size).toBe(denied.length)
    expect(told.filter((one) => one.type === Report.rejected).map((one) => REASONS[one.reason])).toEqual([])
  })

  it.each([
    ['', PLAIN],
    [', with exits, parts and impact', INTRICATE],
    [
      ', at the close of the bar decided on',
      { ...INTRICATE, paper: { fills: 'bar-close', orderLatencyMs: 0, atEnd: 'close' } },
    ],
    [', with latency', { ...INTRICATE, paper: { fills: 'next-open', orderLatencyMs: 90_000 } }],
  ])('go on from a snapshot taken at any step%s', async (_with, extra) => {
    const whole = record()
    const first = await open(whole, extra)
    first.executor.runSteps(0, first.steps)
    for (const cut of [1, 2, 57, 150, 299]) {
      const recorder = record()
      const before = await open(recorder, extra)
      before.executor.runSteps(0, cut)
      const after = await open(recorder, extra)
      after.executor.restore(structuredClone(before.executor.snapshot()))
      after.executor.runSteps(cut, after.steps)
      expect(recorder.lines).toEqual(whole.lines)
    }
  })
})
