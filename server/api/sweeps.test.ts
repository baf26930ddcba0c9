import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SWEEP_FORMAT, type SweepSpec, type SweepState, type SweepTrial } from '../../engine/sdk'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let cookie = ''
let client: ReturnType<TestServer['client']>
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  client = server.client(cookie)
}, START_MS_MAX)
afterAll(() => server.dispose())

const SPEC: SweepSpec = {
  method: 'grid',
  axes: [{ node: 'slow', param: 'period', from: 10, to: 30, step: 10 }],
  objective: 'sharpe',
  goal: 'max',
  trials: null,
  seed: 3,
  walkForward: null,
}

const trial = (number: number, period: number): SweepTrial => ({
  trial: number,
  window: null,
  values: [period],
  state: 'done',
  statistics: { sharpe: number, cagr: null },
  days: 20,
  skewness: 0.1,
  kurtosis: 3,
  error: null,
  ms: 12,
})

const state = (part: Partial<SweepState>): SweepState => ({
  format: SWEEP_FORMAT,
  hash: 'h',
  topology: { name: 'EMA', hash: 'g' },
  data: { hash: 'd', from: null, to: null, bars: 780 },
  spec: SPEC,
  state: 'running',
  total: 3,
  done: 1,
  skipped: 0,
  failed: 0,
  workers: 2,
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  leftMs: 1_000,
  best: null,
  deflatedSharpe: null,
  walkForward: null,
  error: null,
  ...part,
})

async function begun() {
  const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross('Swept') })
  const info = await client.sweeps.start.mutate({ topologyId, spec: SPEC })
  const dir = server.engine.sweepDirectory(info.id)
  mkdirSync(dir, { recursive: true })
  return { topologyId, id: info.id, dir }
}

describe('sweeps', () => {
  it('begins one for the draft, and lists it with its topology only', async () => {
    const { topologyId, id } = await begun()
    expect(server.engine.calls).toContain('startSweep grid')
    expect((await client.sweeps.list.query({ topologyId })).map((one) => one.id)).toEqual([id])
    expect(await client.sweeps.list.query({ topologyId: 'other' })).toEqual([])
    expect(await client.sweeps.get.query({ id })).toMatchObject({ id, ended: null, progress: null })
  })

  it('tells how it stands, and each trial once', async () => {
    const { id, dir } = await begun()
    writeFileSync(join(dir, 'sweep.json'), JSON.stringify(state({ done: 1 })))
    const results = join(dir, 'results.jsonl')
    writeFileSync(results, `${JSON.stringify(trial(0, 10))}\n{"trial":1,"wind`)
    expect((await client.sweeps.get.query({ id })).progress).toMatchObject({ done: 1, total: 3, leftMs: 1_000 })
    const first = await client.sweeps.trials.query({ id })
    expect(first.rows).toEqual([trial(0, 10)])
    expect((await client.sweeps.trials.query({ id, from: first.next })).rows).toEqual([])
    writeFileSync(results, `${JSON.stringify(trial(0, 10))}\n`)
    appendFileSync(results, `${JSON.stringify(trial(1, 20))}\n`)
    const second = await client.sweeps.trials.query({ id, from: first.next })
    expect(second.rows).toEqual([trial(1, 20)])
    const answer = await server.ask(`/api/sweeps/${id}/trials?from=${first.next}`, { headers: { cookie } })
    expect(answer.json()).toEqual(second)
  })

  it('says so where no trial begins at the place asked for', async () => {
    const { id, dir } = await begun()
    writeFileSync(join(dir, 'results.jsonl'), `${JSON.stringify(trial(0, 10))}\n`)
    for (const from of [3, 1_000_000]) {
      const answer = await server.ask(`/api/sweeps/${id}/trials?from=${from}`, { headers: { cookie } })
      expect(answer.status).toBe(400)
      expect(answer.json()).toMatchObject({ error: { code: 'BAD_REQUEST', path: 'from' } })
    }
  })

  it('cancels and removes', async () => {
    const { id } = await begun()
    expect((await client.sweeps.stop.mutate({ id })).ended).toMatchObject({ state: 'cancelled' })
    await client.sweeps.remove.mutate({ id })
    await expect(client.sweeps.get.query({ id })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
  })

  it('backtests the draft with the values of a trial, and leaves the draft as it is', async () => {
    const { id, topologyId } = await begun()
    const before = await client.topologies.get.query({ id: topologyId })
    const { id: run, mode } = await client.sweeps.backtest.mutate({ id, values: [20] })
    expect(mode).toBe('backtest')
    const ran = server.engine.running.get(run)?.topology.nodes.find((node) => node.id === 'slow')
    expect(ran?.params).toMatchObject({ period: 20 })
    expect(await client.topologies.get.query({ id: topologyId })).toMatchObject({
      topology: before.topology,
      draftRevision: before.draftRevision,
    })
    await expect(client.sweeps.backtest.mutate({ id, values: [] })).rejects.toThrow('Give 1 values')
  })

  it('refuses what is no sweep, and strangers', async () => {
    const { topologyId } = await begun()
    const spec = { ...SPEC, axes: [] }
    await expect(client.sweeps.start.mutate({ topologyId, spec })).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    })
    await expect(client.sweeps.start.mutate({ topologyId: 'gone', spec: SPEC })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    })
    expect((await server.ask('/api/sweeps')).status).toBe(401)
  })
})
