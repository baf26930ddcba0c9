/** An engine for tests: checks drawings for real, runs nothing, and says what a test has it say. */
import { join } from 'node:path'
import { graphHash, parseTopology, verifyTopology } from '../../engine/graph'
import {
  type Control,
  type DeploymentInfo,
  type DeploymentSnapshot,
  diffTopologies,
  type FillRow,
  type JournalAnswer,
  type OrderRow,
  type SweepInfo,
  type TelemetryUpdate,
  type Topology,
} from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'
import {
  type ApplyPlan,
  type CheckedTopology,
  type DatasetInfo,
  type Engine,
  EngineAway,
  EngineRefusal,
  type ImportOptions,
  type StartRequest,
  type SweepRequest,
} from '../engine'
import { FakeDebug } from './fake-debug'

const spec = (symbol: string) => ({
  symbol,
  venue: 'SIM',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  multiplier: 1,
  session: null,
  simulated: true,
})
const SAMPLE = [spec('SIMA'), spec('SIMB')]
const CATALOGUE = {
  findManifest,
  datasets: ['sample'],
  instrumentsOf: (name: string) => (name === 'sample' ? SAMPLE : undefined),
}

interface Running {
  info: DeploymentInfo
  topology: Topology
  readonly orders: OrderRow[]
  readonly fills: FillRow[]
}

export class FakeEngine implements Engine {
  connected = true
  readonly debug = new FakeDebug()
  readonly running = new Map<string, Running>()
  readonly swept = new Map<string, SweepInfo>()
  readonly calls: string[] = []
  readonly imported: { paths: readonly string[]; options: ImportOptions }[] = []
  private readonly connectionListeners = new Set<(connected: boolean) => void>()
  private readonly telemetryListeners = new Set<(id: string, update: TelemetryUpdate) => void>()

  constructor(private readonly home: string) {}

  onConnection(listener: (connected: boolean) => void) {
    this.connectionListeners.add(listener)
    return () => void this.connectionListeners.delete(listener)
  }

  onTelemetry(listener: (id: string, update: TelemetryUpdate) => void) {
    this.telemetryListeners.add(listener)
    return () => void this.telemetryListeners.delete(listener)
  }

  /** Tells every listener. */
  tell(id: string, update: TelemetryUpdate): void {
    if (update.deployment) this.of(id).info = update.deployment
    for (const listener of this.telemetryListeners) listener(id, update)
  }

  setConnected(connected: boolean): void {
    this.connected = connected
    for (const listener of this.connectionListeners) listener(connected)
  }

  /** Adds to a deployment's journal without telling anybody. */
  journal(id: string, { orders = [], fills = [] }: { orders?: OrderRow[]; fills?: FillRow[] }): void {
    this.of(id).orders.push(...orders)
    this.of(id).fills.push(...fills)
  }

  async start({ id, topologyId, revision, topology, mode, speed, seed }: StartRequest): Promise<DeploymentInfo> {
    this.reach(`start ${mode}`)
    const info: DeploymentInfo = {
      id,
      topologyId,
      name: topology.name,
      revision,
      hash: graphHash(topology),
      mode,
      state: 'running',
      requested: 'run',
      seed,
      speed,
      progress: { step: 0, steps: null, ts: null },
      startedAt: new Date().toISOString(),
      endedAt: null,
      error: null,
    }
    this.running.set(id, { info, topology, orders: [], fills: [] })
    return info
  }

  async stop(id: string): Promise<DeploymentInfo> {
    this.reach(`stop ${id}`)
    this.tell(id, { deployment: { ...this.of(id).info, requested: 'stop', state: 'stopping' } })
    return this.of(id).info
  }

  async list(): Promise<DeploymentInfo[]> {
    this.reach('list')
    return [...this.running.values()].map(({ info }) => info)
  }

  async snapshot(id: string): Promise<DeploymentSnapshot | null> {
    this.reach(`snapshot ${id}`)
    const found = this.running.get(id)
    if (!found) return null
    const { info, topology, orders, fills } = found
    const nodes = topology.nodes.map(({ id: node, kind }, index) => ({
      node,
      kind,
      state: 'running' as const,
      requested: 'run' as const,
      pid: 1_000 + index,
      cpu: 0,
      rssBytes: 0,
      eventsInPerSecond: 0,
      eventsOutPerSecond: 0,
      eventsIn: 0,
      eventsOut: 0,
      heartbeatAt: null,
      restarts: 0,
      step: 0,
      ts: null,
      ready: true,
      pnl: null,
      values: {},
      blocked: {},
      note: null,
    }))
    return { deployment: info, topology, nodes, links: [], pnl: [], positions: [], orders, fills, log: [], alerts: [] }
  }

  async startNode(id: string, node: string) {
    this.reach(`startNode ${id} ${node}`)
  }
  async stopNode(id: string, node: string) {
    this.reach(`stopNode ${id} ${node}`)
  }
  async setSpeed(id: string, speed: number | null) {
    this.reach(`setSpeed ${id} ${speed}`)
  }

