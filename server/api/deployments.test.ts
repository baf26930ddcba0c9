import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emaCross, fill, order, unguarded } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let cookie: string
let client: ReturnType<TestServer['client']>
beforeEach(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  client = server.client(cookie)
}, START_MS_MAX)
afterEach(() => server.dispose())

const post = (path: string, body: unknown = {}) =>
  server.ask(path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const makeTopology = async () => (await client.topologies.create.mutate({ topology: emaCross() })).id

async function startOne() {
  const topologyId = await makeTopology()
  return { topologyId, info: await client.deployments.start.mutate({ topologyId, mode: 'replay', speed: 60 }) }
}

describe('starting', () => {
  it('runs the draft as a revision: the same graph is the same one', async () => {
    const topologyId = await makeTopology()
    const first = (await post(`/api/topologies/${topologyId}/start`, { mode: 'backtest' })).json()
    expect(first).toMatchObject({ mode: 'backtest', revision: 1, topologyId, speed: null })
    const moved = { ...emaCross(), layout: { nodes: { slow: { x: 9, y: 9 } }, frames: [], notes: [] } }
    await client.topologies.save.mutate({ id: topologyId, topology: moved, draftRevision: 1 })
    expect(await client.deployments.start.mutate({ topologyId, mode: 'replay' })).toMatchObject({ revision: 1 })
    const changed = {
      ...emaCross(),
      nodes: emaCross().nodes.map((node) => (node.id === 'slow' ? { ...node, params: { period: 50 } } : node)),
    }
    await client.topologies.save.mutate({ id: topologyId, topology: changed, draftRevision: 2 })
    expect(await client.deployments.start.mutate({ topologyId, mode: 'backtest' })).toMatchObject({ revision: 2 })
    expect(await client.topologies.revisions.query({ id: topologyId })).toHaveLength(2)
  })

  it('refuses by 422 what does not compile, names every place, and starts nothing', async () => {
    const topologyId = await makeTopology()
    await client.topologies.save.mutate({ id: topologyId, topology: { ...emaCross(), links: [] }, draftRevision: 1 })
    const answer = await post(`/api/topologies/${topologyId}/start`, { mode: 'replay' })
    expect(answer.status).toBe(422)
    expect(answer.json()).toMatchObject({
      error: {
        problems: expect.arrayContaining([expect.objectContaining({ code: 'INPUT_NOT_LINKED', node: 'cross' })]),
      },
    })
    expect(server.engine.running.size).toBe(0)
  })

  it('refuses an unguarded drawing even if it got into the database', async () => {
    const { id } = await server.db.topologies.create(unguarded(), 'somebody')
    const answer = await post(`/api/topologies/${id}/start`, { mode: 'paper' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('guard')
    expect(server.engine.running.size).toBe(0)
  })

  it('refuses a second one of the same topology, but not a backtest beside it', async () => {
    const { topologyId } = await startOne()
    expect((await post(`/api/topologies/${topologyId}/start`, { mode: 'paper' })).status).toBe(409)
    expect((await post(`/api/topologies/${topologyId}/start`, { mode: 'backtest' })).status).toBe(200)
  })

  it('starts one only of several asked for at once', async () => {
    const topologyId = await makeTopology()
    const start = () => post(`/api/topologies/${topologyId}/start`, { mode: 'replay' })
    const answers = await Promise.all([start(), start(), start()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(server.engine.running.size).toBe(1)
  })

  it('says so when the supervisor is away', async () => {
    const topologyId = await makeTopology()
    server.engine.setConnected(false)
    const answer = await post(`/api/topologies/${topologyId}/start`, { mode: 'replay' })
    expect(answer.status).toBe(503)
    expect(answer.json()).toMatchObject({
      error: { code: 'SERVICE_UNAVAILABLE', message: expect.stringContaining('supervisor') },
    })
  })

  it('names a bad input', async () => {
    const topologyId = await makeTopology()
    expect((await post(`/api/topologies/${topologyId}/start`, { mode: 'fast' })).json()).toMatchObject({
      error: { code: 'BAD_REQUEST', path: 'mode' },
    })
    expect((await post('/api/topologies/none/start', { mode: 'replay' })).status).toBe(404)
  })
})

describe('what runs', () => {
  it('tells its state, nodes, pids and rows', async () => {
    const { info } = await startOne()
    server.engine.journal(info.id, { orders: [order(1)], fills: [fill(1)] })
    const answer = (await server.ask(`/api/deployments/${info.id}`, { headers: { cookie } })).json()
    expect(answer).toMatchObject({
      state: 'running',
      deployment: info,
      pids: { bars: 1000, gateway: 1005 },
      orders: [order(1)],
      fills: [fill(1)],
    })
  })

  it('is told from the database when the supervisor is away or has forgotten it', async () => {
    const { info } = await startOne()
    server.engine.journal(info.id, { orders: [order(1)], fills: [fill(1)] })
    await server.services.projector.project(info.id)
    server.engine.setConnected(false)
    expect(await client.deployments.get.query({ id: info.id })).toMatchObject({
      topology: emaCross(),
      nodes: [],
      orders: [order(1)],
      fills: [fill(1)],
    })
    server.engine.setConnected(true)
    await server.engine.remove(info.id)
    expect(await client.deployments.get.query({ id: info.id })).toMatchObject({ fills: [fill(1)] })
    expect((await server.ask('/api/deployments/none', { headers: { cookie } })).status).toBe(404)
  })

  it('takes speed, nodes, stop and kill', async () => {
    const { info } = await startOne()
    await client.deployments.speed.mutate({ id: info.id, speed: null })
    await client.deployments.node.mutate({ id: info.id, node: 'slow', action: 'stop' })
    await client.deployments.node.mutate({ id: info.id, node: 'slow', action: 'start' })
    expect((await post(`/api/deployments/${info.id}/nodes/nobody`, { action: 'stop' })).status).toBe(404)
    // No body and no content type, as `curl -X POST` sends it.
    const stopped = await server.ask(`/api/deployments/${info.id}/stop`, { method: 'POST', headers: { cookie } })
    expect(stopped.json()).toMatchObject({ id: info.id, requested: 'stop', state: 'stopping' })
    expect((await server.ask('/api/kill', { method: 'POST', headers: { cookie } })).json()).toEqual({
      ok: true,
      halted: [info.id],
    })
    expect(server.engine.calls).toEqual(
      expect.arrayContaining([
        `setSpeed ${info.id} null`,
        `stopNode ${info.id} slow`,
        `startNode ${info.id} slow`,
        `stop ${info.id}`,
        'kill',
      ]),
    )
    expect((await server.db.audit.list(3)).map(({ action }) => action)).toEqual([
      'deployments.kill',
      'deployments.stop',
      'deployments.node.start',
    ])
  })

  it('takes the stops: asked for, told to everybody, and noted who did', async () => {
    const { info } = await startOne()
    const answer = await post(`/api/deployments/${info.id}/controls`, { control: 'reduce-only' })
    expect(answer.json()).toMatchObject({
      control: { seq: 1, control: 'reduce-only', confirmedAt: null, doneAt: null, isKill: false },
    })
    expect((await post(`/api/deployments/${info.id}/controls`, { control: 'panic' })).status).toBe(400)
    expect((await post('/api/deployments/d-nobody/controls', { control: 'pause' })).status).toBe(404)
    const list = await client.deployments.list.query()
    expect(list[0]?.control).toMatchObject({ control: 'reduce-only' })
    const [note] = await server.services.db.audit.list(1)
    expect(note).toMatchObject({ action: 'deployments.control', target: info.id })
    expect(JSON.parse(note?.detail ?? '')).toEqual({ control: 'reduce-only', seq: 1 })
  })

  it('takes the draft in by apply, which says beforehand what it would do', async () => {
    const { topologyId, info } = await startOne()
    const more = {
      ...emaCross(),
      nodes: [...emaCross().nodes, { id: 'third', kind: 'feature.ema', version: 1, label: '', params: {} }],
    }
    const linked = { ...more, links: [...more.links, { from: 'bars.market', to: 'third.market' }] }
    await client.topologies.save.mutate({ id: topologyId, topology: linked, draftRevision: 1 })
    const plan = await client.deployments.planApply.query({ id: info.id })
    expect(plan).toMatchObject({
      ok: true,
      start: ['third'],
      stop: [],
      restart: [],
      linked: [{ from: 'bars.market', to: 'third.market' }],
    })
    expect(server.engine.running.get(info.id)?.topology.nodes).toHaveLength(6)
    await client.deployments.apply.mutate({ id: info.id })
    expect(server.engine.running.get(info.id)?.topology).toEqual(linked)
    expect(server.engine.running.get(info.id)?.info.revision).toBe(2)
  })
})

describe('changing what runs by REST', () => {
  const third = { node: { id: 'third', kind: 'feature.ema' }, links: [{ from: 'bars.market', to: 'third.market' }] }

  it('adds a node and links to what runs and to the draft, without naming the only deployment', async () => {
    const { topologyId, info } = await startOne()
    const answer = await post('/topology/node/add', third)
    expect(answer.json()).toMatchObject({
      deploymentId: info.id,
      start: ['third'],
      linked: third.links,
      draftRevision: 2,
    })
    expect(server.engine.running.get(info.id)?.topology.nodes.at(-1)).toMatchObject({ id: 'third', version: 1 })
    expect((await client.topologies.get.query({ id: topologyId })).topology.nodes.at(-1)).toMatchObject({ id: 'third' })
    const off = await post('/topology/unlink', { from: 'bars.market', to: 'third.market' })
    expect(off.status).toBe(422)
    expect(off.text).toContain('third')
    expect((await post('/topology/node/remove', { nodeId: 'third' })).json()).toMatchObject({ stop: ['third'] })
    expect((await client.topologies.get.query({ id: topologyId })).topology.nodes).toHaveLength(6)
  })

  it('links and unlinks', async () => {
    const { info } = await startOne()
    await post('/topology/node/add', {
      node: { id: 'cross2', kind: 'strategy.ema-cross' },
      links: [
        { from: 'bars.market', to: 'cross2.market' },
        { from: 'slow.ema', to: 'cross2.slow' },
        { from: 'fast.ema', to: 'cross2.fast' },
      ],
    })
    const link = { deploymentId: info.id, from: 'cross2.intents', to: 'guard.intents' }
    expect((await post('/topology/link', link)).json()).toMatchObject({ linked: [{ from: link.from, to: link.to }] })
    expect((await post('/topology/unlink', link)).json()).toMatchObject({
      unlinked: [{ from: link.from, to: link.to }],
    })
  })

  it('keeps what else differs in the draft', async () => {
    const { topologyId, info } = await startOne()
    const renamed = {
      ...emaCross(),
      nodes: emaCross().nodes.map((node) => (node.id === 'slow' ? { ...node, params: { period: 77 } } : node)),
    }
    await client.topologies.save.mutate({ id: topologyId, topology: renamed, draftRevision: 1 })
    await post('/topology/node/add', third)
    const { topology } = await client.topologies.get.query({ id: topologyId })
    expect(topology.nodes.find(({ id }) => id === 'slow')?.params).toEqual({ period: 77 })
    expect(server.engine.running.get(info.id)?.topology.nodes.find(({ id }) => id === 'slow')?.params).toEqual({
      period: 100,
    })
  })

  it('refuses to wire a strategy past the guard, and changes nothing', async () => {
    const { topologyId, info } = await startOne()
    const answer = await post('/topology/link', { from: 'cross.intents', to: 'gateway.orders' })
    expect(answer.status).toBe(422)
    expect(answer.json()).toMatchObject({
      error: { problems: expect.arrayContaining([expect.objectContaining({ code: 'UNGUARDED' })]) },
    })
    expect(server.engine.running.get(info.id)?.topology).toEqual(emaCross())
    expect((await client.topologies.get.query({ id: topologyId })).draftRevision).toBe(1)
  })

  it('takes every one of several changes made at once, and saves from the canvas between them', async () => {
    const { topologyId, info } = await startOne()
    const ids = ['e0', 'e1', 'e2', 'e3', 'e4']
    const add = (id: string) =>
      post('/topology/node/add', {
        node: { id, kind: 'feature.ema' },
        links: [{ from: 'bars.market', to: `${id}.market` }],
      })
    const { apply } = server.engine
    let saves = 0
    server.engine.apply = async (...args) => {
      const { draft, draftRevision } = (await server.db.topologies.get(topologyId)) ?? { draft: null, draftRevision: 0 }
      if (draft) await server.db.topologies.save(topologyId, draftRevision, { ...draft, name: `${++saves}` }, 'canvas')
      return apply.apply(server.engine, args)
    }
    const answers = await Promise.all([...ids, 'e0'].map(add))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 409])
    const { topology } = await client.topologies.get.query({ id: topologyId })
    expect(topology.name).toBe('5')
    for (const drawn of [topology, server.engine.running.get(info.id)?.topology])
      expect(drawn?.nodes.map(({ id }) => id).slice(6)).toEqual(ids)
  })

  it('asks which one is meant where several run, and says so where none does', async () => {
    expect((await post('/topology/link', { from: 'a.b', to: 'c.d' })).json()).toMatchObject({
      error: { code: 'CONFLICT', message: expect.stringContaining('Nothing is running') },
    })
    await startOne()
    await startOne()
    expect((await post('/topology/link', { from: 'a.b', to: 'c.d' })).json()).toMatchObject({
      error: { code: 'BAD_REQUEST', path: 'deploymentId' },
    })
  })
})
