/** What a deployment has told so far, kept for whoever looks later, and passed on as it changes. */
import { z } from 'zod'
import type { Plan } from '../graph'
import {
  type AlertRow,
  alertRow,
  type LinkStatus,
  type LogRow,
  linkStatus,
  logRow,
  type NodeState,
  type NodeStatus,
  nodeStatus,
  type PnlPoint,
  type PositionRow,
  pnlPoint,
  positionRow,
  type TelemetryUpdate,
} from '../sdk'
import type { HostMessage } from '../wire/control'
import { guardControlAfter } from './control-state'
import { readTextIfThere, writeFileAtomic } from './files'
import { LogFile } from './log-file'
import { PnlCurve } from './pnl-curve'
import { blankLink, blankNode, keepNewest, rate, tailLines } from './retained-rows'
import { tickToOrderShares } from './tick-to-order'

type Beat = Extract<HostMessage, { type: 'heartbeat' }>
type Account = Extract<HostMessage, { type: 'account' }>

const retainedFile = z.object({
  nodes: z.array(nodeStatus),
  links: z.array(linkStatus),
  pnl: z.array(pnlPoint),
  gateways: z.record(z.string(), z.object({ point: pnlPoint.nullable(), positions: z.array(positionRow) })),
})

export interface LogInput {
  readonly node: string | null
  readonly level: LogRow['level']
  readonly message: string
  /** Makes it an alert. */
  readonly code?: string
  /** Wall clock; now where it is left out. */
  readonly at?: string
}

/** What a link tells of the moment only. */
const SILENT = { eventsPerSecond: 0, queued: 0, latencyMsP50: null, latencyMsP99: null, tickToOrderShare: null }

export class Retained {
  private readonly nodes = new Map<string, NodeStatus>()
  private readonly links = new Map<string, LinkStatus>()
  private readonly curve = new PnlCurve()
  private log: LogRow[] = []
  private alerts: AlertRow[] = []
  private logSeq = 0
  private readonly logFile: LogFile
  private readonly nodeIds = new Map<number, string>()
  private readonly linkNames = new Map<number, string>()
  private readonly beatMs = new Map<string, number>()
  private isChanged = false
  private plan: Plan | null = null

  constructor(
    private readonly path: string,
    logPath: string,
    private readonly emit: (update: TelemetryUpdate) => void,
  ) {
    this.logFile = new LogFile(logPath)
    this.loadLog(logPath)
    this.load()
  }

  /** Takes over a plan: statuses of what is new in it are made, of what has left are dropped. */
  setPlan(plan: Plan, stopped: ReadonlySet<string>): void {
    this.plan = plan
    this.nodeIds.clear()
    this.linkNames.clear()
    for (const node of plan.nodes) {
      this.nodeIds.set(node.index, node.id)
      const before = this.nodes.get(node.id)
      const requested = stopped.has(node.id) ? 'stop' : 'run'
      const base = before?.kind === node.kind ? before : blankNode(node.id, node.kind)
      this.nodes.set(node.id, { ...base, requested })
    }
    for (const link of plan.links) {
      this.linkNames.set(link.index, link.name)
      if (!this.links.has(link.name)) this.links.set(link.name, blankLink(link.name))
    }
    const ids = new Set(plan.nodes.map((node) => node.id))
    const names = new Set(plan.links.map((link) => link.name))
    for (const id of this.nodes.keys()) if (!ids.has(id)) this.nodes.delete(id)
    for (const name of this.links.keys()) if (!names.has(name)) this.links.delete(name)
    this.publish({ node: [...this.nodes.values()], link: [...this.links.values()] })
  }

  statusOf(id: string): NodeStatus | undefined {
    return this.nodes.get(id)
  }

  /** Changes nodes for another reason than a heartbeat. */
  patch(ids: readonly string[], change: Partial<NodeStatus>): void {
    const changed = ids.flatMap((id) => {
      const before = this.nodes.get(id)
      if (!before) return []
      const after = { ...before, ...change }
      this.nodes.set(id, after)
      return [after]
    })
    if (changed.length > 0) this.publish({ node: changed })
  }

  /** Sets the state of nodes, with what follows from it. */
  setState(ids: readonly string[], state: NodeState, note: string | null, pid: number | null): void {
    const isDown = pid === null
    this.patch(ids, {
      state,
      note,
      pid,
      ...(isDown ? { mode: null, cpu: null, rssBytes: null, eventsInPerSecond: 0, eventsOutPerSecond: 0 } : {}),
    })
  }

  /** @param isUp false while the supervisor knows better than the host what state it is in. */
  beat(beat: Beat, isUp: boolean, nowMs = Date.now()): void {
    const moved: NodeStatus[] = []
    const same: NodeStatus[] = []
    for (const told of beat.nodes) {
      const before = this.nodes.get(this.nodeIds.get(told.node) ?? '')
      if (!before) continue
      const seconds = this.secondsSince(before.node, nowMs)
      const { node: _index, state, control, mode, ...figures } = told
      const after: NodeStatus = {
        ...before,
        ...figures,
        note: isUp ? told.note : before.note,
        state: isUp ? state : before.state,
        cpu: beat.cpu,
        rssBytes: beat.rssBytes,
        heartbeatAt: new Date(nowMs).toISOString(),
        control: guardControlAfter(before.control, control, new Date(nowMs).toISOString()),
        mode: mode ?? null,
        eventsInPerSecond: rate(before.eventsIn, told.eventsIn, seconds, before.eventsInPerSecond),
        eventsOutPerSecond: rate(before.eventsOut, told.eventsOut, seconds, before.eventsOutPerSecond),
      }
      this.nodes.set(before.node, after)
      if (after.state === before.state) same.push(after)
      else moved.push(after)
    }
    const link = [...beat.links.flatMap((told) => this.beatLink(told, nowMs)), ...this.share(moved, same)]
    this.publish({
      ...(same.length > 0 ? { heartbeat: same } : {}),
      ...(moved.length > 0 ? { node: moved } : {}),
      ...(link.length > 0 ? { link } : {}),
    })
  }

