/** A small supervisor for tests: starts real hosts, speaks the control protocol with them, starts killed ones anew. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { Router } from 'zeromq'
import type { Plan } from '../graph'
import type { HostAssignment, HostCommand, HostMessage, Placement } from '../wire/control'
import { decodeHostMessage, encodeControl } from '../wire/control-codec'
import { launchArguments } from '../wire/launch'

type Command = HostCommand extends infer C ? (C extends { id: number } ? Omit<C, 'id'> : never) : never
type Message<T extends HostMessage['type']> = Extract<HostMessage, { type: T }>

/** Builds a host entry as it ships: one CommonJS file. @returns its path under dist. */
export async function buildHost(entry: string): Promise<string> {
  const out = resolve('dist', 'testing', `host-${process.pid}-${Date.now()}.cjs`)
  await build({
    entryPoints: [entry],
    outfile: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    external: ['zeromq', '@duckdb/*', 'msgpackr-extract'],
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  })
  return out
}

/** True if a process is there and not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

class Life {
  endpoint = ''
  identity: Buffer | null = null
  readonly seen: HostMessage[] = []
  readonly ended: Promise<number | null>
  private waiting: { matches(message: HostMessage): boolean; resolve(message: HostMessage): void }[] = []

  constructor(readonly child: ChildProcess) {
    this.ended = new Promise((done) => child.once('close', (code) => done(code)))
  }

  take(message: HostMessage): void {
    this.seen.push(message)
    this.waiting = this.waiting.filter(({ matches, resolve }) => {
      if (!matches(message)) return true
      resolve(message)
      return false
    })
  }

  /** The first message, past or to come, that matches. */
  when<T extends HostMessage['type']>(type: T, test: (message: Message<T>) => boolean): Promise<Message<T>> {
    const matches = (message: HostMessage) => message.type === type && test(message as Message<T>)
    const past = this.seen.find(matches)
    if (past) return Promise.resolve(past as Message<T>)
    return new Promise((resolve) => this.waiting.push({ matches, resolve: (found) => resolve(found as Message<T>) }))
  }
}

export class Desk {
  readonly root = mkdtempSync(join(tmpdir(), 'pbh-'))
  readonly lives = new Map<string, Life>()
  restarts = 0
  /** Hosts that are no Node process. */
  readonly programs = new Map<string, { command: string; script: string }>()
  /** Runs the next hosts through another program. */
  launcher: { execPath: string; execArgv: string[] } | null = null
  assignment: HostAssignment
  private readonly byToken = new Map<string, Life>()
  private readonly byIdentity = new Map<string, Life>()
  private nextId = 1
  private isClosed = false
  private speed: number | null = null

  private constructor(
    private readonly script: string,
    private readonly router: Router,
    plan: Plan,
    placements: readonly Placement[],
    timeline: BigInt64Array,
    private readonly home: string | null,
  ) {
    this.assignment = {
      plan,
      placements,
      endpoints: {},
      fromStep: 0,
      timelinePath: this.writeTimeline(timeline),
      stopped: [],
    }
  }

  static async open(
    script: string,
    plan: Plan,
    placements: readonly Placement[],
    timeline: BigInt64Array,
    home: string | null = null,
  ): Promise<Desk> {
    const router = new Router({ linger: 0 })
    const desk = new Desk(script, router, plan, placements, timeline, home)
    await router.bind(`ipc://${desk.root}/c`)
    void desk.listen()
    return desk
  }

  get hosts(): string[] {
    return this.assignment.placements.map(({ host }) => host)
  }

  dirOf(host: string): string {
    return join(this.root, 'hosts', host)
  }
  recordDirs(hosts: readonly string[] = this.hosts): string[] {
    return hosts.map((host) => join(this.dirOf(host), 'record'))
  }

  /** Starts all hosts and lets them run. */
  async start(speed: number | null): Promise<void> {
    this.speed = speed
    await Promise.all(this.hosts.map((host) => this.spawn(host)))
    await Promise.all(this.hosts.map((host) => this.configure(host)))
    await Promise.all(this.hosts.map((host) => this.ask(host, { type: 'run', speed })))
  }

