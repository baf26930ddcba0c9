import type { BacktestMessage } from '../backtest/messages'
import type { NodeState } from '../sdk'
import type { BacktestProcess } from './backtest-process'
import type { Runner, RunnerContext } from './runner'

/** A backtest: one process runs the whole graph and writes its results itself. It begins anew if it is interrupted. */
export class BacktestRun implements Runner {
  /** None before the start, and once the run is done: then it may serve another. */
  private process: BacktestProcess | null = null
  private isClosing = false
  /** What its process said of its end, once it has. */
  private outcome: 'finished' | 'failed' | null = null

  constructor(private readonly ctx: RunnerContext) {}

  start(): void {
    const { machine, files } = this.ctx
    const { topology, seed } = this.ctx.desired()
    this.process = machine.backtests.take()
    this.process.run(
      { type: 'backtest', topology, home: machine.home, outDir: files.runDir, seed },
      {
        onMessage: (message) => this.take(message),
        onEnd: (reason) => {
          if (!this.isClosing && this.outcome === null) this.fail(reason)
        },
      },
    )
    this.show('running', this.process.pid)
    this.ctx.onRunning()
  }

  async stop(): Promise<void> {
    this.isClosing = true
    const { process } = this
    // One that failed ends by itself.
    if (process) await (this.outcome === null ? process.end() : process.whenEnded())
    this.show(this.outcome ?? 'stopped', null)
  }

  private take(message: BacktestMessage): void {
    if (message.type === 'failed') this.fail(message.error)
    else if (message.type === 'done') this.finish(message.waits)
    else this.showProgress(message)
  }

  private finish(waits: boolean): void {
    this.outcome = 'finished'
    // One that is being ended serves nobody.
    if (waits && this.process && !this.isClosing) {
      this.ctx.machine.backtests.keep(this.process)
      this.process = null
    }
    this.ctx.onFinished()
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
