// A drawing that can run as paper: simulated market data on the wall clock, and a strategy that trades all the time.
import type { Topology } from '../../engine/sdk'
import type { Api, TopologyDetail } from './api'
import type { Canvas } from './canvas'

const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({
  id,
  kind,
  version: 1,
  label: '',
  params,
})

const LINKS = [
  ['market.market', 'slow.market'],
  ['market.market', 'cross.market'],
  ['slow.ema', 'cross.slow'],
  ['cross.intents', 'first.intents'],
  ['market.market', 'first.market'],
  ['first.orders', 'second.orders'],
  ['market.market', 'second.market'],
  ['second.orders', 'paper.orders'],
  ['market.market', 'paper.market'],
] as const

const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  market: [0, 120],
  slow: [300, 0],
  cross: [600, 60],
  first: [900, 60],
  second: [1200, 60],
  paper: [1500, 120],
}

/** An average so short that the price crosses it all the time, behind two guards in a row. */
export const BUSY: Topology = {
  format: 'patchbay.topology/1',
  name: 'Busy paper',
  nodes: [
    node('market', 'data.synthetic', { count: 4, ticksPerSecond: 40 }),
    node('slow', 'feature.ema', { period: 3, instruments: ['SIMA'] }),
    node('cross', 'strategy.ema-cross', { sizing: 'quantity', quantity: 10, instruments: ['SIMA'] }),
    node('first', 'risk.guard'),
    node('second', 'risk.guard'),
    node('paper', 'gateway.paper'),
  ],
  links: LINKS.map(([from, to]) => ({ from, to })),
  layout: {
    nodes: Object.fromEntries(Object.entries(PLACES).map(([id, [x, y]]) => [id, { x, y }])),
    frames: [],
    notes: [],
  },
}

/** Makes the drawing and opens its canvas. @returns the canvas, and the topology's id. */
export async function openBusy(canvas: Canvas, api: Api): Promise<string> {
  const { id } = await api.post<TopologyDetail>('/api/topologies', { topology: BUSY })
  await canvas.page.goto(`/t/${id}`)
  return id
}