  async control(id: string, control: Control): Promise<DeploymentInfo> {
    this.reach(`control ${id} ${control}`)
    const { info } = this.of(id)
    const seq = (info.control?.seq ?? 0) + 1
    const asked = {
      seq,
      control,
      requestedAt: new Date().toISOString(),
      confirmedAt: null,
      doneAt: null,
      isKill: false,
    }
    this.tell(id, { deployment: { ...info, control: asked } })
    return this.of(id).info
  }

  async planApply(id: string, topology: Topology): Promise<ApplyPlan> {
    this.reach(`planApply ${id}`)
    const { problems } = await this.checkTopology(topology)
    const diff = diffTopologies(this.of(id).topology, topology)
    return {
      ok: !problems.some(({ severity }) => severity === 'error'),
      problems: [...problems],
      start: [...diff.added],
      stop: [...diff.removed],
      restart: [...diff.changed],
      linked: [...diff.linked],
      unlinked: [...diff.unlinked],
      relinked: [],
      untouched: [],
      fromStep: null,
      warmUps: [],
      leftOrders: [],
    }
  }

  async apply(id: string, topology: Topology, revision: number): Promise<ApplyPlan> {
    const plan = await this.planApply(id, topology)
    const found = this.of(id)
    found.topology = topology
    found.info = { ...found.info, revision, hash: graphHash(topology) }
    return plan
  }

  async kill() {
    this.reach('kill')
    return [...this.running.keys()]
  }
  async remove(id: string) {
    this.running.delete(id)
  }

  async decisions(id: string) {
    this.reach(`decisions ${id}`)
    return { decisions: [], orders: [] }
  }

  async why(id: string, orderId: string): Promise<JournalAnswer> {
    this.reach(`why ${id} ${orderId}`)
    return { chain: null, note: `There is no order ${orderId} in this run.` }
  }

  async records(id: string, sinceSeq: number) {
    this.reach(`records ${id} ${sinceSeq}`)
    const found = this.running.get(id)
    const after = <T extends { seq: number }>(rows: readonly T[]) => rows.filter(({ seq }) => seq > sinceSeq)
    return { orders: after(found?.orders ?? []), fills: after(found?.fills ?? []) }
  }

  async startSweep({ id, topologyId, topology, spec }: SweepRequest): Promise<SweepInfo> {
    this.reach(`startSweep ${spec.method}`)
    const startedAt = new Date().toISOString()
    const info: SweepInfo = { id, topologyId, name: topology.name, spec, requested: 'run', startedAt, ended: null }
    this.swept.set(id, info)
    return info
  }

  async stopSweep(id: string): Promise<SweepInfo> {
    this.reach(`stopSweep ${id}`)
    const info = this.swept.get(id)
    if (!info) throw new EngineRefusal('NOT_FOUND', `there is no sweep "${id}"`)
    const ended: SweepInfo['ended'] = { state: 'cancelled', at: new Date().toISOString(), error: null }
    const stopped: SweepInfo = { ...info, requested: 'stop', ended }
    this.swept.set(id, stopped)
    return stopped
  }

  async sweeps(): Promise<SweepInfo[]> {
    this.reach('sweeps')
    return [...this.swept.values()]
  }

  async removeSweep(id: string): Promise<void> {
    this.swept.delete(id)
  }

  sweepDirectory(id: string): string {
    return join(this.home, 'sweeps', id)
  }

  runDirectory(id: string): string {
    return join(this.home, 'runs', id)
  }

  async checkTopology(value: unknown): Promise<CheckedTopology> {
    const parsed = parseTopology(value)
    if (!parsed.ok) return { topology: null, problems: parsed.problems }
    return { topology: parsed.topology, problems: verifyTopology(parsed.topology, CATALOGUE).problems }
  }

  graphHash(topology: Topology): string {
    return graphHash(topology)
  }

  async datasets(): Promise<DatasetInfo[]> {
    const instruments = SAMPLE.map(({ symbol }) => symbol)
    return [{ name: 'sample', simulated: true, instruments, rows: 780, from: null, to: null }]
  }
  async checkDataset() {
    return { rows: 780, findings: [] }
  }
  async importDataset(paths: readonly string[], options: ImportOptions): Promise<DatasetInfo> {
    this.imported.push({ paths, options })
    if (options.as === 'broken') throw new EngineRefusal('INVALID', `${paths[0]}:3 open: "abc" is not a number`)
    return { name: options.as, simulated: false, instruments: ['SPY'], rows: 10, from: null, to: null }
  }
  async close() {}

  private of(id: string): Running {
    const found = this.running.get(id)
    if (!found) throw new EngineRefusal('NOT_FOUND', `there is no deployment ${id}`)
    return found
  }

  private reach(call: string): void {
    if (!this.connected) throw new EngineAway()
    this.calls.push(call)
  }
}
