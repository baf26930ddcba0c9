import {
  defineNode,
  exchangeCalendar,
  Market,
  type MarketEvent,
  type MarketType,
  type NodeContext,
  type NodeReadout,
  NS_PER_MS,
  type Operator,
  type OutPort,
  pickInstruments,
} from '../../../engine/sdk'
import { BarsInHand, type BarsState } from './bars-in-hand'
import { type AggregateParams, manifest } from './manifest'
import { type Bucket, bucketOf, Segments } from './segments'

const TYPES: Readonly<Record<AggregateParams['from'], MarketType>> = {
  bars: Market.bar,
  trades: Market.trade,
  quotes: Market.quote,
}

/** Events of other sorts after which it is worth saying that nothing of the wanted sort comes. */
const OTHERS_TO_WARN_AT = 1_000

interface AggregateState {
  readonly bars: BarsState
  readonly closedMs: Float64Array
  readonly counts: readonly number[]
}

/** Gathers what the market says into longer bars. */
class Aggregate implements Operator {
  private readonly closed: OutPort<MarketEvent>
  private readonly forming: OutPort<MarketEvent>
  private readonly wanted: Uint8Array
  private readonly bars: BarsInHand
  private readonly segments: Segments[]
  private readonly type: MarketType
  /** By instrument: the end of its last bar. What comes at that very instant later on is of the next bar. */
  private readonly closedMs: Float64Array
  /** The instruments whose bars changed in this step. */
  private readonly touched: Int32Array
  private readonly isTouched: Uint8Array
  private touchedCount = 0
  /** No bar in hand has to close before. */
  private dueMs = Number.POSITIVE_INFINITY
  private gathered = 0
  private others = 0
  private said = 0
  private readonly bucket: Bucket = { fromMs: 0, toMs: 0 }

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: AggregateParams,
  ) {
    const { all } = ctx.instruments
    this.closed = ctx.output('market', 'market')
    this.forming = ctx.output('forming', 'market')
    this.wanted = pickInstruments(ctx, 'instruments', params.instruments)
    this.bars = new BarsInHand(all.length)
    this.segments = all.map((one) => new Segments(exchangeCalendar(one), params.align))
    this.type = TYPES[params.from]
    this.closedMs = new Float64Array(all.length).fill(Number.NEGATIVE_INFINITY)
    this.touched = new Int32Array(all.length)
    this.isTouched = new Uint8Array(all.length)
  }

  onMarket(event: MarketEvent): void {
    if (event.type !== this.type) {
      this.passOver()
      return
    }
    const id = event.instrument
    if (this.wanted[id] !== 1 || !Number.isFinite(event.mark)) return
    const nowMs = this.nowMs(id)
    const takesOpen = this.type !== Market.bar
    if (!this.params.extendedHours && !this.segments[id]?.isRegular(nowMs, takesOpen)) return
    // What is left from before: nothing came at its end, so nobody could close it there.
    if (this.bars.isOpen[id] === 1 && nowMs > (this.bars.toMs[id] ?? nowMs)) this.close(id)
    if (this.bars.isOpen[id] !== 1) this.begin(id, nowMs, nowMs - event.spanMs, takesOpen)
    this.add(id, event)
    this.gathered++
    this.touch(id)
    if (this.isFull(id)) this.close(id)
  }

  onStep(): void {
    if (this.ctx.clock.tsMs >= this.dueMs) this.closeDue()
    for (let i = 0; i < this.touchedCount; i++) {
      const id = this.touched[i] ?? 0
      this.isTouched[id] = 0
      if (this.bars.isOpen[id] === 1) this.bars.write(id, this.forming.next(), this.ctx.clock.tsMs, true)
    }
    this.touchedCount = 0
  }

  snapshot(): AggregateState {
    const { gathered, others, said } = this
    return { bars: this.bars.snapshot(), closedMs: this.closedMs.slice(), counts: [gathered, others, said] }
  }

  restore(state: unknown): void {
    const { bars, closedMs, counts } = state as AggregateState
    this.bars.restore(bars)
    this.closedMs.set(closedMs)
    const [gathered = 0, others = 0, said = 0] = counts
    Object.assign(this, { gathered, others, said })
    this.dueMs = this.nextDueMs()
  }

  readout(): NodeReadout {
    return { ready: this.said > 0, values: { bars: this.said, gathered: this.gathered } }
  }

  /** The step's time in milliseconds; half a one is added where it lies between two, which only boundaries care for. */
  private nowMs(id: number): number {
    const { tsMs, tsNs } = this.ctx.clock
    // Boundaries are whole seconds of every zone there is.
    const isBetween = tsMs % 1_000 === 0 && tsNs % NS_PER_MS !== 0n
    return tsMs <= (this.closedMs[id] ?? 0) || isBetween ? tsMs + 0.5 : tsMs
  }

  private begin(id: number, nowMs: number, openedMs: number, takesOpen: boolean): void {
    const { by, align, seconds } = this.params
    const { bucket } = this
    if (by === 'time' || align === 'session') {
      const segment = this.segments[id]?.at(nowMs, takesOpen)
      if (!segment) throw new Error(`no instrument with id ${id}`)
      if (by === 'time') bucketOf(segment, nowMs, seconds * 1_000, bucket)
      else {
        bucket.fromMs = Math.max(segment.fromMs, openedMs)
        bucket.toMs = segment.toMs
      }
      // A bar that reaches back over the boundary brings its open from there.
      bucket.fromMs = Math.floor(Math.min(bucket.fromMs, openedMs))
    } else {
      bucket.fromMs = Math.floor(openedMs)
      bucket.toMs = Number.POSITIVE_INFINITY
    }
    this.bars.begin(id, bucket.fromMs, bucket.toMs)
    this.dueMs = Math.min(this.dueMs, bucket.toMs)
  }

  private add(id: number, event: MarketEvent): void {
    // Nobody knows what was traded behind a quote, whose volume is none.
    const volume = Number.isNaN(event.volume) ? 0 : event.volume
    if (this.type === Market.bar) this.bars.add(id, event.open, event.high, event.low, event.close, volume)
    else this.bars.add(id, event.mark, event.mark, event.mark, event.mark, volume)
  }

  private isFull(id: number): boolean {
    const { by, volume, ticks } = this.params
    if (by === 'volume') return (this.bars.volume[id] ?? 0) >= volume
    return by === 'ticks' && (this.bars.count[id] ?? 0) >= ticks
  }

  /** Closes every bar whose end has come, in the order of the instruments. */
  private closeDue(): void {
    const { tsMs } = this.ctx.clock
    for (let id = 0; id < this.bars.instruments; id++)
      if (this.bars.isOpen[id] === 1 && (this.bars.toMs[id] ?? 0) <= tsMs) {
        this.closedMs[id] = this.bars.toMs[id] ?? 0
        this.close(id)
      }
    this.dueMs = this.nextDueMs()
  }

  private close(id: number): void {
    this.bars.write(id, this.closed.next(), this.ctx.clock.tsMs, false)
    this.bars.end(id)
    this.said++
  }

  private nextDueMs(): number {
    let dueMs = Number.POSITIVE_INFINITY
    for (let id = 0; id < this.bars.instruments; id++)
      if (this.bars.isOpen[id] === 1) dueMs = Math.min(dueMs, this.bars.toMs[id] ?? dueMs)
    return dueMs
  }

  private touch(id: number): void {
    if (this.isTouched[id] === 1) return
    this.isTouched[id] = 1
    this.touched[this.touchedCount++] = id
  }

  private passOver(): void {
    this.others++
    if (this.others !== OTHERS_TO_WARN_AT || this.gathered > 0) return
    const { from } = this.params
    this.ctx.log('warn', `no ${from} have come, only other events: set "Made from" to what the input brings`)
  }
}

export const aggregate = defineNode(manifest, (ctx, params) => new Aggregate(ctx, params))
