import type { NodeState } from '../sdk'
import type { HostMessage } from '../wire/control'
import { Backoff } from './backoff'
import { wordsOf } from './files'
import type { Turnstile } from './gate'
import { HostError, type HostExit, type HostProcess } from './host-process'
import { FAILURES_MAX, HEARTBEAT_DEGRADED_MS, HEARTBEAT_LOST_MS, STOP_MS_MAX } from './limits'

export interface KeeperDeps {
  readonly turnstile: Turnstile
  spawn(host: string, onMessage: (message: HostMessage) => void): HostProcess
  /** Configures a process that has said hello and lets it run. */
  bringUp(keeper: HostKeeper, process: HostProcess): Promise<void>
  onState(keeper: HostKeeper, state: NodeState, note: string | null): void
  onMessage(keeper: HostKeeper, message: HostMessage): void
}

/** Keeps one host running: starts it, watches its heartbeat, and starts it again when it dies. */
export class HostKeeper {
  process: HostProcess | null = null
  /** Where this life of it listens; null before its hello. */
  endpoint: string | null = null
  /** What this life has been told of where others listen; null before it was configured. */
  known: Map<string, string> | null = null
  /** True from when it runs until it ends. */
  isUp = false
  /** It has handled the last step of the timeline. */
  hasFinished = false
  /** Given up after too many failures. */
  hasFailed = false
  /** On trial it gets one life only: what it is started for is undone if that fails. */
  isOnTrial = false
  restarts = 0
  private isWanted = false
  private isDegraded = false
  private readonly backoff = new Backoff()
  private upSinceMs: number | null = null
  private wake: (() => void) | null = null
  private loop: Promise<void> = Promise.resolve()
  private listeners: { isDone: () => boolean; resolve: () => void; reject: (error: Error) => void }[] = []
  /** Why the last life ended. */
  lastReason: string | null = null

  constructor(
    readonly host: string,
    private readonly deps: KeeperDeps,
  ) {}

  start(): void {
    if (this.isWanted) return
    this.isWanted = true
    this.hasFailed = false
    this.backoff.reset()
    this.loop = this.loop.then(() => this.keep())
  }

  /** Starts it again after it was given up; one that lives, but has failed, in a fresh process. Resolves when it runs. */
  async renew(): Promise<void> {
    if (this.hasFailed) this.start()
    const { process } = this
    if (this.isUp && process) {
      process.kill('it had failed, and was started anew')
      await process.ended
      // Only after this is it noted that the process has ended.
      await new Promise(setImmediate)
    }
    await this.whenUp()
  }

  /** Ends it in order. Resolves when no process is left. */
  async stop(msMax = STOP_MS_MAX): Promise<void> {
    this.isWanted = false
    this.tell()
    if (this.process) this.deps.onState(this, 'stopping', null)
    this.wake?.()
    await this.process?.stop(msMax)
    await this.loop
  }

  /** Resolves when it has said hello. @throws HostError if it is given up or stopped before. */
  whenGreeted(): Promise<void> {
    return this.when(() => this.endpoint !== null)
  }

  /** Resolves when it runs. @throws HostError if it is given up or stopped before. */
  whenUp(): Promise<void> {
    return this.when(() => this.isUp)
  }

  /** Looks after the heartbeat. @param lagMs how late this look is: time in which no beat could have been read. */
  check(nowMs: number, lagMs: number): void {
    const { process } = this
    if (!process || !this.isUp) return
    process.lastBeatMs += lagMs
    const silentMs = nowMs - process.lastBeatMs
    if (silentMs >= HEARTBEAT_LOST_MS) process.kill(`no heartbeat for ${HEARTBEAT_LOST_MS / 1000} s`)
    else if (silentMs >= HEARTBEAT_DEGRADED_MS && !this.isDegraded) {
      this.isDegraded = true
      this.deps.onState(this, 'degraded', `no heartbeat for ${Math.floor(silentMs / 1000)} s`)
    }
  }

  private async keep(): Promise<void> {
    while (this.isWanted) {
      const exit = await this.live()
      if (!this.isWanted) break
      await this.afterFailure(exit)
    }
    this.tell()
    if (!this.hasFailed) this.deps.onState(this, 'stopped', null)
  }

  /** One life, from spawn to end. */
  private async live(): Promise<HostExit> {
    this.deps.onState(this, this.restarts > 0 ? 'restarting' : 'starting', this.lastReason)
    const leave = await this.deps.turnstile.enter()
    if (!this.isWanted) {
      leave()
      return { reason: 'it was stopped', livedMs: 0 }
    }
    try {
      return await this.liveThrough(leave)
    } catch (error) {
      return { reason: wordsOf(error), livedMs: 0 }
    } finally {
      leave()
      this.forget()
    }
  }

  private async liveThrough(leave: () => void): Promise<HostExit> {
    const process = this.deps.spawn(this.host, (message) => this.receive(process, message))
    this.process = process
    let refusal: string | null = null
    try {
      this.endpoint = await process.hello
      leave()
      this.tell()
      const gone = process.ended.then(({ reason }) => Promise.reject(new HostError(reason)))
      await Promise.race([this.deps.bringUp(this, process), gone])
      this.isUp = true
      this.upSinceMs = Date.now()
      process.lastBeatMs = Date.now()
      this.deps.onState(this, 'running', null)
      this.tell()
    } catch (error) {
      refusal = wordsOf(error)
      process.kill(refusal)
    }
    const exit = await process.ended
    return refusal === null ? exit : { ...exit, reason: refusal }
  }

  private forget(): void {
    this.process = null
    this.endpoint = null
    this.known = null
    this.isUp = false
    this.isDegraded = false
  }

  private async afterFailure({ reason }: HostExit): Promise<void> {
    const healthyMs = this.upSinceMs === null ? 0 : Date.now() - this.upSinceMs
    this.upSinceMs = null
    this.lastReason = reason
    if (this.isOnTrial) {
      this.isWanted = false
      return
    }
    const delayMs = this.backoff.fail(healthyMs)
    if (delayMs === null) {
      this.isWanted = false
      this.hasFailed = true
      this.deps.onState(this, 'failed', `given up after ${FAILURES_MAX} failures in a row; the last: ${reason}`)
      return
    }
    this.restarts++
    this.deps.onState(this, 'crashed', reason)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = null
  }

  private receive(process: HostProcess, message: HostMessage): void {
    if (this.process !== process) return
    process.lastBeatMs = Date.now()
    if (this.isDegraded) {
      this.isDegraded = false
      this.deps.onState(this, 'running', null)
    }
    if (message.type === 'finished') this.hasFinished = true
    this.deps.onMessage(this, message)
  }

  private when(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listeners.push({ isDone, resolve, reject })
      this.tell()
    })
  }

  /** Lets those go on who wait for what now is, or can no longer be. */
  private tell(): void {
    this.listeners = this.listeners.filter(({ isDone, resolve, reject }) => {
      if (isDone()) resolve()
      else if (!this.isWanted) reject(new HostError(this.lastReason ?? 'it was stopped'))
      else return true
      return false
    })
  }
}
