import { type ChildProcess, fork } from 'node:child_process'
import { z } from 'zod'
import type { NodeState } from '../sdk'
import { STOP_MS_MAX } from './limits'
import type { Runner, RunnerContext } from './runner'

/** What the backtest process tells over its lifeline. */
const backtestMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), step: z.number(), steps: z.number(), ts: z.string().nullable() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), error: z.string() }),
])
type BacktestMessage = z.infer<typeof backtestMessage>

/** A backtest: one process runs the whole graph and writes its results itself. It begins anew if it is interrupted. */
export class BacktestRun implements Runner {
  private child: ChildProcess | null = null
  private ended: Promise<void> = Promise.resolve()
  private isClosing = false
  /** What its process said of its end, once it has. */
  private outcome: 'finished' | 'failed' | null = null

  constructor(private readonly ctx: RunnerContext) {}

  start(): void {
    const { machine, files } = this.ctx
    const child = fork(machine.backtestScript, [], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.child = child
    let lastLine = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      lastLine = chunk.toString().trim().split('\n').at(-1) ?? lastLine
    })
    child.on('message', (value) => {
      const parsed = backtestMessage.safeParse(value)
      if (parsed.success) this.take(parsed.data)
    })
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        resolve()
        if (!this.isClosing && this.outcome === null) this.fail(`${reason}${lastLine ? `: ${lastLine}` : ''}`)
      }
      child.on('error', (error) => end(`the backtest could not be started: ${error.message}`))
      child.once('close', (code, signal) => end(`the backtest process ended with ${signal ?? `code ${code}`}`))
    })
    const { topology, seed } = this.ctx.desired()
    child.send({ type: 'backtest', topology, home: machine.home, outDir: files.runDir, seed })
    this.show('running', child.pid ?? null)
    this.ctx.onRunning()
  }

  async stop(): Promise<void> {
    this.isClosing = true
    const { child } = this
    if (!child) return
    // A closed channel would keep `close` from ever being told, so it is ended by a signal; one that is done ends by itself.
    if (this.outcome === null) child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
    await this.ended
    clearTimeout(timer)
    this.show(this.outcome ?? 'stopped', null)
  }

  private take(message: BacktestMessage): void {
    if (message.type === 'failed') this.fail(message.error)
    else if (message.type === 'done') {
      this.outcome = 'finished'
      this.ctx.onFinished()
    } else this.showProgress(message)
  }

  private showProgress({ step, steps, ts }: Extract<BacktestMessage, { type: 'progress' }>): void {
    if (this.ctx.desired().steps !== steps) this.ctx.update({ steps })
    this.ctx.retained.patch(this.nodes(), { step, ts, heartbeatAt: new Date().toISOString() })
    this.ctx.onProgress()
  }

  private fail(error: string): void {
    this.outcome = 'failed'
    this.show('failed', null)
    this.ctx.onFailed(error)
  }

  private show(state: NodeState, pid: number | null): void {
    this.ctx.retained.setState(this.nodes(), state, null, pid)
  }

  private nodes(): string[] {
    return this.ctx.desired().plan.nodes.map((node) => node.id)
  }
}
