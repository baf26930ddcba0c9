import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DeploymentInfo } from '../../engine/sdk'
import { emaCross, fill, order } from '../testing/drawings'
import { makeHome, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
afterEach(() => server.dispose())

let cookie = ''
async function startReplay(name?: string): Promise<DeploymentInfo> {
  const { services } = server
  const { id } = await services.db.topologies.create(emaCross(name), 'test')
  cookie = (await server.signIn()) || cookie
  return server.client(cookie).deployments.start.mutate({ topologyId: id, mode: 'replay' })
}
const rowsOf = async (id: string) => ({
  orders: (await server.db.records.orders(id, 0, 1_000)).rows,
  fills: (await server.db.records.fills(id, 0, 1_000)).rows,
})

describe('projecting the journals', () => {
  it('takes every record once, however often it is asked', async () => {
    server = await startTestServer()
    const { id } = await startReplay()
    server.engine.journal(id, { orders: [order(1), order(2)], fills: [fill(1), fill(2)] })
    const { projector } = server.services
    await Promise.all([projector.project(id), projector.project(id), projector.project(id)])
    await projector.catchUp()
    expect(await rowsOf(id)).toEqual({ orders: [order(1), order(2)], fills: [fill(1), fill(2)] })
    expect((await server.db.deployments.get(id))?.projected).toBe(2)
  })

  it('keeps the newest state of an order that is told several times, in one page or in two', async () => {
    server = await startTestServer()
    const { id } = await startReplay()
    const { projector } = server.services
    server.engine.journal(id, { orders: [order(1, 'cross-1', 'accepted'), order(2, 'cross-1', 'partly-filled')] })
    await projector.project(id)
    server.engine.journal(id, { orders: [order(3, 'cross-1', 'filled')], fills: [fill(3, 'cross-1')] })
    await projector.project(id)
    expect((await rowsOf(id)).orders).toEqual([order(3, 'cross-1', 'filled')])
  })

  it('never lets an older state or the same fill overwrite what is there', async () => {
    server = await startTestServer()
    const { id } = await startReplay()
    await server.db.records.project(id, [order(5, 'cross-1', 'filled')], [fill(5)], 5)
    await server.db.records.project(id, [order(2, 'cross-1', 'accepted')], [{ ...fill(5), price: 1 }], 3)
    expect(await rowsOf(id)).toEqual({ orders: [order(5, 'cross-1', 'filled')], fills: [fill(5)] })
    expect((await server.db.deployments.get(id))?.projected).toBe(5)
  })

  it('loses nothing and doubles nothing when the server dies and comes back', async () => {
    const home = makeHome()
    server = await startTestServer(home)
    const { id } = await startReplay()
    server.engine.journal(id, { orders: [order(1)], fills: [fill(1)] })
    await server.services.projector.project(id)
    await server.stop()
    const before = server.engine.calls.length
    server.engine.journal(id, { orders: [order(2), order(3)], fills: [fill(2), fill(3)] })
    server = await startTestServer(home, undefined, server.engine)
    await server.services.projector.catchUp()
    expect(await rowsOf(id)).toEqual({
      orders: [1, 2, 3].map((seq) => order(seq)),
      fills: [1, 2, 3].map((seq) => fill(seq)),
    })
    expect(server.services.book.get(id)?.state).toBe('running')
    const asked = server.engine.calls.slice(before)
    expect(asked).toContain(`records ${id} 1`)
    expect(asked).not.toContain(`records ${id} 0`)
  })

  it('is not kept from the others by one that cannot be taken in', async () => {
    server = await startTestServer()
    const [first, second] = [await startReplay('first'), await startReplay('second')]
    const { update } = server.db.deployments
    server.db.deployments.update = async (info) => {
      if (info.id === first.id) throw new Error('broken')
      return update.call(server.db.deployments, info)
    }
    server.engine.journal(second.id, { orders: [order(1)], fills: [fill(1)] })
    await server.services.projector.catchUp()
    expect(await rowsOf(second.id)).toEqual({ orders: [order(1)], fills: [fill(1)] })
    expect(server.errors.map(String)).toContain('Error: broken')
  })

  it('catches up by itself when the supervisor comes back', async () => {
    server = await startTestServer()
    const { id } = await startReplay()
    server.engine.setConnected(false)
    server.engine.tell(id, { order: [order(1)] })
    await server.services.projector.project(id)
    expect((await rowsOf(id)).orders).toEqual([])
    server.engine.journal(id, { orders: [order(1)], fills: [fill(1)] })
    server.engine.setConnected(true)
    await server.services.projector.catchUp()
    expect((await rowsOf(id)).fills).toEqual([fill(1)])
    expect(server.errors).toEqual([])
  })

  it('takes a deployment up that it has never heard of', async () => {
    server = await startTestServer()
    const info = await server.engine.start({
      id: 'd-foreign',
      topologyId: 'gone',
      revision: 1,
      topology: emaCross(),
      mode: 'replay',
      speed: null,
      seed: 1,
    })
    server.engine.journal(info.id, { fills: [fill(1)] })
    await server.services.projector.catchUp()
    expect((await server.db.deployments.get(info.id))?.info).toEqual(info)
    expect((await rowsOf(info.id)).fills).toEqual([fill(1)])
  })

  it('writes thousands of rows', async () => {
    server = await startTestServer()
    const { id } = await startReplay()
    const seqs = Array.from({ length: 2_500 }, (_, index) => index + 1)
    server.engine.journal(id, { orders: seqs.map((seq) => order(seq)), fills: seqs.map((seq) => fill(seq)) })
    await server.services.projector.project(id)
    expect((await server.db.records.fills(id, 2_499, 10)).rows).toEqual([fill(2_500)])
    expect((await server.db.records.orders(id, 0, 1)).total).toBe(2_500)
  })
})

it('makes a run of a deployment that has ended, with the figures of its report', async () => {
  server = await startTestServer()
  const info = await startReplay()
  const folder = server.engine.runDirectory(info.id)
  mkdirSync(folder, { recursive: true })
  const statistics = { totalReturn: 0.0123, sharpe: null, maxDrawdown: -0.02, finalEquity: 101_230, trades: 4 }
  const report = {
    format: 'patchbay.report/1',
    topology: { name: info.name, hash: info.hash },
    mode: 'replay',
    data: { hash: 'h', from: null, to: null, bars: 780 },
    seed: 1,
    statistics,
    perNode: {},
    warnings: [],
  }
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report))
  expect(await server.db.runs.get(info.id)).toBeNull()
  const ended = { ...info, state: 'finished' as const, requested: 'stop' as const, endedAt: '2026-01-02T03:04:05.000Z' }
  server.engine.tell(info.id, { deployment: ended })
  await server.services.projector.project(info.id)
  expect(await server.db.runs.get(info.id)).toMatchObject({
    ...statistics,
    state: 'finished',
    mode: 'replay',
    endedAt: ended.endedAt,
  })
  expect(server.errors).toEqual([])
})

it('takes the rows of a backtest from its files, once it has ended', async () => {
  server = await startTestServer()
  const { id: topologyId } = await server.db.topologies.create(emaCross(), 'test')
  const client = server.client(await server.signIn())
  const info = await client.deployments.start.mutate({ topologyId, mode: 'backtest' })
  const folder = server.engine.runDirectory(info.id)
  mkdirSync(folder, { recursive: true })
  const lines = (rows: readonly { seq: number }[]) =>
    rows.map(({ seq: _, ...row }) => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(join(folder, 'orders.jsonl'), lines([order(1), order(2)]))
  writeFileSync(join(folder, 'fills.jsonl'), lines([fill(1), fill(2)]))
  server.engine.tell(info.id, { deployment: { ...info, state: 'finished', endedAt: '2026-01-02T03:04:05.000Z' } })
  await server.services.projector.project(info.id)
  await server.services.projector.project(info.id)
  expect(await rowsOf(info.id)).toEqual({ orders: [order(1), order(2)], fills: [fill(1), fill(2)] })
  expect(server.errors).toEqual([])
})
