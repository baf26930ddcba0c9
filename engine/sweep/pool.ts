/** Worker threads that run trials. One that dies takes only its own trial with it. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { broken, type FromWorker, type ToWorker, type TrialJob, type TrialOutcome, type WorkerSetup } from './job'
import type { SharedColumns } from './shared-columns'

/** Runs trials, several at a time. */
export interface TrialPool {
  /** How many run at the same time. */
  readonly size: number
  /** @throws Error if no worker can be started. */
  run(job: Omit<TrialJob, 'id'>): Promise<TrialOutcome>
  /** Ends it at once; what still runs is never answered. */
  close(): Promise<void>
}

export interface PoolOptions {
  /** Bundle of the worker. */
  readonly script: string
  readonly setup: WorkerSetup
  readonly columns: SharedColumns
  /** By default one a core. */
  readonly size?: number
}

/** Heap of one worker: a trial that needs more fails, and no other with it. */
const WORKER_HEAP_MB_MAX = 2_048

interface Work {
  readonly job: TrialJob
  resolve(outcome: TrialOutcome): void
  reject(error: Error): void
}

interface Seat {
  readonly worker: Worker
  isReady: boolean
  work: Work | null
}

export class WorkerPool implements TrialPool {
  readonly size: number
  private readonly seats = new Set<Seat>()
  private readonly queue: Work[] = []
  private nextId = 0
  private isClosed = false

  constructor(private readonly options: PoolOptions) {
    this.size = options.size ?? availableParallelism()
  }

  run(job: Omit<TrialJob, 'id'>): Promise<TrialOutcome> {
    return new Promise((resolve, reject) => {
      this.queue.push({ job: { ...job, id: this.nextId++ }, resolve, reject })
      this.dispatch()
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    this.queue.length = 0
    const workers = [...this.seats].map(({ worker }) => worker)
    this.seats.clear()
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  private dispatch(): void {
    if (this.isClosed) return
    const free = [...this.seats].filter(({ work }) => work === null)
    while (this.queue.length > free.length && this.seats.size < this.size) free.push(this.open())
    for (const seat of free) {
      const work = this.queue.shift()
      if (!work) return
      seat.work = work
      this.send(seat, { type: 'job', job: work.job })
    }
  }

  private open(): Seat {
    const { script, setup } = this.options
    const worker = new Worker(script, {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB_MAX },
    })
    const seat: Seat = { worker, isReady: false, work: null }
    let error = ''
    worker.on('message', (message: FromWorker) => this.receive(seat, message))
    worker.on('error', (cause) => {
      error = cause instanceof Error ? cause.message : String(cause)
    })
    worker.on('exit', (code) => this.lost(seat, error || `exit code ${code}`))
    this.seats.add(seat)
    return seat
  }

  private receive(seat: Seat, message: FromWorker): void {
    if (message.type === 'ready') seat.isReady = true
    else if (message.type === 'open') void this.answerOpen(seat, message)
    else {
      const { work } = seat
      seat.work = null
      work?.resolve(message.outcome)
      this.dispatch()
    }
  }

  private async answerOpen(seat: Seat, { key, request }: Extract<FromWorker, { type: 'open' }>): Promise<void> {
    try {
      const columns = await this.options.columns.get(request)
      this.send(seat, { type: 'columns', key, columns, error: '' })
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      this.send(seat, { type: 'columns', key, columns: null, error: words })
    }
  }

  private send(seat: Seat, message: ToWorker): void {
    seat.worker.postMessage(message)
  }

  /** A worker has ended that was not asked to. */
  private lost(seat: Seat, why: string): void {
    if (!this.seats.delete(seat)) return
    const { work } = seat
    // One that never came up would not come up a second time either.
    if (!seat.isReady) work?.reject(new Error(`the workers of the sweep can't be started: ${why}`))
    else work?.resolve(broken('failed', `its worker died: ${why}`))
    this.dispatch()
  }
}
