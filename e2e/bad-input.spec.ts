import { request as httpRequest } from 'node:http'
import { expect } from '@playwright/test'
import type { Topology } from '../engine/sdk'
import type { TopologyDetail } from './support/api'
import { openTemplate } from './support/canvas'
import { test } from './support/test'

interface BadFile {
  readonly name: string
  readonly text: (good: Topology) => string
  readonly says: RegExp
}

const withSpread = (good: Topology, change: object): string =>
  JSON.stringify({ ...good, nodes: good.nodes.map((node) => (node.id === 'spread' ? { ...node, ...change } : node)) })

const BAD_FILES: readonly BadFile[] = [
  {
    name: 'an unknown kind',
    text: (good) => withSpread(good, { kind: 'feature.nothing' }),
    says: /spread.*feature\.nothing/,
  },
  { name: 'an unknown version of a kind', text: (good) => withSpread(good, { version: 99 }), says: /spread.*99/ },
  {
    name: 'a parameter out of bounds',
    text: (good) => withSpread(good, { params: { y: 'SIMA', x: 'SIMB', window: -3 } }),
    says: /spread\.window/,
  },
  {
    name: 'an unknown format',
    text: (good) => JSON.stringify({ ...good, format: 'patchbay.topology/9' }),
    says: /format "patchbay\.topology\/9" is not known here/,
  },
  {
    name: 'a link to nowhere',
    text: (good) => JSON.stringify({ ...good, links: [{ from: 'bars.market', to: 'nobody.market' }] }),
    says: /nobody/,
  },
  {
    name: 'a number that is none',
    text: () => '{"format": "patchbay.topology/1", "nodes": [NaN]}',
    says: /is not JSON/,
  },
  {
    name: 'an id that every object has',
    text: (good) => withSpread(good, { id: 'constructor' }),
    says: /nodes\.\d\.id: .*choose another id/,
  },
  {
    name: 'more frames than may be',
    text: (good) => {
      const frame = { label: '', x: 0, y: 0, width: 10, height: 10, nodes: [] }
      const frames = Array.from({ length: 501 }, (_, index) => ({ ...frame, id: `f${index}` }))
      return JSON.stringify({ ...good, layout: { ...good.layout, frames } })
    },
    says: /501 frames, where at most 500 may be/,
  },
  {
    name: 'a name with a turned direction',
    text: (good) => JSON.stringify({ ...good, name: 'a\u202egnp.exe' }),
    says: /name: a name is one line/,
  },
  { name: 'another kind of JSON', text: () => '[1, 2, 3]', says: /not a topology file/ },
  { name: 'garbage', text: () => '\u0000\u0001 PK garbage', says: /is not JSON/ },
]

test('a file that is no good says what is wrong, and where', async ({ page, api }) => {
  const canvas = await openTemplate(page, 'Pair trade')
  const id = new URL(canvas.page.url()).pathname.split('/').at(-1)
  const { topology } = await api.get<TopologyDetail>(`/api/topologies/${id}`)
  await page.goto('/')
  await expect(page.getByRole('list', { name: 'Your topologies' })).toBeVisible()
  const before = await api.get<{ id: string }[]>('/api/topologies')
  for (const { name, text, says } of BAD_FILES)
    await test.step(name, async () => {
      const file = `${name.replaceAll(' ', '-')}.topology.json`
      await page
        .getByLabel('Topology file')
        .setInputFiles({ name: file, mimeType: 'application/json', buffer: Buffer.from(text(topology)) })
      const notice = page.getByRole('alert').filter({ hasText: `${file} was not imported` })
      await expect(notice).toContainText(says)
      await notice.getByRole('button', { name: 'Dismiss' }).click()
      await expect(notice).toHaveCount(0)
    })
  expect((await api.get<{ id: string }[]>('/api/topologies')).map((one) => one.id)).toEqual(before.map((one) => one.id))
})

test('what could not be opened is never an empty canvas', async ({ page }) => {
  await page.goto('/t/t-0000000000000000')
  await expect(page.getByRole('heading', { name: 'This topology could not be opened' })).toBeVisible()
  await expect(page.getByText('There is no topology "t-0000000000000000"')).toBeVisible()
  await expect(page.locator('.react-flow')).toHaveCount(0)

  await page.route('**/trpc/topologies.get*', (route) => route.abort())
  await openTemplate(page, 'EMA cross').catch(() => undefined)
  await expect(page.getByRole('heading', { name: 'This topology could not be opened' })).toBeVisible()
  await expect(page.getByText('The server does not answer')).toBeVisible()
  await expect(page.locator('.react-flow')).toHaveCount(0)
  await page.unroute('**/trpc/topologies.get*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator('.react-flow')).toBeVisible()

  await page.goto('/runs/nothing')
  await expect(page.getByText('There is no run "nothing"')).toBeVisible()
})

/** A request with headers a browser would not let a page choose. */
function ask(url: string, method: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    request.once('error', reject)
    request.end()
  })
}

test('a foreign Host or Origin is refused, with a session too', async ({ baseURL, context }) => {
  if (!baseURL) throw new Error('the server has no address')
  const [session] = await context.cookies()
  const cookie = `${session?.name}=${session?.value}`
  const host = new URL(baseURL).host
  for (const path of ['/', '/api/topologies', '/healthz', '/socket.io/?EIO=4&transport=polling']) {
    expect(await ask(baseURL + path, 'GET', { cookie, host: 'rebound.example' })).toBe(421)
    expect(await ask(baseURL + path, 'GET', { cookie, host, origin: 'http://elsewhere.example' })).toBe(403)
  }
  expect(await ask(`${baseURL}/api/kill`, 'POST', { cookie, host, origin: 'http://elsewhere.example' })).toBe(403)
  expect(await ask(`${baseURL}/api/topologies`, 'GET', { cookie, host })).toBe(200)
  expect(await ask(`${baseURL}/api/topologies`, 'GET', { host })).toBe(401)
})
