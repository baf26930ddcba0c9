import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeploymentSnapshot, NodeStatus, OrderRow, PnlPoint } from '../../engine/sdk'
import { type Connect, openLive } from './store'
import { applyUpdate, fromSnapshot, POINTS_MAX } from './telemetry'
import { deploymentInfo, nodeStatus } from './told.testing'

const node = (id: string, more: Partial<NodeStatus> = {}) => nodeStatus(id, 'feature.ema', { pid: 4_242, ...more })

const order = (seq: number, orderId: string, state: OrderRow['state']): OrderRow => ({
  seq,
  ts: '2026-03-02T14:31:00.000Z',
  orderId,
  node: 'pairs',
  gateway: null,
  instrument: 'AAA',
  side: 'buy',
  quantity: 10,
  filled: 0,
  type: 'market',
  limitPrice: null,
  stopPrice: null,
  state,
  reason: null,
})

const point = (minute: number): PnlPoint => ({
  ts: new Date(Date.UTC(2026, 2, 2, 14, minute)).toISOString(),
  equity: 100_000,
  cash: 100_000,
  realized: 0,
  unrealized: 0,
  drawdown: 0,
})

const snapshot = (id: string): DeploymentSnapshot => ({
  deployment: deploymentInfo({ id }),
  topology: { format: 'patchbay.topology/1', name: 'Test', nodes: [], links: [] },
  nodes: [node('a'), node('b')],
  links: [],
  pnl: [point(0)],
  positions: [],
  orders: [order(1, 'x', 'accepted')],
  fills: [],
  log: [],
  alerts: [],
})

/** A socket whose server is the test. */
function fakeSocket() {
  const handlers = new Map<string, (payload?: unknown) => void>()
  const emitted: unknown[][] = []
  const socket = {
    connected: false,
    on: (name: string, handler: (payload?: unknown) => void) => handlers.set(name, handler),
    emit: (...args: unknown[]) => emitted.push(args),
    disconnect: () => {},
  }
  const tell = (name: string, payload?: unknown) => {
    if (name === 'connect') socket.connected = true
    if (name === 'disconnect') socket.connected = false
    handlers.get(name)?.(payload)
  }
  return { connect: (() => socket) as unknown as Connect, tell, emitted }
}

describe('telemetry', () => {
  it('changes the node that is told of and leaves the others as they are', () => {
    const before = fromSnapshot(snapshot('d'))
    const after = applyUpdate(before, { heartbeat: [node('a', { pid: 7 })] })
    expect(after.nodes.a?.pid).toBe(7)
    expect(after.nodes.b).toBe(before.nodes.b)
    expect(after.orders).toBe(before.orders)
  })

  it('keeps a changed order in its place and ignores an older word on it', () => {
    const before = applyUpdate(fromSnapshot(snapshot('d')), { order: [order(2, 'y', 'accepted')] })
    const after = applyUpdate(before, { order: [order(3, 'x', 'filled')] })
    expect(after.orders.map((row) => [row.orderId, row.state])).toEqual([
      ['x', 'filled'],
      ['y', 'accepted'],
    ])
    expect(applyUpdate(after, { order: [order(1, 'x', 'accepted')] }).orders[0]?.state).toBe('filled')
  })

  it('takes each point once and thins a long curve without losing its ends', () => {
    let state = fromSnapshot(snapshot('d'))
    state = applyUpdate(state, { pnl: { points: [point(0), point(1)], positions: [] } })
    expect(state.pnl).toHaveLength(2)
    const many = Array.from({ length: POINTS_MAX + 10 }, (_, minute) => point(minute + 2))
    state = applyUpdate(state, { pnl: { points: many, positions: [] } })
    expect(state.pnl.length).toBeLessThanOrEqual(POINTS_MAX)
    expect(state.pnl[0]).toEqual(point(0))
    expect(state.pnl.at(-1)).toEqual(many.at(-1))
  })
})

