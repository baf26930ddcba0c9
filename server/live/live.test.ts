import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeploymentInfo, TelemetryUpdate } from '../../engine/sdk'
import { emaCross, fill, order } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'
import type { ClientToServer, ServerToClient } from './events'

type LiveSocket = Socket<ServerToClient, ClientToServer>

let server: TestServer
let cookie: string
let info: DeploymentInfo
const sockets: LiveSocket[] = []

beforeEach(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  const client = server.client(cookie)
  const { id } = await client.topologies.create.mutate({ topology: emaCross() })
  info = await client.deployments.start.mutate({ topologyId: id, mode: 'replay' })
}, START_MS_MAX)
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  await server.dispose()
})

function connect(): LiveSocket {
  const socket: LiveSocket = io(`${server.base}/live`, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie },
  })
  sockets.push(socket)
  return socket
}
/** The next event of this name. */
const next = (socket: LiveSocket, name: keyof ServerToClient) =>
  new Promise<unknown>((resolve) => socket.once(name, (payload: unknown) => resolve(payload)))

async function watching(): Promise<LiveSocket> {
  const socket = connect()
  const snapshot = next(socket, 'snapshot')
  socket.emit('watch', { deploymentId: info.id })
  await snapshot
  return socket
}
const point = (equity: number) => ({
  ts: `2024-01-02T14:31:00.${String(equity).padStart(3, '0')}Z`,
  equity,
  cash: 0,
  realized: 0,
  unrealized: 0,
  drawdown: 0,
})
const pnl = (equity: number): TelemetryUpdate => ({ pnl: { points: [point(equity)], positions: [] } })

it('is cut off when its browser signs out', async () => {
  const socket = await watching()
  const gone = new Promise<string>((resolve) => socket.once('disconnect', resolve))
  const refused = new Promise<unknown>((resolve) => socket.once('connect_error', resolve))
  await server.ask('/signout', { method: 'POST', headers: { cookie } })
  expect(await gone).toMatch(/transport/)
  expect(await refused).toBeInstanceOf(Error)
})

describe('watching', () => {
  it('gives a late client everything, then what changes', async () => {
    server.engine.journal(info.id, { orders: [order(1)], fills: [fill(1)] })
    const socket = connect()
    const snapshot = next(socket, 'snapshot')
    socket.emit('watch', { deploymentId: info.id })
    expect(await snapshot).toMatchObject({
      deployment: { id: info.id },
      orders: [order(1)],
      fills: [fill(1)],
      topology: emaCross(),
    })
    const order2 = next(socket, 'order')
    const fill2 = next(socket, 'fill')
    server.engine.tell(info.id, { order: [order(2)], fill: [fill(2)] })
    expect(await order2).toEqual([order(2)])
    expect(await fill2).toEqual([fill(2)])
  })

  it('loses nothing that comes while the snapshot is read', async () => {
    const { engine } = server
    const snapshot = engine.snapshot.bind(engine)
    engine.snapshot = async (id) => {
      const taken = await snapshot(id)
      engine.tell(id, { fill: [fill(7)] })
      return taken
    }
    const socket = connect()
    const events: string[] = []
    socket.onAny((name: string) => events.push(name))
    const told = next(socket, 'fill')
    socket.emit('watch', { deploymentId: info.id })
    expect(await told).toEqual([fill(7)])
    expect(events.filter((name) => name !== 'supervisor')).toEqual(['snapshot', 'fill'])
  })

  it('sends at most ten updates a second, and no point is missing', async () => {
    const socket = await watching()
    const received: number[] = []
    const messages: number[] = []
    const all = new Promise<void>((resolve) => {
      socket.on('pnl', ({ points }) => {
        messages.push(performance.now())
        received.push(...points.map(({ equity }) => equity))
        if (received.at(-1) === 300) resolve()
      })
    })
    const begunMs = performance.now()
    let equity = 0
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        server.engine.tell(info.id, pnl(++equity))
        if (equity < 300) return
        clearInterval(timer)
        resolve()
      }, 2)
    })
    await all
    expect(received).toEqual(Array.from({ length: 300 }, (_, index) => index + 1))
    const seconds = (performance.now() - begunMs) / 1_000
    expect(messages.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 1)
  })

  it('hears of one deployment only, of none after unwatch, and of the other after another watch', async () => {
    const { id: topologyId } = await server.client(cookie).topologies.create.mutate({ topology: emaCross() })
    const other = await server.client(cookie).deployments.start.mutate({ topologyId, mode: 'replay' })
    const socket = await watching()
    const heard: unknown[] = []
    socket.on('fill', (rows) => heard.push(...rows))
    const snapshot = next(socket, 'snapshot')
    socket.emit('watch', { deploymentId: other.id })
    await snapshot
    server.engine.tell(info.id, { fill: [fill(1)] })
    const told = next(socket, 'fill')
    server.engine.tell(other.id, { fill: [fill(2)] })
    await told
    expect(heard).toEqual([fill(2)])
  })

  it.each([
    ['none', 'There is no deployment "none"'],
    ['', 'Say which deployment to watch'],
  ])('refuses "%s" in words', async (deploymentId, words) => {
    const socket = connect()
    const refused = next(socket, 'refused')
    socket.emit('watch', { deploymentId })
    expect(await refused).toEqual({ message: expect.stringContaining(words) })
  })
})

describe('the supervisor', () => {
  it('is told of when it goes and comes, and its return brings the state anew', async () => {
    const socket = connect()
    expect(await next(socket, 'supervisor')).toEqual({ connected: true })
    const first = next(socket, 'snapshot')
    socket.emit('watch', { deploymentId: info.id })
    await first
    const gone = next(socket, 'supervisor')
    server.engine.setConnected(false)
    expect(await gone).toEqual({ connected: false })
    server.engine.journal(info.id, { fills: [fill(1)] })
    const back = next(socket, 'supervisor')
    const anew = next(socket, 'snapshot')
    server.engine.setConnected(true)
    expect(await back).toEqual({ connected: true })
    expect(await anew).toMatchObject({ fills: [fill(1)] })
  })
})
