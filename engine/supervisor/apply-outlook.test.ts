import { expect, it } from 'vitest'
import { compileTopology } from '../graph'
import { TOY_CATALOGUE, TOY_TOPOLOGY } from '../runtime/toy-kinds.testing'
import { diffTopologies, type FillRow, type OrderRow, type Topology, type TopologyLink } from '../sdk'
import { leftOrdersOf, warmUpsOf } from './apply-outlook'
import type { DesiredState } from './desired'
import { leftBehind } from './left-behind'
import { OpenPositions } from './open-positions'

function running(topology: Topology): DesiredState {
  const compiled = compileTopology(topology, TOY_CATALOGUE, { seed: 1, secret: 's' })
  if (!compiled.ok) throw new Error('the toys do not compile')
  return { plan: compiled.plan, registry: compiled.registry } as DesiredState
}
const order = (orderId: string, node: string, state: OrderRow['state']): OrderRow => ({
  seq: 1,
  ts: '2024-01-02T14:31:00.000Z',
  orderId,
  node,
  gateway: 'venue',
  instrument: 'SPY',
  side: 'buy',
  quantity: 10,
  filled: 0,
  type: 'limit',
  limitPrice: 99,
  stopPrice: null,
  state,
  reason: null,
})
const ORDERS = [
  order('first-1', 'first', 'accepted'),
  order('first-2', 'first', 'filled'),
  order('second-1', 'second', 'partly-filled'),
]
const FILL: FillRow = {
  seq: 1,
  ts: '2024-01-02T14:31:00.000Z',
  orderId: 'first-2',
  node: 'first',
  instrument: 'SPY',
  side: 'buy',
  quantity: 10,
  price: 99,
  fee: 0,
  liquidity: 'taker',
  cause: 'strategy',
}
const leftBy = (removed: string[], changed: string[], unlinked: TopologyLink[] = [], linked: TopologyLink[] = []) =>
  leftOrdersOf(running(TOY_TOPOLOGY), { removed, changed, linked, unlinked }, ORDERS).map(({ order, owner }) => [
    order.orderId,
    owner,
  ])

it('names the orders that are working and whose strategy, guard or gateway goes', () => {
  expect(leftBy([], [])).toEqual([])
  expect(leftBy(['first'], [])).toEqual([['first-1', 'first']])
  expect(leftBy([], ['inner'])).toEqual([['first-1', 'inner']])
  expect(leftBy([], ['outer'])).toEqual([
    ['first-1', 'outer'],
    ['second-1', 'outer'],
  ])
  expect(leftBy(['second'], ['venue'])).toEqual([
    ['first-1', 'venue'],
    ['second-1', 'second'],
  ])
})

it('names those whose road is cut, but not those that get another', () => {
  const road = { from: 'first.intents', to: 'inner.intents' }
  expect(leftBy([], [], [road])).toEqual([['first-1', 'first']])
  expect(leftBy([], [], [road], [{ from: 'first.intents', to: 'outer.intents' }])).toEqual([])
  expect(leftBy([], [], [{ from: 'bars.market', to: 'first.market' }])).toEqual([])
})

it('warns of positions that a node which is cut off leaves open', () => {
  const desired = running(TOY_TOPOLOGY)
  const positions = new OpenPositions()
  positions.add({ ...FILL, node: 'first', side: 'buy', quantity: 10 })
  const diff = { removed: [], changed: [], linked: [], unlinked: [{ from: 'first.intents', to: 'inner.intents' }] }
  expect(leftBehind(desired, diff, positions)).toMatchObject([
    { code: 'LEAVES_POSITIONS', node: 'first', message: expect.stringMatching(/SPY 10.*no gateway any more/) },
  ])
  expect(leftBehind(desired, { ...diff, linked: [{ from: 'first.intents', to: 'outer.intents' }] }, positions)).toEqual(
    [],
  )
})

it('says which nodes are warmed before they are switched in, and why others are not', () => {
  const after = {
    ...TOY_TOPOLOGY,
    nodes: TOY_TOPOLOGY.nodes.map((node) => ({ ...node, params: node.id === 'first' ? {} : { every: 2 } })),
  }
  const { plan } = running(after)
  expect(warmUpsOf(plan, diffTopologies(TOY_TOPOLOGY, after), TOY_CATALOGUE)).toEqual([
    { node: 'second', steps: 1, isWarmed: false, note: expect.stringContaining('account') },
    { node: 'inner', steps: 1, isWarmed: false, note: expect.stringContaining('guard') },
    { node: 'outer', steps: 1, isWarmed: false, note: expect.stringContaining('guard') },
    { node: 'venue', steps: 1, isWarmed: false, note: expect.stringContaining('gateway') },
  ])
})
