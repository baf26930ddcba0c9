import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CONTROL_PROTOCOL, type HostCommand, type HostMessage } from '../wire/control'
import { launchArguments } from '../wire/launch'
import type { ControlHub } from './control-hub'
import { COMMAND_MS_MAX, HELLO_MS_MAX, STDERR_LINE_LENGTH_MAX, STDERR_LINES_KEPT, STOP_MS_MAX } from './limits'
import { LogFile } from './log-file'
import { deathBoundStart } from './parent-death'
import { standBack } from './stand-back'

/** A command without the id, which is given when it is sent. */
export type Command = HostCommand extends infer C ? (C extends { id: number } ? Omit<C, 'id'> : never) : never

/** A host did not do what it was told, in words. */
export class HostError extends Error {
  override readonly name = 'HostError'
  constructor(
    message: string,
    /** True where the host itself refused: trying again would not help. */
    readonly isRefusal = false,
  ) {
    super(message)
  }
}

export interface HostSpec {
  readonly script: string
  readonly deployment: string
  readonly host: string
  readonly dir: string
  /** How far it stands back behind the supervisor: see limits.ts. */
  readonly nice: number
}

export interface HostExit {
  readonly reason: string
  readonly livedMs: number
}

type Reply = Extract<HostMessage, { type: 'reply'; ok: true }>

/** How far a host is, and which hosts, itself included, have something to handle that it knows of. */
export interface Rest {
  readonly step: number
  readonly owes: readonly string[]
}

interface Pending {
  resolve(reply: Reply): void
  reject(error: Error): void
  readonly timer: NodeJS.Timeout
}

/**
 * A host holds some 20 MB, of which a collection has to look at one or two: waking threads to help costs more than it
 * saves, and on a busy machine the collection then waits for them.
 */
const COLLECT_ALONE = '--single-threaded-gc'

/** One life of a node host: a forked child, what is asked of it and how it ended. */
export class HostProcess {
  /** Where it listens for data; rejects if it ends, or says nothing, before. */
  readonly hello: Promise<string>
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<HostExit>
  lastBeatMs = Date.now()
  private readonly startedMs = Date.now()
  private readonly child: ChildProcess
  private readonly token: string
  private readonly pending = new Map<number, Pending>()
  private readonly stderr: string[] = []
  private nextId = 1
  private hasEnded = false
  private hasGreeted = false
  private whyKilled: string | null = null

