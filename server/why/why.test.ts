import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let client: ReturnType<TestServer['client']>
beforeEach(async () => {
  server = await startTestServer()
  client = server.client(await server.signIn())
}, START_MS_MAX)
afterEach(() => server.dispose())

async function start(mode: 'backtest' | 'replay' | 'paper') {
  const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross() })
  return client.deployments.start.mutate({ topologyId, mode, seed: 7 })
}

describe('why an order of a run came about', () => {
  it('is not said of a run there is not; of a paper run it is asked of its journals, and not of a session', async () => {
    await expect(client.runs.why.query({ id: 'd-0', orderId: 'cross-1' })).rejects.toThrow('There is no run "d-0"')
    const { id } = await start('paper')
    await expect(client.runs.why.query({ id, orderId: 'cross-1' })).rejects.toThrow(
      'There is no order cross-1 in this run',
    )
    expect(server.engine.debug.sessions.size).toBe(0)
    await expect(client.debug.openRun.mutate({ id })).rejects.toThrow("in the run's journals")
  })

  it('is asked of one session a run, with the seed it ran with', async () => {
    const { id } = await start('replay')
    for (const orderId of ['cross-1', 'cross-2'])
      await expect(client.runs.why.query({ id, orderId })).rejects.toThrow(`There is no order in this run "${orderId}"`)
    expect(server.engine.debug.seeds).toEqual([7])
    const [asked] = [...server.engine.debug.sessions.values()]
    expect(asked).toEqual([
      { do: 'why', orderId: 'cross-1' },
      { do: 'why', orderId: 'cross-2' },
    ])
  })
})

describe('the ledger of a run', () => {
  it('is read from its files: newest first, by gate, node, instrument and time, a page at a time', async () => {
    const info = await start('backtest')
    const folder = server.engine.runDirectory(info.id)
    mkdirSync(folder, { recursive: true })
    const line = (minute: number, fields: object) =>
      JSON.stringify({ ts: `2024-01-02T14:3${minute}:00.000Z`, node: 'cross', instrument: 'KO', ...fields })
    const decisions = [
      line(1, { action: 'withheld', direction: 1, gate: 'SIZE_ZERO', actual: 0.4, limit: 1 }),
      line(2, { action: 'submit', decision: 'approved', orderId: 'cross-1' }),
      line(3, {
        ...{ action: 'submit', decision: 'denied', orderId: 'cross-2', side: 'buy', quantity: 9 },
        ...{ by: 'guard', reason: 'MAX_POSITION', actual: 120, limit: 100 },
      }),
    ]
    const order = { orderId: 'cross-1', gateway: 'gateway', side: 'buy', quantity: 9, filled: 0, state: 'canceled' }
    writeFileSync(join(folder, 'decisions.jsonl'), `${decisions.join('\n')}\n`)
    writeFileSync(join(folder, 'orders.jsonl'), `${line(4, order)}\n`)
    server.engine.tell(info.id, { deployment: { ...info, state: 'finished', endedAt: info.startedAt } })
    const { id } = info
    const all = await client.runs.ledger.query({ id })
    expect(all.rows.map(({ gate }) => gate)).toEqual(['CANCELED', 'MAX_POSITION', 'SIZE_ZERO'])
    expect(all).toMatchObject({ total: 3, pages: 1, isCut: false, isRunning: false, instruments: ['KO'] })
    expect(all.counts).toHaveLength(3)
    const gatesOf = async (query: object) =>
      (await client.runs.ledger.query({ id, ...query })).rows.map((row) => row.gate)
    expect(await gatesOf({ node: 'guard' })).toEqual(['MAX_POSITION'])
    expect(await gatesOf({ gate: 'SIZE_ZERO' })).toEqual(['SIZE_ZERO'])
    expect(await gatesOf({ to: '2024-01-02T14:31:00.000Z' })).toEqual(['SIZE_ZERO'])
    expect(await gatesOf({ instrument: 'PEP' })).toEqual([])
    expect(await gatesOf({ page: 2, pageSize: 2 })).toEqual(['SIZE_ZERO'])
  })
})
