import type { z } from 'zod'
import type { ControlState } from './controls'
import type { ColumnsCheck } from './data-check'
import type {
  EventOf,
  FeatureEvent,
  MarketEvent,
  OrderEvent,
  PortfolioEvent,
  Reason,
  ReportEvent,
  SignalEvent,
} from './events'
import type { GateEvent } from './gates'
import type { InstrumentTable } from './instrument'
import type { NodeManifest } from './manifest'
import type { PortType } from './ports'
import type { Random } from './random'
import type { FeatureWriter, Stretch } from './stretch'
import type { Clock } from './time'

/**
 * What a node has said on one output in the step in hand. `next()` hands out a pooled, blank slot and counts it as said.
 * A market event comes as it was last: call one of its setters, which write every field.
 */
export class OutPort<E extends { reset(): void }> {
  readonly events: E[] = []
  count = 0

  constructor(private readonly make: () => E) {}

  next(): E {
    let slot = this.events[this.count]
    if (slot === undefined) {
      slot = this.make()
      this.events.push(slot)
    } else slot.reset()
    this.count++
    return slot
  }

  clear(): void {
    this.count = 0
  }
}

/** How a log line weighs. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** All that a node may touch. Nothing else: no wall clock, network, disk, or randomness of its own. */
export interface NodeContext {
  readonly nodeId: string
  /** The node's index in the run, the `origin` of its orders. */
  readonly nodeIndex: number
  readonly clock: Clock
  /** A stream of this node's own. */
  readonly random: Random
  readonly instruments: InstrumentTable
  /** Where the node says things; throws for a port it does not have or has with another type. */
  output<T extends PortType>(port: string, type: T): OutPort<EventOf[T]>
  /** Reports to be sent up. Each goes to the link `via`; -1 means every link. */
  readonly reports: OutPort<ReportEvent>
  /** The place of a named number in the events of a linked feature input (0 where the input asks for no names). */
  featureIndex(inputPort: string, name?: string): number
  /** True if the input has a link. */
  isLinked(inputPort: string): boolean
  /** Guards: what they stamp approved orders with. Gateways: what they accept. */
  readonly stamps: { readonly own: number; accepts(stamp: number): boolean }
  log(level: LogLevel, message: string): void
  /** Writes down a gate at which a signal stopped; nothing is allocated for it. Left out where nobody writes it down. */
  withhold?(gate: Readonly<GateEvent>): void
}

/** What a node tells of itself, asked for at each heartbeat; amounts in currency units. */
export interface NodeReadout {
  /** Profit and loss so far, where the node has one. */
  pnl?: number | null
  /** False until its lookback is filled. */
  ready?: boolean
  /** True once a guard has halted. */
  halted?: boolean
  /** Small figures for the card, e.g. `{ z: 1.73 }`. */
  values?: Record<string, number | string | null>
  /** Guards: denials by reason. */
  blocked?: Record<string, number>
  /** Guards: what a person has told it to obey; null before the first time. */
  control?: ControlState | null
}

/**
 * A node's behaviour: synchronous, pure but for its own state. Handlers are called in this order within a step:
 * `onReport` (and, at a gateway, `onMarket` then `onVenueStep`) in the venue phase; the others, link by link, in the
 * data phase; `onStep` last, and only if something arrived in the data phase. `port` is the index of the port in the
 * manifest's inputs (for `onReport`: outputs).
 */
export interface Operator {
  /** Closed bars, quotes and trades. */
  onMarket?(event: MarketEvent, port: number): void
  /** Bars that have not closed. What is decided on them is decided on a price that may still change. */
  onForming?(event: MarketEvent, port: number): void
  onFeature?(event: FeatureEvent, port: number): void
  onSignal?(event: SignalEvent, port: number): void
  onIntent?(event: OrderEvent, port: number): void
  onOrder?(event: OrderEvent, port: number): void
  onPortfolio?(event: PortfolioEvent, port: number): void
  onReport?(event: ReportEvent, port: number): void
  /** Gateways: the market of the step has been matched. */
  onVenueStep?(): void
  /** Gateways: that was the last market of a run whose end is known; called in the last step after `onVenueStep`. */
  onEnd?(): void
  /** Everything of the step has been handled. */
  onStep?(): void
  /** Called once before the first step of a fresh run (not after a restore). */
  onStart?(): void
  /**
   * A link on which reports go up has come in, at the start or while running. A gateway, or a guard that knows the
   * account, answers with an account report whose `via` is this link, so that the newcomer can size and check orders.
   */
  onLinked?(link: number): void
  /** All state, as plain data or typed arrays (structured clone). */
  snapshot(): unknown
  /** Puts back what `snapshot` gave, in a fresh operator made with the same params. */
  restore(state: unknown): void
  readout?(): NodeReadout
  /** Gateways: every position at its latest mark, asked for when the account is shown. */
  positions?(tell: (position: Readonly<PortfolioEvent>) => void): void
  /**
   * Many steps at once, for a run whose data is known ahead (see `Stretch`). How many steps of the stretch, from its first
   * on, certainly pass without a word of this node, if nothing comes but the stretch's data; too few is never wrong. It
   * changes nothing. A node without it, or without `pass`, is run step by step, and so is all of its graph.
   */
  quietSteps?(stretch: Stretch): number
  /** Takes the data of such steps: its state is then what its handlers would have made of them one by one. */
  pass?(stretch: Stretch): void
  /** Gateways, in place of `pass`: writes the equity after each step, in micros, and tells the account of the last one. */
  passMarket?(stretch: Stretch, equityMicros: Float64Array): void
  /**
   * Features that hear nothing but the market: takes a stretch and writes what its one output would have said, step by
   * step. Left out, it is asked by events; the numbers are the same.
   */
  writeColumns?(stretch: Stretch, into: FeatureWriter): void
}

