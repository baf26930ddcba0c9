/** The server's own process: what it prints, and how it ends. Needs the bundle and the built site. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ROOT } from './root'

const SCRIPT = join(ROOT, 'dist/server.mjs')
const isBuilt = existsSync(SCRIPT) && existsSync(join(ROOT, 'dist/next/BUILD_ID'))
if (!isBuilt) console.warn('SKIPPED: the tests of the server process, as nothing is built (node deploy/prepare.mjs)')

describe.skipIf(!isBuilt)('the server process', () => {
  const homes: string[] = []
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
  })

  function launch(env: Record<string, string> = {}) {
    const home = mkdtempSync(join(tmpdir(), 'patchbay-main-'))
    homes.push(home)
    const child = fork(SCRIPT, {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', PORT: '0', PATCHBAY_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    children.push(child)
    const output = { out: '', err: '' }
    child.stderr?.on('data', (chunk: Buffer) => {
      output.err += chunk.toString()
    })
    const url = new Promise<URL>((resolve, reject) => {
      child.once('close', () => reject(new Error(`it ended before it said where it listens: ${output.err}`)))
      child.stdout?.on('data', (chunk: Buffer) => {
        output.out += chunk.toString()
        const printed = /http:\S+(?=\n)/.exec(output.out)?.[0]
        if (printed) resolve(new URL(printed))
      })
    })
    // `close`, not `exit`: only then has everything been read that it printed.
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    // Where it is to end at once nobody asks.
    url.catch(() => undefined)
    return { child, output, url, ended, exited }
  }

  it('prints one line with the address, answers, and ends in order on SIGTERM', async () => {
    const { child, output, url, ended } = launch()
    const address = await url
    expect(output.out).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/signin\?token=[\w-]{43}\n$/)
    const health = await fetch(new URL('/healthz', address))
    expect(await health.json()).toEqual({ status: 'degraded', supervisor: false, database: true })
    const page = await fetch(new URL('/', address), { redirect: 'manual' })
    expect(page.headers.get('location')).toBe('/signin?next=%2F')
    const signedIn = await fetch(address, { redirect: 'manual' })
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const home = await fetch(new URL('/', address), { headers: { cookie } })
    expect(home.status).toBe(200)
    const nonce = /'nonce-([^']+)'/.exec(home.headers.get('content-security-policy') ?? '')?.[1] ?? 'none'
    const scripts = (await home.text()).match(/<script[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`) && !script.includes('src='))).toEqual([])
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(output).toEqual({ out: `Open ${address}\n`, err: '' })
  })

  it('ends at once when its launcher is gone', async () => {
    const { child, url, exited } = launch()
    await url
    // After this there is no `close` any more.
    child.disconnect()
    expect(await exited).toBe(1)
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT is "abc"'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must begin'],
  ])('says which setting is bad and that starting again would not help: %j', async (env, words) => {
    const { output, ended } = launch(env)
    expect(await ended).toBe(78)
    expect(output.err).toContain(words)
  })
})
