import type { EventOf, OutPort, PortType, ReportEvent } from '../sdk'

/** One direction of a link that crosses from one process to another. */
export type Channel =
  | { readonly [T in PortType]: DownChannel<T> }[PortType]
  | {
      readonly link: number
      readonly direction: 'up'
      readonly type: 'report'
      /** Outbound: holds the reports of all links of the node; those whose `via` is this link, or -1, belong to it. */
      readonly buffer: OutPort<ReportEvent>
    }

export interface DownChannel<T extends PortType> {
  readonly link: number
  readonly direction: 'down'
  readonly type: T
  readonly buffer: OutPort<EventOf[T]>
}

/** A piece of a step that this process does: fill `inbound`, `run`, then send `outbound`. */
export interface ExecutorTask {
  readonly node: number
  readonly phase: 'venue' | 'data'
  readonly inbound: readonly Channel[]
  readonly outbound: readonly Channel[]
  run(): void
}
