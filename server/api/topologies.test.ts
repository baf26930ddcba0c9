import { TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemSchema } from '../engine'
import { emaCross, unguarded } from '../testing/drawings'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let cookie: string
let client: ReturnType<TestServer['client']>
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
  client = server.client(cookie)
}, START_MS_MAX)
afterAll(async () => {
  await server.dispose()
})

const rest = (method: string, path: string, body?: unknown) =>
  server.ask(path, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

/** What a refused call said, as the app sees it. */
async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TRPCClientError)) throw new Error('it was not refused')
  return { message: error.message, data: error.data }
}

describe('drafts', () => {
  it('that were saved under a name that is refused by now still open, and may be renamed', async () => {
    const { id } = await server.db.topologies.create(emaCross('two\nlines'), 'somebody')
    expect((await client.topologies.list.query()).map((one) => one.id)).toContain(id)
    expect((await client.topologies.get.query({ id })).topology.name).toBe('two\nlines')
    for (const name of ['a\u0000b', '\ud800'])
      expect((await refusal(client.topologies.rename.mutate({ id, name }))).data).toMatchObject({ code: 'BAD_REQUEST' })
    await client.topologies.rename.mutate({ id, name: 'One line' })
    await client.topologies.remove.mutate({ id })
  })

  it('are made, read, saved, renamed, duplicated, exported and removed', async () => {
    const made = await client.topologies.create.mutate({ topology: emaCross('First') })
    expect(made).toMatchObject({
      name: 'First',
      draftRevision: 1,
      revision: null,
      parent: null,
      topology: emaCross('First'),
    })
    const moved = { ...emaCross('First'), layout: { nodes: { bars: { x: 50, y: 5 } }, frames: [], notes: [] } }
    expect(await client.topologies.save.mutate({ id: made.id, topology: moved, draftRevision: 1 })).toEqual({
      draftRevision: 2,
    })
    const read = await client.topologies.get.query({ id: made.id })
    expect(read.topology).toEqual(moved)
    expect(read.hash).toBe(made.hash)
    await client.topologies.rename.mutate({ id: made.id, name: 'Second' })
    const copy = await client.topologies.duplicate.mutate({ id: made.id })
    expect(copy).toMatchObject({ name: 'Second (copy)', parent: { id: made.id, name: 'Second' } })
    expect(await client.topologies.export.query({ id: made.id })).toEqual({ ...moved, name: 'Second' })
    await client.topologies.remove.mutate({ id: made.id })
    expect((await refusal(client.topologies.get.query({ id: made.id }))).data).toMatchObject({
      code: 'NOT_FOUND',
      httpStatus: 404,
    })
    expect((await client.topologies.get.query({ id: copy.id })).parent).toBeNull()
  })

  it('may be half drawn', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    const half = { ...emaCross(), links: [] }
    await client.topologies.save.mutate({ id, topology: half, draftRevision: 1 })
    const problems = await client.topologies.check.mutate({ topology: half })
    expect(problems.map(({ code }) => code)).toContain('INPUT_NOT_LINKED')
  })

  it('refuse a stale save with 409 and what is there now, and keep it', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    await client.topologies.save.mutate({ id, topology: emaCross('Theirs'), draftRevision: 1 })
    const { data } = await refusal(client.topologies.save.mutate({ id, topology: emaCross('Mine'), draftRevision: 1 }))
    expect(data).toMatchObject({ code: 'CONFLICT', httpStatus: 409 })
    const stale = await rest('PUT', `/api/topologies/${id}`, { topology: emaCross('Mine'), draftRevision: 1 })
    expect(stale.status).toBe(409)
    expect(stale.json()).toMatchObject({
      error: {
        code: 'CONFLICT',
        path: 'draftRevision',
        message: expect.stringMatching(/rests on revision 1, but browser \w{6} saved revision 2/),
        current: { draftRevision: 2, by: expect.stringMatching(/^browser /), at: expect.stringMatching(/Z$/) },
      },
    })
    expect((await client.topologies.get.query({ id })).name).toBe('Theirs')
  })

  it('cannot be saved with a drawing that reaches a gateway past the guard', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    const { data, message } = await refusal(
      client.topologies.save.mutate({ id, topology: unguarded(), draftRevision: 1 }),
    )
    expect(data).toMatchObject({ code: 'UNPROCESSABLE_CONTENT', httpStatus: 422 })
    expect(message).toContain('gateway')
    expect((await client.topologies.get.query({ id })).draftRevision).toBe(1)
  })

  it('cannot be saved with what is no topology', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    for (const topology of [
      null,
      {},
      { ...emaCross(), nodes: [{ id: '1 bad id' }] },
      { ...emaCross(), format: 'patchbay.topology/9' },
    ])
      expect((await refusal(client.topologies.save.mutate({ id, topology, draftRevision: 1 }))).data).toMatchObject({
        httpStatus: 422,
      })
  })

  it('cannot be removed while they run', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    await client.deployments.start.mutate({ topologyId: id, mode: 'replay' })
    expect((await refusal(client.topologies.remove.mutate({ id }))).data).toMatchObject({ code: 'CONFLICT' })
  })
})

