import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { type SweepInfo, sweepInfo, type Topology, topologySchema } from '../sdk'
import type { SweepRequest } from '../wire/client-protocol'
import { sweepDirectory } from '../wire/home'
import { readTextIfThere, wordsOf, writeFileAtomic } from './files'
import { NICE_OF_SWEEPS, STOP_MS_MAX, SWEEP_STARTS_MAX } from './limits'
import { standBack } from './stand-back'

const REQUEST_FILE = 'request.json'

const requestFile = z.object({
  format: z.literal('patchbay.sweep-request/1'),
  info: sweepInfo,
  topology: topologySchema,
})

const sweepMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ended') }),
  z.object({ type: z.literal('failed'), error: z.string() }),
])

/** One sweep: what is wanted of it, and the process that makes it. A process that dies is started again and goes on. */
export class Sweep {
  private child: ChildProcess | null = null
  private gone: Promise<void> = Promise.resolve()
  private outcome: z.infer<typeof sweepMessage> | null = null
  private starts = 0
  private isSuspended = false
  private hasEnded: () => void = () => {}

  private constructor(
    private readonly home: string,
    private current: SweepInfo,
    private readonly topology: Topology,
    private readonly script: string,
    private readonly warn: (message: string) => void,
  ) {}

  /** Writes a new sweep down. @throws Error if the disk does not take it. */
  static create(home: string, input: SweepRequest, script: string, warn: (message: string) => void): Sweep {
    const { id, topologyId, topology, spec } = input
    const startedAt = new Date().toISOString()
    const info: SweepInfo = { id, topologyId, name: topology.name, spec, requested: 'run', startedAt, ended: null }
    const sweep = new Sweep(home, info, topology, script, warn)
    sweep.save()
    return sweep
  }

  /** Null if the folder holds none. @throws Error naming a file that can't be read. */
  static load(home: string, id: string, script: string, warn: (message: string) => void): Sweep | null {
    const path = join(sweepDirectory(home, id), REQUEST_FILE)
    const text = readTextIfThere(path)
    if (text === null) return null
    try {
      const { info, topology } = requestFile.parse(JSON.parse(text))
      return new Sweep(home, info, topology, script, warn)
    } catch (cause) {
      throw new Error(`${path} can't be read: restore it from a backup, or remove the folder`, { cause })
    }
  }

  get info(): SweepInfo {
    return this.isWaiting ? { ...this.current, isWaiting: true } : this.current
  }

  /** True while its turn has not come. */
  get isWaiting(): boolean {
    return this.isActive && this.starts === 0
  }

  get dir(): string {
    return sweepDirectory(this.home, this.current.id)
  }

  get isActive(): boolean {
    return this.current.ended === null
  }

  /** Starts its process; what was done before is not done again. @param hasEnded told once, when it is over. */
  begin(hasEnded: () => void): void {
    this.hasEnded = hasEnded
    this.run()
  }

  private run(): void {
    if (this.current.requested === 'stop') {
      this.end('cancelled', null)
      return
    }
    this.starts++
    this.outcome = null
    const child = fork(this.script, [], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    standBack(child, NICE_OF_SWEEPS)
    this.child = child
    let lastLine = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      lastLine = chunk.toString().trim().split('\n').at(-1) ?? lastLine
    })
    child.on('message', (value) => {
      const parsed = sweepMessage.safeParse(value)
      if (parsed.success) this.outcome = parsed.data
    })
    this.gone = new Promise((resolve) => {
      const gone = (why: string) => {
        resolve()
        if (this.child === child) this.ended(lastLine ? `${why}: ${lastLine}` : why)
      }
      // Not `once`: what could not be started also fails to take what it is sent, and an unheard error ends everything.
      child.on('error', (error) => gone(`it could not be started: ${error.message}`))
      child.once('close', (code, signal) => gone(`its process ended with ${signal ?? `code ${code}`}`))
    })
    const { spec } = this.current
    child.send({ type: 'sweep', topology: this.topology, spec, home: this.home, outDir: this.dir })
  }

  /** Asks it to stop; its process writes down what it has. */
  stop(): SweepInfo {
    if (!this.isActive) return this.current
    this.current = { ...this.current, requested: 'stop' }
    if (this.isWaiting) {
      this.end('cancelled', null)
      return this.current
    }
    this.save()
    const { child } = this
    if (child?.connected) child.send({ type: 'cancel' })
    const timer = setTimeout(() => child?.kill('SIGKILL'), STOP_MS_MAX)
    void this.gone.then(() => clearTimeout(timer))
    return this.current
  }

  /** Ends its process at once, but wants it again at the next start: each result is on disk as soon as it is there. */
  async suspend(): Promise<void> {
    this.isSuspended = true
    this.child?.kill('SIGKILL')
    await this.gone
  }

  private ended(why: string): void {
    this.child = null
    if (this.isSuspended) return
    if (this.current.requested === 'stop') this.end('cancelled', null)
    else if (this.outcome?.type === 'failed') this.end('failed', this.outcome.error)
    else if (this.outcome) this.end('finished', null)
    else if (this.starts < SWEEP_STARTS_MAX) this.run()
    else this.end('failed', `${why}, ${SWEEP_STARTS_MAX} times`)
  }

  private end(state: 'finished' | 'cancelled' | 'failed', error: string | null): void {
    this.current = { ...this.current, ended: { state, at: new Date().toISOString(), error } }
    try {
      this.save()
    } catch (cause) {
      this.warn(wordsOf(cause))
    }
    const { hasEnded } = this
    this.hasEnded = () => {}
    hasEnded()
  }

  private save(): void {
    const file = { format: 'patchbay.sweep-request/1', info: this.current, topology: this.topology }
    writeFileAtomic(join(this.dir, REQUEST_FILE), JSON.stringify(file))
  }
}
