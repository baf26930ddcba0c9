/**
 * Keeps the database up with the supervisor. Telemetry only says that there is something new; the records themselves are
 * fetched from the journals, from the mark kept in the same transaction as the rows. So nothing is lost or doubled,
 * whoever was away and for how long.
 */
import type { DeploymentInfo, PnlPoint, TelemetryUpdate } from '../../engine/sdk'
import { topologySchema } from '../../engine/sdk'
import type { Database } from '../db'
import { type Engine, EngineAway } from '../engine'
import { readRunRows } from '../runs/read-rows'
import { readRun } from '../runs/read-run'
import { type DeploymentBook, isActive } from './book'

/** Least time between two fetches of one deployment's records. */
const FETCH_EVERY_MS = 250

interface Work {
  /** Something came since the last fetch began. */
  isDirty: boolean
  isRunning: boolean
  points: PnlPoint[]
  timer: NodeJS.Timeout | null
  settled: Promise<void>
}

export interface ProjectorPorts {
  readonly db: Database
  readonly engine: Engine
  readonly book: DeploymentBook
  /** Told of what went wrong; projecting goes on with the next news. */
  onError(error: unknown): void
}

export class Projector {
  private readonly works = new Map<string, Work>()
  private readonly offs: (() => void)[] = []
  private isClosed = false

  constructor(private readonly ports: ProjectorPorts) {}

  /** Begins to listen, and catches up at once if the supervisor is there. */
  start(): void {
    const { engine, onError } = this.ports
    this.offs.push(
      engine.onTelemetry((id, update) => this.take(id, update)),
      engine.onConnection((connected) => {
        if (connected) this.catchUp().catch(onError)
      }),
    )
    if (engine.connected) this.catchUp().catch(onError)
  }

  /** Takes in everything the supervisor knows. */
  async catchUp(): Promise<void> {
    for (const info of await this.ports.engine.list()) {
      // One that cannot be taken in must not keep the others out.
      await this.noteInfo(info).catch((error: unknown) => {
        if (error instanceof EngineAway) throw error
        this.ports.onError(error)
      })
      await this.project(info.id)
    }
  }

  /** Fetches a deployment's new records now; resolves when they are in the database. */
  async project(id: string): Promise<void> {
    const work = this.workOf(id)
    work.isDirty = true
    await this.run(id, work)
  }

  async close(): Promise<void> {
    this.isClosed = true
    for (const off of this.offs) off()
    for (const { timer } of this.works.values()) if (timer) clearTimeout(timer)
    await Promise.all([...this.works.values()].map(({ settled }) => settled))
  }

  private workOf(id: string): Work {
    const found = this.works.get(id)
    if (found) return found
    const made: Work = { isDirty: false, isRunning: false, points: [], timer: null, settled: Promise.resolve() }
    this.works.set(id, made)
    return made
  }

  private take(id: string, update: TelemetryUpdate): void {
    const work = this.workOf(id)
    if (update.deployment) {
      this.ports.book.set(update.deployment)
      work.isDirty = true
    }
    if (update.pnl) work.points.push(...update.pnl.points)
    if (update.order || update.fill || update.pnl) work.isDirty = true
    this.schedule(id, work)
  }

  private schedule(id: string, work: Work): void {
    if (!work.isDirty || work.timer || this.isClosed) return
    work.timer = setTimeout(() => {
      work.timer = null
      this.run(id, work).catch(() => undefined)
    }, FETCH_EVERY_MS)
  }

  /** One fetch at a time for a deployment; who asks meanwhile waits for one that begins after the asking. */
  private run(id: string, work: Work): Promise<void> {
    const next = work.settled.then(async () => {
      if (!work.isDirty || this.isClosed) return
      work.isDirty = false
      try {
        await this.fetchAll(id, work)
      } catch (error) {
        // What was not taken in is asked for again with the next news, or when the supervisor is back.
        work.isDirty = true
        if (!(error instanceof EngineAway)) this.ports.onError(error)
      }
    })
    work.settled = next
    return next
  }

  private async fetchAll(id: string, work: Work): Promise<void> {
    const { db, book } = this.ports
    const info = book.get(id)
    if (info) await this.noteInfo(info)
    if (info?.mode !== 'backtest') await this.fetchRecords(id)
    const points = work.points.splice(0)
    if (points.length > 0) await db.records.addEquity(id, points)
    if (info && !isActive(info)) await this.noteRun(info)
  }

  private async fetchRecords(id: string): Promise<void> {
    const { db, engine } = this.ports
    let since = (await db.deployments.get(id))?.projected ?? 0
    for (;;) {
      const { orders, fills } = await engine.records(id, since)
      const through = newest(since, orders, fills)
      if (through === since) return
      await db.records.project(id, orders, fills, through)
      since = through
    }
  }

  /** A backtest keeps no journal while it runs; its rows come from its files, all at once. */
  private async readFiles(id: string): Promise<void> {
    const { db, engine } = this.ports
    if (((await db.deployments.get(id))?.projected ?? 0) > 0) return
    const { orders, fills } = await readRunRows(engine.runDirectory(id))
    await db.records.project(id, orders, fills, newest(0, orders, fills))
  }

  private async noteInfo(info: DeploymentInfo): Promise<void> {
    const { db, engine, book } = this.ports
    book.set(info)
    if (await db.deployments.update(info)) return
    const topology = topologySchema.safeParse((await engine.snapshot(info.id))?.topology)
    if (topology.success) await db.deployments.put(info, topology.data)
  }

  private async noteRun(info: DeploymentInfo): Promise<void> {
    if (info.mode === 'backtest') await this.readFiles(info.id)
    const run = await readRun(info, this.ports.engine.runDirectory(info.id))
    if (run) await this.ports.db.runs.put(run)
  }
}

type Numbered = readonly { readonly seq: number }[]

/** The highest number among these rows. Folded, as a backtest has more rows than a call takes arguments. */
const newest = (since: number, orders: Numbered, fills: Numbered): number =>
  [...orders, ...fills].reduce((highest, { seq }) => Math.max(highest, seq), since)
