// A server of a test's own, started as a user starts it, to be stopped and killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { request } from '@playwright/test'
import { Api } from './api'

const START_MS_MAX = 60_000

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export class OwnServer {
  readonly ended: Promise<number | null>
  output = ''

  private constructor(
    private readonly child: ChildProcess,
    readonly home: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString()
      })
    this.ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
  }

  /** Resolves once it has printed where to sign in. */
  static async start(home: string, port: number): Promise<OwnServer> {
    const child = spawn(process.execPath, ['deploy/start.mjs'], {
      env: { ...process.env, PATCHBAY_HOME: home, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new OwnServer(child, home)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`it did not start:\n${server.output}`)), START_MS_MAX)
      void server.ended.then(() => reject(new Error(`it ended:\n${server.output}`)))
      child.stdout?.on('data', () => {
        if (!server.signInUrl) return
        clearTimeout(timer)
        resolve()
      })
    })
    return server
  }

  /** The launcher's pid. */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it has no process')
    return this.child.pid
  }

  /** The newest address that signs a browser in. */
  get signInUrl(): string {
    return this.output.match(/http:\/\/\S+token=\S+/g)?.at(-1) ?? ''
  }

  get origin(): string {
    return new URL(this.signInUrl).origin
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal)
  }

  /** Its HTTP interface with the token that scripts use. */
  async api(): Promise<Api> {
    const token = readFileSync(join(this.home, 'api-token'), 'utf8').trim()
    return new Api(
      await request.newContext({ baseURL: this.origin, extraHTTPHeaders: { authorization: `Bearer ${token}` } }),
    )
  }

  /** A file that a run left, as it lies on the disk. */
  runFile(deploymentId: string, name: string): string {
    return readFileSync(join(this.home, 'deployments', deploymentId, 'run', name), 'utf8')
  }
}
