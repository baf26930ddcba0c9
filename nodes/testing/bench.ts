/** A bench for one node: events in, emissions out, without processes or a scheduler. For tests only. */
import {
  type EventOf,
  FeatureEvent,
  GATES,
  type Instrument,
  type InstrumentSpec,
  InstrumentTable,
  instrumentSpec,
  type LogLevel,
  MarketEvent,
  type NodeContext,
  type NodeKind,
  nsFromMs,
  type Operator,
  OrderEvent,
  OutPort,
  PortfolioEvent,
  type PortType,
  Random,
  Report,
  ReportEvent,
  reasonCode,
  SignalEvent,
  toTicks,
} from '../../engine/sdk'

/** The index of the node under test. */
export const BENCH_NODE_INDEX = 1

export interface BenchOptions {
  readonly symbols: readonly string[]
  readonly params?: Record<string, unknown>
  /** Inputs that have a link; all by default. */
  readonly linked?: readonly string[]
  /** Names of the numbers on each linked feature input. */
  readonly names?: Readonly<Record<string, readonly string[]>>
  readonly tickSize?: number
  /** What the instruments are besides. */
  readonly spec?: Partial<InstrumentSpec>
}

const MAKERS: { readonly [T in PortType]: () => EventOf[T] } = {
  market: () => new MarketEvent(),
  feature: () => new FeatureEvent(),
  signal: () => new SignalEvent(),
  intent: () => new OrderEvent(),
  order: () => new OrderEvent(),
  portfolio: () => new PortfolioEvent(),
}

/** Instruments with cents and single shares. */
export function benchInstruments(
  symbols: readonly string[],
  tickSize = 0.01,
  spec: Partial<InstrumentSpec> = {},
): Instrument[] {
  return symbols.map((symbol, id) => ({ ...instrumentSpec.parse({ ...spec, symbol, tickSize }), id }))
}

/** A node under test, its clock one minute a step. */
export class Bench {
  readonly operator: Operator
  readonly logs: { level: LogLevel; message: string }[] = []
  /** Gates that closed, as `GATE direction actual limit`. */
  readonly gates: string[] = []
  readonly instruments: InstrumentTable
  tsMs = Date.UTC(2024, 0, 2, 14, 30)
  private readonly ports = new Map<string, OutPort<{ reset(): void }>>()
  private readonly inputs: readonly string[]
  private readonly market = new MarketEvent()
  private readonly feature = new FeatureEvent()

  constructor(kind: NodeKind, options: BenchOptions) {
    if (kind.shape !== 'operator') throw new Error('the bench runs operators')
    this.instruments = new InstrumentTable(benchInstruments(options.symbols, options.tickSize, options.spec))
    this.inputs = kind.manifest.inputs.map((port) => port.id)
    this.operator = kind.create(this.context(kind, options), kind.manifest.params.parse(options.params ?? {}))
  }

  /** A bar whose four prices are `close`. */
  bar(symbol: string, close: number, port = 'market'): void {
    this.market.setBar(this.instruments.idOf(symbol), close, close, close, close, 100, 60_000)
    this.operator.onMarket?.(this.market, this.inputs.indexOf(port))
  }

  /** Named numbers on a feature input. */
  numbers(port: string, symbol: string, values: readonly number[], hedge?: string): void {
    this.feature.instrument = this.instruments.idOf(symbol)
    this.feature.hedge = hedge === undefined ? -1 : this.instruments.idOf(hedge)
    this.feature.values.fill(Number.NaN)
    this.feature.values.set(values)
    this.operator.onFeature?.(this.feature, this.inputs.indexOf(port))
  }

  /** A report that comes up to the node about an order of its own. */
  report(fields: Partial<Omit<ReportEvent, 'copyFrom'>>): void {
    const report = Object.assign(new ReportEvent(), { origin: BENCH_NODE_INDEX, author: 9 }, fields)
    this.operator.onReport?.(report, 0)
  }

  /** Fills whole orders at a price. */
  fill(orders: readonly OrderEvent[], price: number): void {
    for (const { seq, instrument, side, quantityLots } of orders) {
      const priceTicks = toTicks(this.instruments.get(instrument), price)
      this.report({ type: Report.filled, seq, instrument, side, quantityLots, priceTicks })
    }
  }

  /** Denies orders as a guard does. */
  deny(orders: readonly OrderEvent[]): void {
    for (const { seq, instrument, side, quantityLots } of orders)
      this.report({ type: Report.denied, seq, instrument, side, quantityLots, reason: reasonCode('MAX_LEVERAGE') })
  }

  /** Ends the step and hands out copies of what was said in it on a port. */
  step<T extends PortType>(port: string, type: T): EventOf[T][] {
    this.operator.onStep?.()
    this.tsMs += 60_000
    return this.take(port, type)
  }

  /** Hands out copies of what was said on a port and not taken yet. */
  take<T extends PortType>(port: string, type: T): EventOf[T][] {
    const out = this.output(port, type)
    const said = out.events.slice(0, out.count).map((event) => copy(event, MAKERS[type]))
    out.clear()
    return said
  }

  private output<T extends PortType>(port: string, type: T): OutPort<EventOf[T]> {
    const known = this.ports.get(port) ?? new OutPort<{ reset(): void }>(MAKERS[type])
    this.ports.set(port, known)
    return known as OutPort<EventOf[T]>
  }

  private context(kind: NodeKind, options: BenchOptions): NodeContext {
    const bench = this
    return {
      nodeId: 'node',
      nodeIndex: BENCH_NODE_INDEX,
      clock: {
        get tsMs() {
          return bench.tsMs
        },
        get tsNs() {
          return nsFromMs(bench.tsMs)
        },
      },
      random: new Random(1, 'node'),
      instruments: this.instruments,
      output: (port, type) => this.output(port, type),
      reports: new OutPort(() => new ReportEvent()),
      featureIndex: (port, name) => featureIndex(options, port, name),
      isLinked: (port) => (options.linked ?? kind.manifest.inputs.map((one) => one.id)).includes(port),
      stamps: { own: 0, accepts: () => false },
      log: (level, message) => this.logs.push({ level, message }),
      withhold: ({ gate, direction, actual, limit }) =>
        this.gates.push([GATES[gate], direction, actual, limit].filter((part) => !Number.isNaN(part)).join(' ')),
    }
  }
}

function featureIndex(options: BenchOptions, port: string, name?: string): number {
  if (name === undefined) return 0
  const at = (options.names?.[port] ?? []).indexOf(name)
  if (at < 0) throw new Error(`no number "${name}" on ${port}`)
  return at
}

function copy<E>(event: E, make: () => E): E {
  const target = make()
  for (const key of Object.keys(event as object)) {
    const value = (event as Record<string, unknown>)[key]
    if (value instanceof Float64Array) ((target as Record<string, unknown>)[key] as Float64Array).set(value)
    else (target as Record<string, unknown>)[key] = value
  }
  return target
}
