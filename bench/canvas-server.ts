/** `npm start` as a person has it, on a home and a port of the benchmark's own, and a browser that is signed in to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import { launchOptions } from '../.ci/chromium.mjs'

export interface CanvasBench {
  readonly origin: string
  readonly context: BrowserContext
  post<T>(path: string, data: unknown): Promise<T>
  close(): Promise<void>
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** The address that signs in, as it is printed. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error('the server ended before it was ready')))
    server.stdout?.on('data', (chunk: Buffer) => {
      const found = /(http:\/\/\S+)\s/.exec(chunk.toString())?.[1]
      if (found) resolve(found)
    })
  })
}

/** Opens server and browser; what is not built is built first. */
export async function openCanvasBench(): Promise<CanvasBench> {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  const server = spawn(process.execPath, ['deploy/start.mjs'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(await freePort()), PATCHBAY_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await addressOf(server)
  const browser: Browser = await chromium.launch({
    ...launchOptions(),
    args: [...launchOptions().args, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(address)
  await page.close()
  const { origin } = new URL(address)
  return {
    origin,
    context,
    async post(path, data) {
      const answer = await context.request.post(origin + path, { data })
      if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`)
      return answer.json()
    },
    async close() {
      await browser.close()
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
      await rm(home, { recursive: true, force: true })
    },
  }
}