/** What an operator that the control plane can halt (a guard) has besides. Called between two steps. */
export interface Haltable {
  /** Denies everything from now on, until `resume`; with `flatten` also closes every position from the next step on. */
  halt(flatten: boolean): void
  /** Trades again. */
  resume(): void
}

/** One thing that a guard looked at: what it found, and the bound that it held it to; NaN where no numbers are compared. */
export interface GuardCheck {
  /** The reason that it would give, or did give; `REDUCES` where an order is let through because it can only shrink. */
  readonly check: Reason | 'REDUCES'
  readonly passed: boolean
  readonly actual: number
  readonly limit: number
}

/** What an operator that answers for its checks (a guard) has besides. */
export interface Answerable {
  /** Tells of every order's checks as they are made, until it is given null. Only debugging asks for it. */
  hearChecks(listener: ((order: Readonly<OrderEvent>, checks: readonly GuardCheck[]) => void) | null): void
}

/**
 * A source of recorded, or generated, data: rows in time order, known before the run begins. It keeps no state of its
 * own; the place in the data is the row's number.
 */
export interface Source {
  /** UTC ns of each row, ascending; several rows may share an instant, which then is one step. */
  readonly rowTsNs: BigInt64Array
  /** SHA-256 (hex) of the rows: what a report binds its results to. */
  readonly hash: string
  /** The rows as columns with the run's instrument ids, where they are market data: for charts and excursions of trades. */
  readonly columns?: MarketColumns
  /** Says the rows [from, to) on the output ports. */
  emitRows(from: number, to: number): void
  readout?(): NodeReadout
}

/**
 * A source of market data as it happens. What it puts on its outputs is sent on by `said`; it is never asked for more
 * than it brings, and never waited for.
 */
export interface LiveSource {
  /**
   * Begins to bring events. @param said to be called after events were put on the outputs: they happened at this instant
   *   of the wall clock, in UTC nanoseconds. The outputs are empty again when it returns.
   */
  start(said: (tsNs: bigint) => void): void
  /** Brings nothing any more, until started again. */
  stop(): void
  /** What a restarted process needs to go on from, as plain data; left out where the outside knows (a feed). */
  snapshot?(): unknown
  /** Goes back to a snapshot. @param saidSince how many times `said` was called after it. */
  restore?(state: unknown, saidSince: number): void
  readout?(): NodeReadout
}

/** What an adapter at the rim may use to get at its data before the run; the only place that awaits. */
export interface SourceContext extends NodeContext {
  /** Opens a dataset of the store: its columns, sorted by time. */
  openDataset(name: string, range: { from?: string; to?: string; symbols?: readonly string[] }): Promise<MarketColumns>
}

/** Columns of market rows in time order. `type` as in `Market`; for quotes and trades see MarketEvent's fields. */
export interface MarketColumns {
  readonly rows: number
  readonly tsNs: BigInt64Array
  /** The run's instrument ids. */
  readonly instrument: Int32Array
  readonly type: Uint8Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  /** Length of every bar in milliseconds; 0 where that is not known. */
  readonly barMs: number
  /** SHA-256 over the columns, hex: what a report binds its results to. */
  readonly hash: string
  /** What is odd about these rows, where they were recorded and checked. */
  readonly check?: ColumnsCheck
}

/** A kind: its manifest and its behaviour. */
export type NodeKind<P extends z.ZodObject = z.ZodObject> =
  | {
      readonly shape: 'operator'
      readonly manifest: NodeManifest<P>
      create(ctx: NodeContext, params: z.infer<P>): Operator
    }
  | {
      readonly shape: 'source'
      readonly manifest: NodeManifest<P>
      open(ctx: SourceContext, params: z.infer<P>): Promise<Source>
      /** Brings data as it happens; left out where there is only recorded data. The manifest says so too (`live`). */
      live?(ctx: NodeContext, params: z.infer<P>): Promise<LiveSource>
    }

/** Declares a kind whose behaviour is an operator. */
export function defineNode<P extends z.ZodObject>(
  manifest: NodeManifest<P>,
  create: (ctx: NodeContext, params: z.infer<P>) => Operator,
): NodeKind<P> {
  return { shape: 'operator', manifest, create }
}

/** Declares a kind that brings recorded or generated data into the graph, and, where it can, data as it happens. */
export function defineSource<P extends z.ZodObject>(
  manifest: NodeManifest<P>,
  open: (ctx: SourceContext, params: z.infer<P>) => Promise<Source>,
  live?: (ctx: NodeContext, params: z.infer<P>) => Promise<LiveSource>,
): NodeKind<P> {
  return live ? { shape: 'source', manifest, open, live } : { shape: 'source', manifest, open }
}
