import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emaCross } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let client: ReturnType<TestServer['client']>
let stranger: ReturnType<TestServer['client']>
beforeAll(async () => {
  server = await startTestServer()
  client = server.client(await server.signIn())
  stranger = server.client('')
}, START_MS_MAX)
afterAll(() => server.dispose())

const share = async (options: { expiresInDays?: number; runId?: string } = {}) => {
  const { id } = await client.topologies.create.mutate({ topology: emaCross('Shared') })
  return { topologyId: id, ...(await client.shares.create.mutate({ topologyId: id, ...options })) }
}
const NOTHING = {
  data: { code: 'NOT_FOUND', httpStatus: 404 },
  message: expect.stringContaining('revoked or have expired'),
}

describe('a shared link', () => {
  it('shows the drawing to whoever has it, as it was when shared', async () => {
    const { topologyId, token, url } = await share()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(url).toBe(`${server.base}/s/${token}`)
    await client.topologies.save.mutate({ id: topologyId, topology: emaCross('Later'), draftRevision: 1 })
    expect(await stranger.shares.open.query({ token })).toMatchObject({
      name: 'Shared',
      topology: emaCross('Shared'),
      run: null,
    })
  })

  it('opens its page and its scripts without a session, and nothing else', async () => {
    const { token } = await share()
    const page = await server.ask(`/s/${token}`)
    expect(page.text).toBe(`page /s/${token}`)
    const [line = ''] = page.headers['set-cookie'] ?? []
    expect(line).toBe(`patchbay_share_${server.port}=${token}; Path=/; HttpOnly; SameSite=Lax`)
    const headers = { cookie: line.split(';')[0] ?? '' }
    expect((await server.ask('/_next/static/chunk.js', { headers })).status).toBe(200)
    expect((await server.ask('/api/topologies', { headers })).status).toBe(401)
    expect((await server.ask('/', { headers })).status).toBe(303)
    await expect(stranger.topologies.list.query()).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } })
    await expect(stranger.shares.fork.mutate({ token })).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } })
  })

  it('closes when revoked: procedure, page and scripts', async () => {
    const { id, topologyId, token } = await share()
    const cookie = `patchbay_share_${server.port}=${token}`
    expect((await client.shares.list.query({ topologyId }))[0]).toMatchObject({ id, revokedAt: null })
    await client.shares.revoke.mutate({ id })
    await expect(stranger.shares.open.query({ token })).rejects.toMatchObject(NOTHING)
    expect((await server.ask(`/s/${token}`)).status).toBe(404)
    expect((await server.ask('/_next/static/chunk.js', { headers: { cookie } })).status).toBe(401)
    expect((await client.shares.list.query({ topologyId }))[0]?.revokedAt).toMatch(/Z$/)
  })

  it('closes when its time is over', async () => {
    const { token } = await share({ expiresInDays: 1 })
    expect((await stranger.shares.open.query({ token })).expiresAt).toMatch(/Z$/)
    const { token: brief } = await share({ expiresInDays: 1e-8 })
    await expect(stranger.shares.open.query({ token: brief })).rejects.toMatchObject(NOTHING)
  })

  it('says the same of a token that never was', async () => {
    await expect(stranger.shares.open.query({ token: 'x'.repeat(43) })).rejects.toMatchObject(NOTHING)
    expect((await server.ask(`/s/${'x'.repeat(43)}`)).status).toBe(404)
  })

  it('is kept only as a hash', async () => {
    const { token } = await share()
    const everything = JSON.stringify([await server.db.audit.list(50), await server.db.topologies.list()])
    expect(everything).not.toContain(token)
  })

  it('goes with its topology', async () => {
    const { topologyId, token } = await share()
    await client.topologies.remove.mutate({ id: topologyId })
    await expect(stranger.shares.open.query({ token })).rejects.toMatchObject(NOTHING)
  })

  it('leaves out params that no kind declares', async () => {
    const drawing = emaCross()
    const nodes = drawing.nodes.map((node) => (node.id === 'gateway' ? { ...node, params: { apiKey: 'hush' } } : node))
    const { id } = await server.db.topologies.create({ ...drawing, nodes }, 'somebody')
    const { token, withheld } = await client.shares.create.mutate({ topologyId: id })
    expect(withheld).toEqual(['gateway.apiKey'])
    expect(JSON.stringify(await stranger.shares.open.query({ token }))).not.toContain('hush')
    expect(JSON.stringify(await client.topologies.export.query({ id }))).not.toContain('hush')
  })

  it('is forked into a topology of one’s own', async () => {
    const { topologyId, token } = await share()
    const fork = await client.shares.fork.mutate({ token })
    expect(fork).toMatchObject({
      topology: emaCross('Shared'),
      draftRevision: 1,
      parent: { id: topologyId, name: 'Shared' },
    })
    expect(fork.id).not.toBe(topologyId)
    const { revisions } = await client.revisions.history.query({ id: fork.id })
    expect(revisions).toMatchObject([{ number: 1, reason: 'fork', name: 'As forked from Shared' }])
    expect((await client.revisions.get.query({ id: fork.id, number: 1 })).topology).toEqual(emaCross('Shared'))
  })
})