  constructor(
    private readonly hub: ControlHub,
    private readonly spec: HostSpec,
    onMessage: (message: HostMessage) => void,
  ) {
    let greeted = (_endpoint: string) => {}
    let failed = (_error: Error) => {}
    this.hello = new Promise((resolve, reject) => {
      greeted = resolve
      failed = reject
    })
    this.hello.catch(() => undefined)
    this.token = hub.admit({
      onHello: ({ endpoint, protocol }) => {
        this.hasGreeted = true
        if (protocol === CONTROL_PROTOCOL) greeted(endpoint)
        else this.kill(`it speaks version ${protocol} of the control protocol, not ${CONTROL_PROTOCOL}`)
      },
      onMessage: (message) => (message.type === 'reply' ? this.settle(message) : onMessage(message)),
    })
    this.child = this.spawn()
    const timer = setTimeout(() => this.kill(`it did not say hello within ${HELLO_MS_MAX / 1000} s`), HELLO_MS_MAX)
    void this.hello.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    )
    this.ended = this.watch()
    void this.ended.then(({ reason }) => failed(new HostError(reason)))
  }

  get isAlive(): boolean {
    return !this.hasEnded
  }

  get pid(): number | null {
    return this.hasEnded ? null : (this.child.pid ?? null)
  }

  /** Sends a command and waits for its reply: the step it told, if any. @throws HostError */
  async ask(command: Command, msMax = COMMAND_MS_MAX): Promise<number | null> {
    return (await this.send(command, msMax)).step ?? null
  }

  /** Tells it to hold. @returns how far it is, and who has something to handle that it knows of. @throws HostError */
  async hold(): Promise<Rest> {
    const { step, owes } = await this.send({ type: 'hold' }, COMMAND_MS_MAX)
    if (step === undefined) throw new HostError('it did not say at which step it holds', true)
    return { step, owes: owes ?? [] }
  }

  private send(command: Command, msMax: number): Promise<Reply> {
    if (this.hasEnded) return Promise.reject(new HostError('its process has ended'))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const late = () => {
        this.pending.delete(id)
        reject(new HostError(`it did not answer "${command.type}" within ${msMax / 1000} s`))
      }
      this.pending.set(id, { resolve, reject, timer: setTimeout(late, msMax) })
      this.hub.send(this.token, { ...command, id } as HostCommand)
    })
  }

  /** Asks it to end in order, and kills it when it does not. Resolves when it has ended. */
  async stop(msMax = STOP_MS_MAX): Promise<void> {
    if (this.hasEnded) return
    // Before its hello it can't be told anything, and has done nothing.
    if (!this.hasGreeted) this.kill('it was stopped before it began')
    else this.ask({ type: 'stop' }, msMax).catch(() => undefined)
    const timer = setTimeout(() => this.kill(`it did not stop within ${msMax / 1000} s`), msMax)
    await this.ended
    clearTimeout(timer)
  }

  kill(why: string): void {
    this.whyKilled ??= why
    this.child.kill('SIGKILL')
  }

  private spawn(): ChildProcess {
    const { script, deployment, host, dir, nice } = this.spec
    mkdirSync(dir, { recursive: true })
    const { args, env } = launchArguments({ control: this.hub.endpoint, deployment, host, token: this.token })
    const bound = deathBoundStart()
    const child = fork(script, args, {
      // No source maps: reading them takes every host as long as starting does, and the bundle keeps all names.
      execArgv: [...(bound?.execArgv ?? []), COLLECT_ALONE],
      ...(bound ? { execPath: bound.execPath } : {}),
      env: { ...process.env, ...env, ...bound?.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Of the supervisor's own session: where the kernel shares the processors out between sessions first (autogroups),
      // a hundred hosts with sessions of their own would leave it a hundredth.
    })
    standBack(child, nice)
    return child
  }

  private watch(): Promise<HostExit> {
    const log = new LogFile(join(this.spec.dir, 'host.log'))
    this.child.stdout?.on('data', (chunk: Buffer) => log.write(chunk.toString()))
    this.child.stderr?.on('data', (chunk: Buffer) => {
      log.write(chunk.toString())
      this.keepLines(chunk.toString())
    })
    return new Promise((resolve) => {
      const end = (reason: string) => {
        if (this.hasEnded) return
        this.hasEnded = true
        log.close()
        this.hub.dismiss(this.token)
        this.rejectAll(reason)
        resolve({ reason, livedMs: Date.now() - this.startedMs })
      }
      this.child.on('error', (error) => end(`it could not be started: ${error.message}`))
      // `close`, not `exit`: only then has everything it wrote to stderr been read.
      this.child.once('close', (code, signal) => end(this.describeEnd(code, signal)))
    })
  }

  private describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
    const how = this.whyKilled ?? (signal ? `it was killed (${signal})` : `it ended with code ${code}`)
    const words = this.errorLine()
    return words ? `${how}: ${words}` : how
  }

  /** The line of stderr that says most: the last that names an error, else the last. */
  private errorLine(): string | undefined {
    const lines = this.stderr.filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line))
    return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1))?.trim()
  }

  private keepLines(text: string): void {
    for (const line of text.split('\n')) if (line.trim()) this.stderr.push(line.slice(0, STDERR_LINE_LENGTH_MAX))
    this.stderr.splice(0, this.stderr.length - STDERR_LINES_KEPT)
  }

  private settle(reply: Extract<HostMessage, { type: 'reply' }>): void {
    const pending = this.pending.get(reply.id)
    if (!pending) return
    this.pending.delete(reply.id)
    clearTimeout(pending.timer)
    if (reply.ok) pending.resolve(reply)
    else pending.reject(new HostError(reply.error, true))
  }

  private rejectAll(reason: string): void {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer)
      reject(new HostError(reason))
    }
    this.pending.clear()
  }
}
