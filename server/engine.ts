/**
 * What the server needs of the engine. `server/main.ts` fills it with the supervisor's client, tests with a fake. The
 * server itself never runs a node.
 */
import { z } from 'zod'
import type {
  ApplyPlan,
  Control,
  DeploymentInfo,
  DeploymentSnapshot,
  FillRow,
  JournalAnswer,
  Mode,
  OrderRow,
  Problem,
  SweepInfo,
  SweepSpec,
  TelemetryUpdate,
  Topology,
} from '../engine/sdk'
import type { DebugEngine } from './debug/engine'

export { type ApplyPlan, applyPlan, problemSchema } from '../engine/sdk'

export const datasetInfo = z.object({
  name: z.string(),
  /** True where the data is made up. */
  simulated: z.boolean(),
  instruments: z.array(z.string()),
  rows: z.number(),
  /** ISO 8601 UTC of the first and last row, null where there is none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
})
export type DatasetInfo = z.infer<typeof datasetInfo>

/** What a person should know of a dataset before believing results made from it. */
export const datasetCheck = z.object({
  rows: z.number(),
  findings: z.array(
    z.object({
      /** What is odd: `gap`, `outlier` and so on. */
      sort: z.string(),
      symbol: z.string(),
      count: z.number(),
      /** The first few, in words. */
      examples: z.array(z.string()),
    }),
  ),
})
export type DatasetCheck = z.infer<typeof datasetCheck>

export interface StartRequest {
  readonly id: string
  readonly topologyId: string
  readonly revision: number
  readonly topology: Topology
  readonly mode: Mode
  /** Times real time; null is as fast as it goes. */
  readonly speed: number | null
  readonly seed: number
}

export interface SweepRequest {
  readonly id: string
  readonly topologyId: string
  readonly topology: Topology
  readonly spec: SweepSpec
}

export interface ImportOptions {
  /** Name of the dataset. */
  readonly as: string
  /** IANA zone of times that name none. */
  readonly tz?: string | undefined
  /** Which side of a bar its time stamps. */
  readonly label?: 'start' | 'end' | undefined
}

export interface CheckedTopology {
  /** Null where the value has not even the shape of a topology. */
  readonly topology: Topology | null
  readonly problems: readonly Problem[]
}

/** New or changed orders and fills, each with a `seq` above the one asked for. */
export interface JournalRecords {
  readonly orders: readonly OrderRow[]
  readonly fills: readonly FillRow[]
}

/** The supervisor can't be asked now; trading goes on without us. */
export class EngineAway extends Error {
  constructor() {
    super('The supervisor does not answer. What runs goes on; try again in a moment.')
  }
}

/** Of which sort a refusal is. `HOST_FAILED`: a process that was needed did not answer, or refused. */
export type RefusalCode = 'NOT_FOUND' | 'CONFLICT' | 'BAD_REQUEST' | 'INVALID' | 'HOST_FAILED'

/** What the engine refuses, in words for a person. */
export class EngineRefusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message)
  }
}

/** Unsubscribes. */
export type Off = () => void

export interface Engine {
  /** True while the supervisor answers. */
  readonly connected: boolean
  onConnection(listener: (connected: boolean) => void): Off
  onTelemetry(listener: (deploymentId: string, update: TelemetryUpdate) => void): Off
  /** These reject with EngineAway while the supervisor is not there, and with EngineRefusal where it says no. */
  start(request: StartRequest): Promise<DeploymentInfo>
  stop(id: string): Promise<DeploymentInfo>
  list(): Promise<readonly DeploymentInfo[]>
  /** Null for a deployment it does not know. */
  snapshot(id: string): Promise<DeploymentSnapshot | null>
  startNode(id: string, node: string): Promise<void>
  stopNode(id: string, node: string): Promise<void>
  setSpeed(id: string, speed: number | null): Promise<void>
  /** Tells every guard what to obey; answers once it is written down. */
  control(id: string, control: Control): Promise<DeploymentInfo>
  planApply(id: string, topology: Topology): Promise<ApplyPlan>
  apply(id: string, topology: Topology, revision: number): Promise<ApplyPlan>
  /** Halts everything that runs; answers the ids of what was halted. */
  kill(): Promise<readonly string[]>
  /** Forgets a deployment that has ended. */
  remove(id: string): Promise<void>
  records(id: string, sinceSeq: number): Promise<JournalRecords>
  /** Lines as in decisions.jsonl and orders.jsonl of what its processes have written down so far. */
  decisions(id: string): Promise<{ readonly decisions: readonly string[]; readonly orders: readonly string[] }>
  /** Why an order of a run on the wall clock came about, out of its journals. */
  why(id: string, orderId: string): Promise<JournalAnswer>
  startSweep(request: SweepRequest): Promise<SweepInfo>
  stopSweep(id: string): Promise<SweepInfo>
  sweeps(): Promise<readonly SweepInfo[]>
  /** Forgets a sweep that has ended. */
  removeSweep(id: string): Promise<void>
  /** Folder with sweep.json and the trials. */
  sweepDirectory(id: string): string
  readonly debug: DebugEngine
  /** Folder with what a run leaves: report.json, equity.csv and so on. */
  runDirectory(id: string): string
  checkTopology(topology: unknown): Promise<CheckedTopology>
  graphHash(topology: Topology): string
  datasets(): Promise<readonly DatasetInfo[]>
  checkDataset(name: string): Promise<DatasetCheck>
  importDataset(paths: readonly string[], options: ImportOptions): Promise<DatasetInfo>
  close(): Promise<void>
}
