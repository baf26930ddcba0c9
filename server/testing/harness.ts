/** The real server on a free port with a fresh database, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../api'
import { assemble } from '../assemble'
import { openDatabase, sqliteUrl } from '../db'
import type { Engine } from '../engine'
import type { Pages } from '../http/pages'
import { FakeEngine } from './fake-engine'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The body as JSON. */
  json(): unknown
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** Stands in for Next: tells which page was asked for. */
const pages: Pages = {
  async handle(incoming, response) {
    response.end(`page ${incoming.url}`)
  },
  async upgrade(_request, socket) {
    socket.destroy()
  },
}

/** Starting loads the schema engine and migrates: seconds, on a busy machine. */
export const START_MS_MAX = 60_000

export const makeHome = (): string => mkdtempSync(join(tmpdir(), 'patchbay-server-'))

/** @param home a folder from `makeHome`; the same one twice is a restart. */
export const startTestServer = (
  home = makeHome(),
  url = sqliteUrl(join(home, 'patchbay.db')),
  engine = new FakeEngine(home),
) => startServerOn(engine, home, url)

/** The server in front of any engine. */
export async function startServerOn<E extends Engine>(
  engine: E,
  home: string,
  url = sqliteUrl(join(home, 'patchbay.db')),
) {
  const db = await openDatabase(url)
  const errors: unknown[] = []
  const settings = { home, host: '127.0.0.1', port: 0, isDevelopment: false }
  const assembled = await assemble({ settings, db, engine, pages, onError: (error) => errors.push(error) })
  const signInUrl = await assembled.start()
  const port = Number(new URL(signInUrl).port)

  /** A request as it is: no cookies, no redirects, any Host. */
  const ask = (path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const { statusCode: status = 0, headers: received } = incoming
          resolve({ status, headers: received, text, json: () => JSON.parse(text) })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })

  /** Opens the printed address; the cookie as a browser would send it. */
  async function signIn(): Promise<string> {
    const { headers } = await ask(new URL(signInUrl).pathname + new URL(signInUrl).search)
    return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
  }

  const client = (cookie: string) =>
    createTRPCClient<AppRouter>({
      links: [httpBatchLink({ url: `http://127.0.0.1:${port}/trpc`, transformer: superjson, headers: { cookie } })],
    })

  async function stop(): Promise<void> {
    await assembled.stop()
    await db.close()
  }
  return {
    ...assembled,
    db,
    engine,
    errors,
    home,
    port,
    base: `http://127.0.0.1:${port}`,
    signInUrl,
    ask,
    signIn,
    client,
    stop,
    /** Stops, and removes what it wrote. */
    async dispose() {
      await stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
export type TestServer = Awaited<ReturnType<typeof startTestServer>>