describe('with a run', () => {
  const figures = { totalReturn: 0.25, sharpe: null }
  async function makeRun(topologyId: string): Promise<string> {
    const info = await client.deployments.start.mutate({ topologyId, mode: 'backtest' })
    const folder = server.engine.runDirectory(info.id)
    mkdirSync(folder, { recursive: true })
    const report = {
      format: 'patchbay.report/1',
      topology: { name: info.name, hash: info.hash },
      mode: 'backtest',
      data: { hash: 'h', from: null, to: null, bars: 3 },
      seed: 1,
      statistics: figures,
      perNode: { cross: { fills: 2 } },
      warnings: ['simulated data'],
    }
    writeFileSync(join(folder, 'report.json'), JSON.stringify(report))
    writeFileSync(
      join(folder, 'equity.csv'),
      'ts,equity,cash,drawdown\n2024-01-02T14:31:00.000Z,100,100,0\n2024-01-02T14:32:00.000Z,90,100,-0.1\n',
    )
    server.engine.tell(info.id, { deployment: { ...info, state: 'finished', endedAt: '2026-01-02T00:00:00.000Z' } })
    await server.services.projector.project(info.id)
    return info.id
  }

  it('shows what it came to', async () => {
    const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross('Shared') })
    const { token } = await client.shares.create.mutate({ topologyId, runId: await makeRun(topologyId) })
    expect((await stranger.shares.open.query({ token })).run).toMatchObject({
      mode: 'backtest',
      statistics: figures,
      warnings: ['simulated data'],
      isOfThisGraph: true,
      data: { hash: 'h', bars: 3 },
      seed: 1,
      equity: [
        { ts: '2024-01-02T14:31:00.000Z', equity: 100, drawdown: 0 },
        { ts: '2024-01-02T14:32:00.000Z', equity: 90, drawdown: -0.1 },
      ],
    })
  })

  it('says so where the drawing is another than the one that ran', async () => {
    const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross('Shared') })
    const runId = await makeRun(topologyId)
    const nodes = emaCross().nodes.map((node) =>
      node.id === 'gateway' ? { ...node, params: { startingCash: 7 } } : node,
    )
    await client.topologies.save.mutate({ id: topologyId, topology: { ...emaCross(), nodes }, draftRevision: 1 })
    const { token } = await client.shares.create.mutate({ topologyId, runId })
    const { hash, run } = await stranger.shares.open.query({ token })
    expect(run).toMatchObject({ isOfThisGraph: false, graphHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(run?.graphHash).not.toBe(hash)
  })

  it('refuses the run of another topology', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    const { id: other } = await client.topologies.create.mutate({ topology: emaCross() })
    await expect(client.shares.create.mutate({ topologyId: id, runId: await makeRun(other) })).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    })
  })
})