  async spawn(host: string): Promise<void> {
    const token = `${host}-${this.nextId++}`
    mkdirSync(this.dirOf(host), { recursive: true })
    const launch = { control: `ipc://${this.root}/c`, deployment: 'test', host, token }
    const { args, env } = launchArguments(launch)
    const program = this.programs.get(host)
    const options = { env: { ...process.env, ...env } }
    const child = program
      ? spawn(program.command, [program.script, ...args], { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
      : fork(this.script, args, { ...options, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...this.launcher })
    const life = new Life(child)
    this.lives.set(host, life)
    this.byToken.set(token, life)
    life.endpoint = (await life.when('hello', () => true)).endpoint
  }

  /** Configures a host with the newest assignment, and tells the others where it is. @returns the step it answers. */
  async configure(host: string, assignment = this.current()): Promise<number | undefined> {
    const reply = await this.ask(host, {
      type: 'configure',
      mode: 'replay',
      dir: this.dirOf(host),
      home: this.home ?? this.root,
      assignment,
    })
    return reply
  }

  /** Kills a host as an accident would, and brings it back. */
  async killAndRestart(host: string): Promise<void> {
    const life = this.life(host)
    life.child.kill('SIGKILL')
    await life.ended
    this.restarts++
    await this.spawn(host)
    const { endpoint } = this.life(host)
    await Promise.all([
      this.configure(host),
      ...this.hosts
        .filter((other) => other !== host && this.life(other).seen.some(({ type }) => type === 'reply'))
        .map((other) => this.ask(other, { type: 'peer', host, endpoint }).catch(() => undefined)),
    ])
    await this.ask(host, { type: 'run', speed: this.speed })
  }

  async killAll(): Promise<void> {
    for (const { child } of this.lives.values()) child.kill('SIGKILL')
    await Promise.all([...this.lives.values()].map(({ ended }) => ended))
  }

  /** Changes the graph: holds all, takes the step from the answers, tells all, lets all go on. @returns the step. */
  async change(change: Partial<HostAssignment>, starting: readonly string[] = []): Promise<number> {
    await Promise.all(starting.map((host) => this.spawn(host)))
    const running = this.hosts.filter((host) => this.lives.has(host) && !starting.includes(host))
    const steps = await Promise.all(running.map((host) => this.ask(host, { type: 'hold' })))
    const fromStep = Math.max(...steps.map((step) => step ?? 0))
    this.assignment = { ...this.assignment, ...change, fromStep }
    await Promise.all(starting.map((host) => this.configure(host)))
    await Promise.all(running.map((host) => this.ask(host, { type: 'assign', assignment: this.current() })))
    const all = [...running, ...starting]
    await Promise.all(all.map((host) => this.ask(host, { type: 'run', speed: this.speed })))
    return fromStep
  }

  finished(hosts: readonly string[] = this.hosts): Promise<unknown> {
    return Promise.all(hosts.map((host) => this.life(host).when('finished', () => true)))
  }

  /** Resolves when a host tells that it has come to a step. */
  reached(host: string, step: number): Promise<unknown> {
    return this.life(host).when('heartbeat', ({ nodes }) => nodes.some((node) => node.step >= step))
  }

  async stop(hosts: readonly string[] = this.hosts): Promise<(number | null)[]> {
    return Promise.all(
      hosts.map((host) => {
        void this.ask(host, { type: 'stop' }).catch(() => undefined)
        return this.life(host).ended
      }),
    )
  }

  async ask(host: string, command: Command): Promise<number | undefined> {
    const life = this.life(host)
    const id = this.nextId++
    if (!life.identity) throw new Error(`${host} has not said hello`)
    await this.send([life.identity, encodeControl({ ...command, id } as HostCommand)])
    const gone = life.ended.then(() => null)
    const reply = await Promise.race([life.when('reply', (message) => message.id === id), gone])
    if (reply === null) throw new Error(`${host} ended before it answered "${command.type}"`)
    if (!reply.ok) throw new Error(reply.error)
    return reply.step
  }

  life(host: string): Life {
    const life = this.lives.get(host)
    if (!life) throw new Error(`${host} was never started`)
    return life
  }

  writeTimeline(timeline: BigInt64Array): string {
    const path = join(this.root, `timeline-${this.nextId++}.bin`)
    writeFileSync(path, new Uint8Array(timeline.buffer, timeline.byteOffset, timeline.byteLength))
    return path
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const { child } of this.lives.values()) child.kill('SIGKILL')
    await Promise.all([...this.lives.values()].map(({ ended }) => ended))
    this.router.close()
    rmSync(this.root, { recursive: true, force: true })
  }

  private current(): HostAssignment {
    const known = [...this.lives].filter(([, { endpoint }]) => endpoint !== '')
    const endpoints = Object.fromEntries(known.map(([host, { endpoint }]) => [host, endpoint]))
    return { ...this.assignment, endpoints }
  }

  private sending: Promise<void> = Promise.resolve()
  private send(frames: Buffer[]): Promise<void> {
    this.sending = this.sending.then(() => this.router.send(frames))
    return this.sending
  }

  private async listen(): Promise<void> {
    try {
      for await (const [identity, bytes] of this.router) if (identity && bytes) this.take(identity, bytes)
    } catch (error) {
      if (!this.isClosed) throw error
    }
  }

  private take(identity: Buffer, bytes: Buffer): void {
    const message = decodeHostMessage(bytes)
    const key = identity.toString('hex')
    if (message.type === 'hello') {
      const life = this.byToken.get(message.token)
      if (!life) throw new Error(`a process said hello with a wrong token`)
      life.identity = identity
      this.byIdentity.set(key, life)
    }
    this.byIdentity.get(key)?.take(message)
  }
}
