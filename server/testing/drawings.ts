/** Drawings for tests. */
import type { FillRow, OrderRow, Topology } from '../../engine/sdk'

/** Two averages of simulated bars cross; guarded. It compiles. */
export function emaCross(name = 'EMA cross'): Topology {
  const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({
    id,
    kind,
    version: 1,
    label: '',
    params,
  })
  return {
    format: 'patchbay.topology/1',
    name,
    nodes: [
      node('bars', 'data.bars', { dataset: 'sample', instruments: ['SIMA'] }),
      node('slow', 'feature.ema', { period: 100 }),
      node('fast', 'feature.ema', { period: 20 }),
      node('cross', 'strategy.ema-cross'),
      node('guard', 'risk.guard'),
      node('gateway', 'gateway.paper'),
    ],
    links: [
      { from: 'bars.market', to: 'slow.market' },
      { from: 'bars.market', to: 'fast.market' },
      { from: 'bars.market', to: 'cross.market' },
      { from: 'bars.market', to: 'guard.market' },
      { from: 'bars.market', to: 'gateway.market' },
      { from: 'slow.ema', to: 'cross.slow' },
      { from: 'fast.ema', to: 'cross.fast' },
      { from: 'cross.intents', to: 'guard.intents' },
      { from: 'guard.orders', to: 'gateway.orders' },
    ],
    layout: { nodes: { bars: { x: 0, y: 0 } }, frames: [], notes: [] },
  }
}

/** The same, with the strategy wired straight to the gateway. */
export function unguarded(): Topology {
  const drawing = emaCross('Unguarded')
  return {
    ...drawing,
    nodes: drawing.nodes.filter(({ id }) => id !== 'guard'),
    links: [
      ...drawing.links.filter(({ from, to }) => !from.startsWith('guard.') && !to.startsWith('guard.')),
      { from: 'cross.intents', to: 'gateway.orders' },
    ],
  }
}

const minute = (seq: number) => new Date(Date.UTC(2024, 0, 2, 14, 30 + seq)).toISOString()

export const order = (seq: number, orderId = `cross-${seq}`, state: OrderRow['state'] = 'filled'): OrderRow => ({
  seq,
  ts: minute(seq),
  orderId,
  node: 'cross',
  gateway: 'gateway',
  instrument: 'SIMA',
  side: 'buy',
  quantity: 100,
  filled: state === 'filled' ? 100 : 0,
  type: 'market',
  limitPrice: null,
  stopPrice: null,
  state,
  reason: null,
})

export const fill = (seq: number, orderId = `cross-${seq}`): FillRow => ({
  seq,
  ts: minute(seq),
  orderId,
  node: 'cross',
  instrument: 'SIMA',
  side: 'buy',
  quantity: 100,
  price: 50.25,
  fee: 0.5,
  liquidity: 'taker',
  cause: 'strategy',
})
