/** The debug sessions of a supervisor: one process each, ended when nobody asks it anything for a while. */
import { type ChildProcess, fork } from 'node:child_process'
import type { DebugCommand, DebugCurve, DebugOpening, DebugState } from '../sdk'
import { SupervisorError } from '../wire/client-protocol'
import { type DebugMessage, type DebugRequest, debugMessage } from '../wire/debug-messages'
import { within } from './gate'
import {
  DEBUG_ANSWER_MS_MAX,
  DEBUG_FORSAKEN_MS,
  DEBUG_IDLE_MS_MAX,
  DEBUG_OPEN_MS_MAX,
  DEBUG_SESSIONS_MAX,
  DEBUG_SPARE_MS,
  STOP_MS_MAX,
} from './limits'
import { deathBoundStart } from './parent-death'

type Answer = Extract<DebugMessage, { id: number }>

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** One process and the questions it has not answered yet. */
class DebugProcess {
  readonly ended: Promise<void>
  askedMs = Date.now()
  private readonly opening: Promise<void>
  private readonly waiting = new Map<number, Waiting>()
  private nextId = 1
  private isOpen = false
  private isOver = false

  constructor(
    private readonly child: ChildProcess,
    request: DebugRequest,
    private readonly isSpare: boolean,
  ) {
    let settle: { resolve(): void; reject(error: Error): void } | null = null
    this.opening = new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
    const fail = (words: string) => {
      const error = new SupervisorError('HOST_FAILED', words)
      this.isOver = true
      settle?.reject(error)
      for (const { reject } of this.waiting.values()) reject(error)
      this.waiting.clear()
    }
    child.on('message', (value) => {
      const parsed = debugMessage.safeParse(value)
      if (!parsed.success) return
      const message = parsed.data
      if (message.type === 'failed') fail(message.error)
      else if (message.type === 'opened') settle?.resolve()
      else {
        this.waiting.get(message.id)?.resolve(message)
        this.waiting.delete(message.id)
      }
    })
    this.ended = new Promise((resolve) => {
      const end = (words: string) => {
        fail(words)
        resolve()
      }
      child.on('error', (error) => end(`the debug process could not be started: ${error.message}`))
      child.once('exit', (code, signal) =>
        end(`the debug process ended with ${signal ?? `code ${code}`}: open it again`),
      )
    })
    // One that has died is known by this a moment before its end is.
    child.once('disconnect', () => {
      this.isOver = true
    })
    this.opening.catch(() => undefined)
    child.send(request)
  }

  get isAlive(): boolean {
    return !this.isOver
  }

  /** True if it has been open, and asked nothing, since then. */
  isIdleSince(limitMs: number): boolean {
    return this.isOpen && this.askedMs < limitMs
  }

  /** True if it may be ended for the sake of another. */
  get makesRoom(): boolean {
    return this.isIdleSince(Date.now() - (this.isSpare ? DEBUG_SPARE_MS : DEBUG_FORSAKEN_MS))
  }

  async opened(): Promise<void> {
    await within(this.opening, DEBUG_OPEN_MS_MAX, late)
    this.isOpen = true
    this.askedMs = Date.now()
  }

  async ask(make: (id: number) => DebugRequest): Promise<Answer> {
    this.askedMs = Date.now()
    const id = this.nextId++
    if (this.isOver) throw gone()
    const answer = new Promise<Answer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
    })
    this.child.send(make(id), (error) => error && this.waiting.get(id)?.reject(gone()))
    return within(answer, DEBUG_ANSWER_MS_MAX, late)
  }

  /** Ends the process; from this call on it is asked nothing more, whether or not it is still there. */
  async close(): Promise<void> {
    this.isOver = true
    this.child.kill('SIGTERM')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX)
    await this.ended
    clearTimeout(timer)
  }
}

const gone = () => new SupervisorError('HOST_FAILED', 'the debug process has ended: open it again')
const late = () => new SupervisorError('HOST_FAILED', 'the debug process did not answer in time')

export class DebugSessions {
  private readonly open = new Map<string, DebugProcess>()
  private readonly sweeper: NodeJS.Timeout

  constructor(
    private readonly script: string,
    private readonly home: string,
    idleMsMax = DEBUG_IDLE_MS_MAX,
  ) {
    this.sweeper = setInterval(() => this.sweep(idleMsMax), Math.min(idleMsMax, 60_000) / 4)
    this.sweeper.unref()
  }

  /** Opens a run before its first step. @throws SupervisorError CONFLICT if there are too many, HOST_FAILED if it can't. */
  async start({ id, topology, seed, isSpare }: DebugOpening): Promise<void> {
    if (this.open.size >= DEBUG_SESSIONS_MAX) await this.makeRoom()
    if (this.open.has(id)) throw new SupervisorError('CONFLICT', `there is a debug session "${id}" already`)
    if (this.open.size >= DEBUG_SESSIONS_MAX)
      throw new SupervisorError(
        'CONFLICT',
        `${DEBUG_SESSIONS_MAX} debug sessions are open, the most there may be: leave one of them first`,
      )
    const bound = deathBoundStart()
    const child = fork(this.script, [], {
      execArgv: bound?.execArgv ?? [],
      ...(bound ? { execPath: bound.execPath } : {}),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const process = new DebugProcess(child, { type: 'open', topology, home: this.home, seed }, isSpare)
    this.open.set(id, process)
    void process.ended.then(() => this.open.delete(id))
    try {
      await process.opened()
    } catch (error) {
      await process.close()
      throw error
    }
  }

  /** @throws SupervisorError NOT_FOUND if there is no such session (any more). */
  async ask(id: string, command: DebugCommand): Promise<DebugState> {
    const answer = await this.find(id).ask((question) => ({ type: 'ask', id: question, command }))
    if (answer.type !== 'state') throw late()
    return answer.state
  }

  async curve(id: string): Promise<DebugCurve> {
    const answer = await this.find(id).ask((question) => ({ type: 'curve', id: question }))
    if (answer.type !== 'curve') throw late()
    return answer.curve
  }

  /** Ends a session; one that is gone already is no trouble. */
  async end(id: string): Promise<void> {
    await this.open.get(id)?.close()
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper)
    await Promise.all([...this.open.values()].map((process) => process.close()))
  }

  private find(id: string): DebugProcess {
    const found = this.open.get(id)
    if (found?.isAlive) return found
    throw new SupervisorError(
      'NOT_FOUND',
      'this debug session has ended: sessions that are not used for a while end by themselves; open it again',
    )
  }

  /**
   * Waits for one that is just ending, else ends the session, of those that may be ended for another, that has been asked
   * nothing for the longest time.
   */
  private async makeRoom(): Promise<void> {
    const ending = [...this.open.values()].filter((one) => !one.isAlive)
    if (ending.length > 0) return Promise.race(ending.map(({ ended }) => ended))
    const [oldest] = [...this.open.values()].filter((one) => one.makesRoom).sort((a, b) => a.askedMs - b.askedMs)
    await oldest?.close()
  }

  private sweep(idleMsMax: number): void {
    const limitMs = Date.now() - idleMsMax
    for (const process of this.open.values()) if (process.isIdleSince(limitMs)) void process.close()
  }
}
