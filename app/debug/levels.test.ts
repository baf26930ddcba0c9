import { describe, expect, it } from 'vitest'
import { type DebugState, type DebugValue, TOPOLOGY_FORMAT, type Topology } from '../../engine/sdk'
import { withLevels } from './levels'

const node = (id: string, kind: string) => ({ id, kind, version: 1, label: '', params: {} })
const layout = { nodes: {}, frames: [], notes: [] }
const topology: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Test',
  nodes: [node('bars', 'data.bars'), node('part', 'sub.part'), node('guard', 'risk.guard')],
  links: [
    { from: 'bars.market', to: 'part.prices' },
    { from: 'part.wants', to: 'guard.intents' },
  ],
  layout,
  subgraphs: [
    {
      kind: 'sub.part',
      version: 1,
      label: 'Part',
      summary: '',
      nodes: [
        node('prices', 'port.in-market'),
        node('ema', 'feature.ema'),
        node('cross', 'strategy.ema-cross'),
        node('wants', 'port.out-intent'),
      ],
      links: [
        { from: 'prices.port', to: 'ema.market' },
        { from: 'prices.port', to: 'cross.market' },
        { from: 'ema.ema', to: 'cross.slow' },
        { from: 'cross.intents', to: 'wants.port' },
      ],
      layout,
      params: [],
    },
  ],
}

const value = (step: number, short: string): DebugValue => ({
  step,
  ts: '',
  fresh: false,
  count: 1,
  short,
  text: short,
})
const row = (acted: boolean, pnl: number | null) => ({
  acted,
  ready: acted,
  halted: false,
  pnl,
  values: {},
  blocked: { NOT_READY: 2 },
})

describe('a state of a run that is debugged', () => {
  const { links, nodes } = withLevels(
    {
      nodes: { 'part--ema': row(false, null), 'part--cross': row(true, -3), guard: row(true, -5) },
      links: {
        'bars.market>part--ema.market': { down: value(3, '101'), up: null },
        'bars.market>part--cross.market': { down: value(4, '102'), up: null },
        'part--cross.intents>guard.intents': { down: value(4, 'buy 1'), up: value(2, 'filled') },
      },
    } as unknown as DebugState,
    topology,
  )

  it('has a row for a closed subgraph: what any inside did, and what its outputs said last', () => {
    expect(nodes.part).toEqual({
      acted: true,
      ready: false,
      halted: false,
      pnl: -3,
      values: { wants: 'buy 1' },
      blocked: { NOT_READY: 4 },
    })
    expect(nodes.guard?.pnl).toBe(-5)
  })

  it('has the links as they are drawn, with the last of what went along them', () => {
    expect(links['bars.market>part.prices']?.down?.short).toBe('102')
    expect(links['part.wants>guard.intents']?.up?.short).toBe('filled')
  })
})
