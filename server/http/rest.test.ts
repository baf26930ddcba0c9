import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { encodePrices } from '../../engine/results'
import { emaCross, fill } from '../testing/drawings'
import { makeHome, START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'
import { makeOpenApiDocument } from './openapi'

let server: TestServer
let headers: { cookie: string }
let runId: string
beforeAll(async () => {
  server = await startTestServer()
  headers = { cookie: await server.signIn() }
  const client = server.client(headers.cookie)
  const { id: topologyId } = await client.topologies.create.mutate({ topology: emaCross() })
  const info = await client.deployments.start.mutate({ topologyId, mode: 'replay' })
  runId = info.id
  const folder = server.engine.runDirectory(runId)
  mkdirSync(folder, { recursive: true })
  const trade = (pnl: number, ratio: string) =>
    `cross,SIMA,long,2024-01-02T14:31:00.000Z,2024-01-02T15:31:00.000Z,100,50,51,1,${pnl},${ratio}`
  writeFileSync(
    join(folder, 'trades.csv'),
    `node,instrument,side,openedAt,closedAt,quantity,entryPrice,exitPrice,fees,pnl,return\n${trade(99, '0.02')}\n${trade(-5, '')}\n`,
  )
  writeFileSync(join(folder, 'report.html'), '<p>report</p>')
  server.engine.journal(runId, { fills: [fill(1), fill(2), fill(3)] })
  server.engine.tell(runId, { deployment: { ...info, state: 'finished', endedAt: '2026-01-02T00:00:00.000Z' } })
  await server.services.projector.project(runId)
}, START_MS_MAX)
afterAll(() => server.dispose())

const post = (path: string, body: string | Buffer, more: Record<string, string> = {}) =>
  server.ask(path, { method: 'POST', headers: { ...headers, ...more }, body })

describe('REST', () => {
  it('pages by numbers in the query', async () => {
    const page = (await server.ask(`/api/runs/${runId}/fills?page=2&pageSize=2`, { headers })).json()
    expect(page).toEqual({ rows: [fill(3)], total: 3, page: 2, pages: 2 })
    const trades = (await server.ask(`/api/runs/${runId}/trades`, { headers })).json()
    expect(trades).toMatchObject({
      total: 2,
      rows: [
        { pnl: 99, return: 0.02 },
        { pnl: -5, return: null },
      ],
    })
  })

  it.each([
    ['?page=0', 'page'],
    ['?page=x', 'page'],
    ['?pageSize=100000', 'pageSize'],
  ])('names the input that is wrong in %s', async (query, path) => {
    const answer = await server.ask(`/api/runs/${runId}/fills${query}`, { headers })
    expect(answer.status).toBe(400)
    expect(answer.json()).toMatchObject({
      error: { code: 'BAD_REQUEST', path, message: expect.stringContaining(`${path}: `) },
    })
  })

  it.each([
    ['{', 'application/json', 400, 'not JSON'],
    ['[]', 'application/json', 400, 'JSON object'],
    ['{}', 'text/plain', 415, 'application/json'],
  ])('refuses the body %s of type %s', async (body, type, status, words) => {
    const answer = await post('/api/topologies/check', body, { 'content-type': type })
    expect(answer.status).toBe(status)
    expect(answer.json()).toMatchObject({ error: { message: expect.stringContaining(words) } })
  })

  it('refuses what is too long', async () => {
    const answer = await post('/api/topologies/check', Buffer.alloc(17 * 1024 * 1024, 32), {
      'content-type': 'application/json',
    })
    expect(answer.status).toBe(413)
  })

  it('says which methods a path answers, and that a path is none', async () => {
    expect((await server.ask('/api/topologies', { method: 'DELETE', headers })).json()).toEqual({
      error: { code: 'METHOD_NOT_SUPPORTED', message: '/api/topologies does not answer DELETE, only GET, POST' },
    })
    expect((await server.ask('/api/nothing', { headers })).status).toBe(404)
    expect((await server.ask('/api/topologies/%E0%A4%A', { headers })).status).toBe(400)
  })

  it('tells nothing of the insides of an unexpected error, but logs it', async () => {
    const { db } = server
    const list = db.runs.list.bind(db.runs)
    db.runs.list = () => Promise.reject(new Error('secret insides'))
    const answer = await server.ask('/api/runs', { headers })
    const byTrpc = await server.ask('/trpc/runs.list', { headers })
    db.runs.list = list
    expect(answer.status).toBe(500)
    expect(answer.text + byTrpc.text).not.toContain('secret')
    expect(server.errors.splice(0).map(String)).toEqual(['Error: secret insides', 'Error: secret insides'])
  })
})

describe('downloads', () => {
  it('hands out the files of a run by their names only', async () => {
    const file = await server.ask(`/api/runs/${runId}/files/trades.csv`, { headers })
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(file.headers['content-disposition']).toBe('attachment; filename="trades.csv"')
    expect(file.text).toContain('SIMA')
    const report = await server.ask(`/api/runs/${runId}/files/report.html`, { headers })
    expect(report.headers['content-security-policy']).toMatch(/^sandbox/)
  })

  it.each(['../../../api-token', '..%2F..%2F..%2Fapi-token', 'equity.csv', 'patchbay.db', ''])(
    'has no file %s',
    async (name) => {
      writeFileSync(join(server.engine.runDirectory(runId), 'patchbay.db'), 'x')
      const answer = await server.ask(`/api/runs/${runId}/files/${name}`, { headers })
      expect(answer.status).toBe(404)
      expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
    },
  )
})

describe('tables of a run', () => {
  it('come as CSV and as Parquet', async () => {
    const csv = await server.ask(`/api/runs/${runId}/tables/trades.csv`, { headers })
    expect(csv.headers['content-disposition']).toBe(`attachment; filename="${runId}-trades.csv"`)
    expect(csv.text.trim().split('\n')).toHaveLength(3)
    const parquet = await server.ask(`/api/runs/${runId}/tables/trades.parquet`, { headers })
    expect(parquet.headers['content-type']).toBe('application/vnd.apache.parquet')
    expect(parquet.text.slice(0, 4) + parquet.text.slice(-4)).toBe('PAR1PAR1')
  })

  it.each(['fills.csv', 'trades.xlsx', 'report.csv', '..%2Ftrades.csv'])('has no %s', async (name) => {
    const answer = await server.ask(`/api/runs/${runId}/tables/${name}`, { headers })
    expect(answer.status).toBe(404)
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('are for those who are signed in', async () => {
    expect((await server.ask(`/api/runs/${runId}/tables/trades.csv`)).status).toBe(401)
  })
})

describe('prices of a run', () => {
  it('are a window at a time, with the trades that were open in it', async () => {
    const minutes = Array.from({ length: 200 }, (_, minute) => Date.UTC(2024, 0, 2, 14, 30 + minute))
    const column = Float32Array.from(minutes, (_, minute) => 50 + minute)
    const prices = { open: column, high: column, low: column, close: column }
    const series = { instrument: 'SIMA', rowsPerBar: 1, tsMs: Float64Array.from(minutes), ...prices }
    writeFileSync(join(server.engine.runDirectory(runId), 'prices.bin'), Buffer.concat(encodePrices([series])))
    const ask = async (query: string) =>
      (await server.ask(`/api/runs/${runId}/prices?instrument=SIMA${query}`, { headers })).json()
    expect(await ask('&bars=50')).toMatchObject({ rowsPerBar: 4, from: 0, to: 200, total: 200, tradesTotal: 2 })
    const window = z
      .object({ bars: z.array(z.object({ open: z.number() })), tradesTotal: z.number() })
      .parse(await ask('&from=2024-01-02T16:00:00Z&to=2024-01-02T16:05:00Z&pad=2'))
    expect(window.bars.map(({ open }) => open)).toEqual([138, 139, 140, 141, 142, 143, 144, 145, 146, 147])
    expect(window.tradesTotal).toBe(0)
    const none = await server.ask(`/api/runs/${runId}/prices?instrument=NONE`, { headers })
    expect(none.status).toBe(404)
  })

  it('have trades sorted by the server, undefined ones last', async () => {
    const ask = async (query: string) => (await server.ask(`/api/runs/${runId}/trades?${query}`, { headers })).json()
    expect(await ask('sort=pnl')).toMatchObject({
      rows: [
        { pnl: -5, index: 1, mae: null },
        { pnl: 99, index: 0 },
      ],
    })
    expect(await ask('sort=return&order=descending')).toMatchObject({ rows: [{ return: 0.02 }, { return: null }] })
  })
})

describe('importing data', () => {
  it('streams a file to the store and removes its copy', async () => {
    const answer = await post('/api/datasets/import?as=mine&file=bars.csv&tz=America/New_York&label=start', 'ts,open\n')
    expect(answer.json()).toMatchObject({ name: 'mine', rows: 10 })
    expect(server.engine.imported.at(-1)?.options).toEqual({ as: 'mine', tz: 'America/New_York', label: 'start' })
    expect(server.engine.imported.at(-1)?.paths[0]).toMatch(/bars\.csv$/)
    expect(readdirSync(join(server.home, 'uploads'))).toEqual([])
  })

  it('names what the importer refuses', async () => {
    const answer = await post('/api/datasets/import?as=broken&file=bars.csv', 'x')
    expect(answer.status).toBe(422)
    expect(answer.json()).toMatchObject({ error: { message: 'bars.csv:3 open: "abc" is not a number' } })
    expect(readdirSync(join(server.home, 'uploads'))).toEqual([])
  })

  it('removes at its start what a killed server left of an upload', async () => {
    const home = makeHome()
    mkdirSync(join(home, 'uploads/import-abc'), { recursive: true })
    writeFileSync(join(home, 'uploads/import-abc/half.csv'), 'x')
    const restarted = await startTestServer(home)
    expect(existsSync(join(home, 'uploads'))).toBe(false)
    await restarted.dispose()
  })

  it('refuses a file that is too large', async () => {
    const answer = await post('/api/datasets/import?as=mine&file=x.csv', 'x', { 'content-length': String(2 ** 31) })
    expect(answer.status).toBe(413)
    expect(answer.text).toContain('patchbay data import')
  })

  it.each(['as=mine', 'as=mine&file=../x.csv', 'as=mine&file=x.exe', 'as=../x&file=x.csv'])(
    'refuses %s',
    async (query) => {
      expect((await post(`/api/datasets/import?${query}`, 'x')).status).toBe(400)
    },
  )
})

describe('the OpenAPI document', () => {
  const document = makeOpenApiDocument('1.2.3')
  const text = JSON.stringify(document)

  it('is one whose references all lead somewhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(names.length).toBeGreaterThan(50)
    for (const name of new Set(names)) expect(document.components?.schemas).toHaveProperty([name])
  })

  it('names every parameter of a path, and each operation once', () => {
    const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.values(item ?? {}).map((operation) => ({ path, operation })),
    )
    const shape = z.looseObject({
      operationId: z.string().optional(),
      summary: z.string(),
      parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
      responses: z.record(z.string(), z.unknown()),
    })
    const ids: string[] = []
    for (const { path, operation } of operations) {
      const { operationId, parameters = [] } = shape.parse(operation)
      const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
      expect(inPath.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
      if (operationId) ids.push(operationId)
    }
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each([
    ['get', '/healthz'],
    ['get', '/metrics'],
    ['get', '/api/topologies'],
    ['post', '/api/topologies'],
    ['get', '/api/topologies/{id}'],
    ['put', '/api/topologies/{id}'],
    ['delete', '/api/topologies/{id}'],
    ['post', '/api/topologies/{topologyId}/start'],
    ['post', '/api/deployments/{id}/stop'],
    ['get', '/api/deployments/{id}'],
    ['post', '/topology/node/add'],
    ['post', '/topology/node/remove'],
    ['post', '/topology/link'],
    ['post', '/topology/unlink'],
    ['post', '/api/kill'],
  ])('has %s %s, which outsiders rely on', (method, path) => {
    expect(document.paths?.[path]).toHaveProperty(method)
  })

  it('is served, and readable as a page', async () => {
    expect((await server.ask('/api/openapi.json', { headers })).json()).toMatchObject({ info: { title: 'Patchbay' } })
    const page = await server.ask('/docs', { headers })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/)
    for (const path of Object.keys(document.paths ?? {})) expect(page.text).toContain(path)
  })
})
