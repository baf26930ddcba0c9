import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_MS_MAX, startTestServer, type TestServer } from '../testing/harness'

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await startTestServer()
  cookie = await server.signIn()
}, START_MS_MAX)
afterAll(() => server.dispose())

const tokenPath = () => new URL(server.signInUrl).pathname + new URL(server.signInUrl).search

describe('without a session', () => {
  it.each(['/', '/t/abc', '/runs/abc', '/docs', '/nowhere'])('%s leads to the sign-in page', async (path) => {
    const answer = await server.ask(path)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe(`/signin?next=${encodeURIComponent(path)}`)
    expect(answer.text).toBe('')
  })

  it.each([
    '/api/topologies',
    '/api/openapi.json',
    '/api/nothing',
    '/topology/link',
    '/metrics',
    '/trpc/topologies.list',
    '/trpc/nothing',
    '/_next/static/chunk.js',
    '/socket.io/?EIO=4&transport=polling',
  ])('%s is 401 in JSON', async (path) => {
    const answer = await server.ask(path)
    expect(answer.status).toBe(401)
    expect(answer.json()).toMatchObject({
      error: { code: 'UNAUTHORIZED', message: expect.stringContaining('Sign in') },
    })
  })

  it('answers /healthz and the sign-in page', async () => {
    expect((await server.ask('/healthz')).json()).toEqual({ status: 'ok', supervisor: true, database: true })
    const page = await server.ask('/signin')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Sign in to Patchbay')
  })

  it.each(['*', 'http://evil.example/healthz', '/%', '/t/%E0%A4%A'])('%s is no address, whoever asks', async (path) => {
    for (const headers of [{}, { cookie }] as Record<string, string>[]) {
      const answer = await server.ask(path, { headers })
      expect(answer.status).toBe(400)
      expect(answer.json()).toEqual({ error: { code: 'BAD_REQUEST', message: 'The address is not well-formed' } })
    }
    expect(server.errors).toEqual([])
  })

  it.each(['//', '//[', '//evil.example:99999/', '//evil.example/healthz'])(
    '%s is a path, and no host',
    async (path) => {
      expect((await server.ask(path)).headers.location).toBe(`/signin?next=${encodeURIComponent(path)}`)
      expect((await server.ask(path, { headers: { cookie } })).text).toBe(`page ${path}`)
    },
  )

  it('does not let an open procedure take another along in its batch', async () => {
    const input = encodeURIComponent(JSON.stringify({ 0: { json: { token: 'x'.repeat(43) } } }))
    const answer = await server.ask(`/trpc/shares.open,topologies.list?batch=1&input=${input}`)
    expect(answer.json()).toMatchObject([
      { error: { json: { data: { code: 'NOT_FOUND' } } } },
      { error: { json: { data: { code: 'UNAUTHORIZED' } } } },
    ])
  })
})

describe('the sign-in token', () => {
  it('sets an HttpOnly, SameSite cookie once, and is then spent', async () => {
    const fresh = await startTestServer()
    const path = new URL(fresh.signInUrl).pathname + new URL(fresh.signInUrl).search
    const first = await fresh.ask(path)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^patchbay_session_${fresh.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$`),
    )
    const second = await fresh.ask(path)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.text).toContain('not valid, or has been used')
    await fresh.dispose()
  })

  it('is not spent by a preview of the link, nor by a place to go on to that no header can carry', async () => {
    const fresh = await startTestServer()
    const path = new URL(fresh.signInUrl).pathname + new URL(fresh.signInUrl).search
    for (const method of ['HEAD', 'POST'])
      expect((await fresh.ask(path, { method })).headers['set-cookie'], method).toBeUndefined()
    const answer = await fresh.ask(`${path}&next=${encodeURIComponent('/€')}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe('/')
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^patchbay_session_/)
    await fresh.dispose()
  })

  it('is refused when wrong, and keeps the right one good', async () => {
    const fresh = await startTestServer()
    expect((await fresh.ask('/signin?token=wrong')).status).toBe(403)
    expect(await fresh.signIn()).toMatch(/^patchbay_session_/)
    await fresh.dispose()
  })

  it('lets a browser that is signed in through again', async () => {
    expect((await server.ask(tokenPath(), { headers: { cookie } })).status).toBe(303)
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])(
    'never leads away to %s',
    async (next) => {
      const fresh = await startTestServer()
      const answer = await fresh.ask(
        `${new URL(fresh.signInUrl).pathname}?token=${fresh.access.signInToken}&next=${encodeURIComponent(next)}`,
      )
      expect(answer.headers.location).toBe('/')
      await fresh.dispose()
    },
  )
})

