/** A process that runs backtests, one after the other, as its parent sees it. */
import { type ChildProcess, fork } from 'node:child_process'
import { type BacktestMessage, type BacktestRequest, backtestMessage } from '../backtest/messages'
import { STOP_MS_MAX } from './limits'

/** Who is told how a run goes. */
export interface BacktestListener {
  onMessage(message: BacktestMessage): void
  /** The process is gone, or never came: why, in words. */
  onEnd(reason: string): void
}

export class BacktestProcess {
  private readonly child: ChildProcess
  private listener: BacktestListener | null = null
  private lastLine = ''
  private hasEnded = false
  /** Resolves when it is gone. */
  readonly ended: Promise<void>

  constructor(script: string) {
    this.child = fork(script, [], { execArgv: ['--enable-source-maps'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.lastLine = chunk.toString().trim().split('\n').at(-1) ?? this.lastLine
    })
    this.child.on('message', (value) => {
      const parsed = backtestMessage.safeParse(value)
      if (parsed.success) this.listener?.onMessage(parsed.data)
    })
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        resolve()
        if (this.hasEnded) return
        this.hasEnded = true
        this.listener?.onEnd(`${reason}${this.lastLine ? `: ${this.lastLine}` : ''}`)
      }
      this.child.on('error', (error) => end(`the backtest could not be started: ${error.message}`))
      this.child.once('close', (code, signal) => end(`the backtest process ended with ${signal ?? `code ${code}`}`))
    })
  }

  get pid(): number | null {
    return this.child.pid ?? null
  }

  /** True while a request can reach it. */
  get isThere(): boolean {
    return !this.hasEnded && this.child.connected && this.child.exitCode === null && this.child.signalCode === null
  }

  /** Begins a run; the one before it must be done. */
  run(request: BacktestRequest, listener: BacktestListener): void {
    this.listener = listener
    this.lastLine = ''
    this.child.send(request)
  }

  /** Nobody listens any more. */
  leave(): void {
    this.listener = null
  }

  /** Ends it. A closed channel would keep `close` from ever being told, so it is ended by a signal. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM')
    await this.whenEnded()
  }

  /** Waits for it to end by itself; one that does not is killed. */
  async whenEnded(): Promise<void> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX)
    await this.ended
    clearTimeout(timer)
  }
}
