import { BacktestProcess } from './backtest-process'
import { BACKTEST_KEPT_MS } from './limits'

/**
 * Where backtests find their process. One that is done waits a while for the next: it is up, and its code is compiled, so
 * that a changed parameter is answered at once. There is at most one that waits.
 */
export class BacktestProcesses {
  private waiting: BacktestProcess | null = null
  private timer: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(private readonly script: string) {}

  /** The one that waits, or a new one. */
  take(): BacktestProcess {
    clearTimeout(this.timer)
    const kept = this.waiting
    this.waiting = null
    return kept?.isThere ? kept : new BacktestProcess(this.script)
  }

  /** Takes back one whose run is done. */
  keep(process: BacktestProcess): void {
    process.leave()
    if (this.isClosed || this.waiting?.isThere || !process.isThere) return void process.end()
    this.waiting = process
    this.timer = setTimeout(() => void this.letGo(), BACKTEST_KEPT_MS)
    this.timer.unref()
  }

  /** Ends the one that waits. */
  async close(): Promise<void> {
    this.isClosed = true
    await this.letGo()
  }

  private async letGo(): Promise<void> {
    clearTimeout(this.timer)
    const kept = this.waiting
    this.waiting = null
    await kept?.end()
  }
}