  account(message: Account): void {
    const gateway = this.nodeIds.get(message.node)
    if (gateway === undefined) return
    const points = this.curve.add(gateway, message.points, message.positions)
    this.publish({ pnl: { points, positions: this.curve.positions() } })
  }

  /** Takes a curve as a whole: a backtest has it at its end. */
  setCurve(gateway: string, points: readonly PnlPoint[], positions: readonly PositionRow[]): void {
    const fresh = this.curve.add(gateway, points, positions)
    this.publish({ pnl: { points: fresh, positions: this.curve.positions() } })
  }

  write(input: LogInput): void {
    const { code, at = new Date().toISOString(), ...rest } = input
    const row: LogRow = { seq: ++this.logSeq, at, ...rest }
    const alert: AlertRow | null = code === undefined ? null : { ...row, code }
    this.log = keepNewest(this.log, row)
    if (alert) this.alerts = keepNewest(this.alerts, alert)
    this.logFile.write(`${JSON.stringify(alert ?? row)}\n`)
    this.publish({ log: [row], ...(alert ? { alert: [alert] } : {}) })
  }

  writeFromHost(message: Extract<HostMessage, { type: 'log' }>): void {
    const node = message.node === null ? null : (this.nodeIds.get(message.node) ?? null)
    const { at, level, code } = message
    this.write({ at, level, node, message: message.message, ...(code === undefined ? {} : { code }) })
  }

  nodeName(index: number): string | null {
    return this.nodeIds.get(index) ?? null
  }

  get isFlat(): boolean {
    return this.curve.isFlat
  }

  /** Steps handled by the slowest node that runs, and when that was in the data. */
  slowest(): { step: number; ts: string | null } {
    const running = [...this.nodes.values()].filter((node) => node.requested === 'run')
    const slowest = running.reduce<NodeStatus | null>((a, b) => (a && a.step <= b.step ? a : b), null)
    return { step: slowest?.step ?? 0, ts: slowest?.ts ?? null }
  }

  view() {
    return {
      nodes: [...this.nodes.values()],
      links: [...this.links.values()],
      pnl: this.curve.points,
      positions: this.curve.positions(),
      log: this.log,
      alerts: this.alerts,
    }
  }

  /** Writes what has changed since the last time, so that a restarted supervisor can show it. */
  save(): void {
    if (!this.isChanged) return
    const { nodes, links, pnl } = this.view()
    writeFileAtomic(this.path, JSON.stringify({ nodes, links, pnl, gateways: this.curve.gateways() }))
    this.isChanged = false
  }

  close(): void {
    this.logFile.close()
  }

  private publish(update: TelemetryUpdate): void {
    this.isChanged = true
    this.emit(update)
  }

  private beatLink(told: Beat['links'][number], nowMs: number): LinkStatus[] {
    const name = this.linkNames.get(told.link)
    const before = name === undefined ? undefined : this.links.get(name)
    if (name === undefined || !before) return []
    const { link: _index, ...figures } = told
    const seconds = this.secondsSince(`>${name}`, nowMs)
    const eventsPerSecond = rate(before.events, told.events, seconds, before.eventsPerSecond)
    const lastAt = told.events > before.events ? new Date(nowMs).toISOString() : before.lastAt
    const after: LinkStatus = { ...before, ...figures, link: name, lastAt: lastAt ?? null, eventsPerSecond }
    this.links.set(name, after)
    return [after]
  }

  /** Where the time from a tick to its order goes, looked at when a gateway tells how long that is. */
  private share(...nodes: readonly NodeStatus[][]): LinkStatus[] {
    const { plan } = this
    const totals = nodes.flat().map(({ values }) => values.tickToVenueMsP50)
    const total = totals.find((one) => typeof one === 'number')
    if (!plan || typeof total !== 'number') return []
    const nameOf = (link: number) => this.links.get(this.linkNames.get(link) ?? '')
    const shares = tickToOrderShares(plan, (link) => nameOf(link)?.latencyMsP50 ?? null, total)
    return plan.links.flatMap(({ index, name }) => {
      const before = this.links.get(name)
      const tickToOrderShare = shares.get(index) ?? null
      if (!before || (before.tickToOrderShare ?? null) === tickToOrderShare) return []
      const after = { ...before, tickToOrderShare }
      this.links.set(name, after)
      return [after]
    })
  }

  private secondsSince(key: string, nowMs: number): number {
    const before = this.beatMs.get(key)
    this.beatMs.set(key, nowMs)
    return before === undefined ? 0 : (nowMs - before) / 1000
  }

  private load(): void {
    const text = readTextIfThere(this.path)
    if (text === null) return
    const parsed = retainedFile.safeParse(JSON.parse(text))
    if (!parsed.success) return
    for (const node of parsed.data.nodes)
      this.nodes.set(node.node, { ...node, mode: null, pid: null, cpu: null, rssBytes: null })
    for (const link of parsed.data.links) this.links.set(link.link, { ...link, ...SILENT })
    this.curve.restore(parsed.data.pnl, parsed.data.gateways)
  }

  private loadLog(path: string): void {
    for (const text of tailLines(path)) {
      const alert = alertRow.safeParse(text)
      const row = logRow.safeParse(text)
      if (row.success) this.log = keepNewest(this.log, row.data)
      if (alert.success) this.alerts = keepNewest(this.alerts, alert.data)
    }
    this.logSeq = this.log.at(-1)?.seq ?? 0
  }
}