describe('the live connection', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('asks again for everything after a lost connection', () => {
    const { connect, tell, emitted } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    expect(emitted).toEqual([])
    tell('connect')
    tell('snapshot', snapshot('d'))
    tell('disconnect')
    expect(live.store.getState().connection).toBe('lost')
    tell('connect')
    expect(emitted).toEqual([
      ['watch', { deploymentId: 'd' }],
      ['watch', { deploymentId: 'd' }],
    ])
    tell('snapshot', { ...snapshot('d'), nodes: [node('a', { state: 'crashed' })] })
    expect(live.store.getState().nodes.a?.state).toBe('crashed')
    expect(live.store.getState().nodes.b).toBeUndefined()
  })

  it('shows nothing of a deployment it no longer watches', () => {
    const { connect, tell } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    live.watch('e')
    tell('snapshot', snapshot('d'))
    expect(live.store.getState().deployment).toBeNull()
    tell('heartbeat', [node('a')])
    expect(live.store.getState().nodes).toEqual({})
  })

  it('drops and counts what has not the agreed shape', () => {
    const { connect, tell } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    tell('snapshot', snapshot('d'))
    tell('heartbeat', [{ node: 'a', pid: 'many' }])
    vi.advanceTimersByTime(50)
    expect(live.store.getState().nodes.a?.pid).toBe(4_242)
    expect(live.store.getState().malformed).toBe(1)
  })

  it('asks for the graph anew when another one runs', () => {
    const { connect, tell, emitted } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    tell('snapshot', snapshot('d'))
    tell('deployment', snapshot('d').deployment)
    expect(emitted).toHaveLength(1)
    tell('deployment', { ...snapshot('d').deployment, hash: 'other' })
    expect(emitted).toHaveLength(2)
  })

  it('knows when the supervisor is away, and asks again when it is back', () => {
    const { connect, tell, emitted } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    tell('supervisor', { connected: false })
    expect(live.store.getState().supervisor).toBe(false)
    tell('supervisor', { connected: true })
    expect(emitted).toHaveLength(2)
  })

  it('shows what comes together at once, in one change, and in its order', () => {
    const { connect, tell } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    tell('snapshot', snapshot('d'))
    const changes = vi.fn()
    live.store.subscribe(changes)
    tell('heartbeat', [node('a', { pid: 1 })])
    tell('heartbeat', [node('a', { pid: 2 }), node('b', { pid: 3 })])
    tell('order', [order(2, 'x', 'filled')])
    expect(changes).not.toHaveBeenCalled()
    vi.advanceTimersByTime(50)
    expect(changes).toHaveBeenCalledTimes(1)
    const { nodes, orders } = live.store.getState()
    expect([nodes.a?.pid, nodes.b?.pid, orders[0]?.state]).toEqual([2, 3, 'filled'])
  })

  it('lets figures wait while the canvas moves, but not for good, and news of states never', () => {
    const { connect, tell } = fakeSocket()
    const live = openLive(connect)
    live.watch('d')
    tell('connect')
    tell('snapshot', snapshot('d'))
    const pidOfA = () => live.store.getState().nodes.a?.pid
    const move = (forMs: number) => {
      for (let atMs = 0; atMs < forMs; atMs += 50) {
        live.hold(150)
        vi.advanceTimersByTime(50)
      }
    }
    live.hold(150)
    tell('heartbeat', [node('a', { pid: 1 })])
    move(400)
    expect(pidOfA()).toBe(4_242)
    move(400)
    expect(pidOfA()).toBe(1)
    tell('heartbeat', [node('a', { pid: 2 })])
    // How far it has come is a figure, that it stops is not.
    const { deployment } = snapshot('d')
    tell('deployment', { ...deployment, progress: { step: 2, steps: 10, ts: null } })
    expect(pidOfA()).toBe(1)
    tell('deployment', { ...deployment, state: 'stopping' })
    expect([pidOfA(), live.store.getState().deployment?.state]).toEqual([2, 'stopping'])
    tell('node', [node('a', { state: 'crashed' })])
    expect(live.store.getState().nodes.a?.state).toBe('crashed')
  })
})