describe('a session', () => {
  it('opens pages, REST, docs and metrics', async () => {
    expect((await server.ask('/t/abc', { headers: { cookie } })).text).toBe('page /t/abc')
    expect((await server.ask('/api/topologies', { headers: { cookie } })).json()).toEqual([])
    expect((await server.ask('/docs', { headers: { cookie } })).text).toContain('/api/topologies/{topologyId}/start')
    expect((await server.ask('/metrics', { headers: { cookie } })).text).toContain('patchbay_supervisor_connected 1')
  })

  it('outlives a restart of the server', async () => {
    const first = await startTestServer()
    const kept = (await first.signIn()).split('=')[1]
    await first.stop()
    const second = await startTestServer(first.home)
    const headers = { cookie: `patchbay_session_${second.port}=${kept}` }
    expect((await second.ask('/api/system', { headers })).status).toBe(200)
    await second.dispose()
  })

  it('ends by signing out', async () => {
    const fresh = await startTestServer()
    const mine = await fresh.signIn()
    const out = await fresh.ask('/signout', { method: 'POST', headers: { cookie: mine } })
    expect(out.headers.location).toBe('/signin')
    expect((await fresh.ask('/api/system', { headers: { cookie: mine } })).status).toBe(401)
    await fresh.dispose()
  })

  it("may be replaced by the scripts' token, which only the owner can read", async () => {
    const path = join(server.home, 'api-token')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const authorization = `Bearer ${readFileSync(path, 'utf8').trim()}`
    expect((await server.ask('/api/system', { headers: { authorization } })).status).toBe(200)
    expect((await server.ask('/api/system', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
  })
})

describe('Host and Origin', () => {
  it.each(['localhost', '127.0.0.1', '[::1]'])('answers to the name %s', async (name) => {
    expect((await server.ask('/healthz', { headers: { host: `${name}:${server.port}` } })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'evil.example:PORT',
    'localhost',
    'localhost:1',
    '127.0.0.1.evil.example:PORT',
    'xlocalhost:PORT',
  ])('refuses the Host %s even with a session', async (name) => {
    const host = name.replace('PORT', String(server.port))
    for (const path of ['/', '/healthz', '/signin', '/api/topologies'])
      expect((await server.ask(path, { headers: { host, cookie } })).status).toBe(421)
  })

  const create = (headers: Record<string, string>) =>
    server.ask('/api/topologies', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: '{"template":"ema-cross"}',
    })

  it('takes changes from its own pages and from scripts', async () => {
    expect((await create({ origin: server.base, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await create({})).status).toBe(200)
  })

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://localhost.evil.example:PORT',
  ])('refuses the Origin %s, and changes nothing', async (name) => {
    const before = (await server.db.topologies.list()).length
    const origin = name.replace('PORT', String(server.port))
    const answer = await create({ origin })
    expect(answer.status).toBe(403)
    expect(answer.json()).toMatchObject({ error: { code: 'FORBIDDEN' } })
    expect((await server.ask('/trpc/deployments.kill', { method: 'POST', headers: { cookie, origin } })).status).toBe(
      403,
    )
    expect(await server.db.topologies.list()).toHaveLength(before)
  })

  it('refuses what a browser says comes across sites', async () => {
    expect((await create({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })
})

describe('the socket', () => {
  const connect = (extraHeaders: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = io(`${server.base}/live`, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        extraHeaders,
      })
      const end = (word: string) => {
        socket.disconnect()
        resolve(word)
      }
      socket.on('connect', () => end('connected'))
      socket.on('connect_error', () => end('refused'))
    })

  it('needs the session', async () => {
    expect(await connect({ cookie })).toBe('connected')
    expect(await connect({})).toBe('refused')
    expect(await connect({ cookie: `patchbay_session_${server.port}=${'x'.repeat(43)}` })).toBe('refused')
  })

  it('refuses a foreign Origin and a foreign Host', async () => {
    expect(await connect({ cookie, origin: server.base })).toBe('connected')
    expect(await connect({ cookie, origin: 'http://evil.example' })).toBe('refused')
    expect(await connect({ cookie, host: `evil.example:${server.port}` })).toBe('refused')
  })
})

it('sends the headers that keep pages to themselves', async () => {
  for (const path of ['/signin', '/', '/healthz']) {
    const { headers } = await server.ask(path, { headers: { cookie } })
    expect(headers['content-security-policy']).toMatch(/default-src 'self'; script-src 'self' 'nonce-[\w+/=]+';/)
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
  }
  const nonces = await Promise.all([server.ask('/signin'), server.ask('/signin')])
  expect(new Set(nonces.map(({ headers }) => headers['content-security-policy'])).size).toBe(2)
})