describe('importing', () => {
  const cases: [string, () => unknown, { code: string; node?: string; param?: string }][] = [
    ['an unknown format', () => ({ ...emaCross(), format: 'patchbay.topology/2' }), { code: 'UNKNOWN_FORMAT' }],
    ['no topology at all', () => ['x'], { code: 'BAD_FILE' }],
    [
      'an unknown kind',
      () => ({ ...emaCross(), nodes: [...emaCross().nodes, { id: 'odd', kind: 'feature.odd', version: 1 }] }),
      { code: 'UNKNOWN_KIND', node: 'odd' },
    ],
    [
      'an unknown version',
      () => ({
        ...emaCross(),
        nodes: emaCross().nodes.map((node) => (node.id === 'slow' ? { ...node, version: 99 } : node)),
      }),
      { code: 'UNKNOWN_VERSION', node: 'slow' },
    ],
    [
      'a bad param',
      () => ({
        ...emaCross(),
        nodes: emaCross().nodes.map((node) => (node.id === 'slow' ? { ...node, params: { period: -1 } } : node)),
      }),
      { code: 'BAD_PARAM', node: 'slow', param: 'period' },
    ],
    ['a gateway without a guard', unguarded, { code: 'UNGUARDED', node: 'gateway' }],
  ]

  it.each(cases)('names %s, by 422, and makes nothing', async (_, file, problem) => {
    const before = (await client.topologies.list.query()).length
    const answer = await rest('POST', '/api/topologies/import', { topology: file() })
    expect(answer.status).toBe(422)
    const { error } = answer.json() as { error: { code: string; problems: unknown[]; path?: string } }
    expect(error.code).toBe('UNPROCESSABLE_CONTENT')
    expect(error.problems.map((one) => problemSchema.parse(one))).toContainEqual(expect.objectContaining(problem))
    if (problem.param) expect(error.path).toBe(`${problem.node}.${problem.param}`)
    expect(await client.topologies.list.query()).toHaveLength(before)
    expect((await refusal(client.topologies.import.mutate({ topology: file() }))).data).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      problems: expect.arrayContaining([expect.objectContaining(problem)]),
    })
  })

  it('takes what another Patchbay exported, also where its data is not here', async () => {
    const file = {
      ...emaCross(),
      nodes: emaCross().nodes.map((node) =>
        node.id === 'bars' ? { ...node, params: { dataset: 'elsewhere' } } : node,
      ),
    }
    expect((await client.topologies.import.mutate({ topology: file })).topology.nodes[0]?.params).toEqual({
      dataset: 'elsewhere',
    })
  })
})

describe('the gallery', () => {
  it('lists templates with their graphs, and makes topologies of them', async () => {
    const templates = await client.templates.list.query()
    expect(templates.map(({ slug }) => slug)).toContain('pair-trade')
    for (const { slug, graph } of templates) {
      const made = await client.topologies.create.mutate({ template: slug })
      expect(made.topology.nodes.map(({ id }) => id)).toEqual(graph.nodes.map(({ id }) => id))
    }
    expect((await rest('POST', '/api/topologies', { template: 'none' })).status).toBe(404)
    expect((await rest('POST', '/api/topologies', {})).json()).toMatchObject({
      error: { code: 'BAD_REQUEST', path: 'topology' },
    })
  })

  it('shows what runs of each, and what its last run came to', async () => {
    const { id } = await client.topologies.create.mutate({ topology: emaCross('Runs') })
    const info = await client.deployments.start.mutate({ topologyId: id, mode: 'replay', speed: null })
    await server.db.runs.put({
      id: 'd-earlier',
      topologyId: id,
      name: 'Runs',
      hash: info.hash,
      mode: 'backtest',
      state: 'finished',
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:05.000Z',
      error: null,
      totalReturn: 0.5,
      sharpe: null,
      maxDrawdown: -0.1,
      finalEquity: 1,
      trades: 1,
      report: null,
    })
    const listed = (await client.topologies.list.query()).find((one) => one.id === id)
    expect(listed).toMatchObject({
      revision: 1,
      running: { id: info.id, mode: 'replay' },
      lastRun: {
        id: 'd-earlier',
        mode: 'backtest',
        totalReturn: 0.5,
        sharpe: null,
        endedAt: '2026-01-01T00:00:05.000Z',
      },
    })
    expect(listed?.graph.nodes[0]).toEqual({ id: 'bars', kind: 'data.bars', x: 0, y: 0 })
  })

  it('lists every kind with its help', async () => {
    const kinds = await client.kinds.list.query()
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['feature.ema', 'risk.guard', 'gateway.paper']),
    )
    for (const kind of ['feature.ema', 'feature.zscore', 'strategy.pairs', 'risk.guard', 'gateway.paper'])
      expect(kinds.find((one) => one.kind === kind)?.help).toMatch(/^# /)
    expect(kinds.find(({ kind }) => kind === 'feature.ema')?.paramsSchema).toMatchObject({ properties: { period: {} } })
  })
})

it('writes down who changed what', async () => {
  const { id } = await client.topologies.create.mutate({ topology: emaCross('Audited') })
  await client.topologies.save.mutate({ id, topology: emaCross('Audited'), draftRevision: 1 })
  const [newest, before] = await server.db.audit.list(2)
  expect(newest).toMatchObject({
    action: 'topologies.save',
    target: id,
    actor: expect.stringMatching(/^browser \w{6}$/),
  })
  expect(before).toMatchObject({ action: 'topologies.create', target: id })
})
