/**
 * Where a strategy writes down signals that it does not trade on. A signal is there for many bars and is stopped for the
 * same reason in all of them: it is told once, and again only when the reason changes or after the signal has gone away.
 */
import { GATES, type Gate, GateEvent, gateCode, type NodeContext } from '../sdk'

/** Plain data of a `GateBook`. */
export interface GateBookState {
  readonly told: Int8Array
  readonly counts: readonly number[]
}

/** Of a signal on which an order was sent. */
const TRADED = GATES.length

export class GateBook {
  private readonly event = new GateEvent()
  /** By instrument, what was told of the signal in hand: 1 and the gate's code with the direction's sign, 0 for nothing. */
  private told = new Int8Array(0)
  private readonly counts = new Array<number>(GATES.length).fill(0)

  constructor(private readonly ctx: Pick<NodeContext, 'instruments' | 'withhold'>) {}

  /** True while there is a signal of which something was told. */
  isOpen(instrument: number): boolean {
    return (this.told[instrument] ?? 0) !== 0
  }

  /**
   * Writes down that a signal stopped at a gate, unless that is what was told of it last.
   * @param value the number that made the signal. @param actual what the gate looked at. @param limit its bound; NaN for
   *   those that there are none of.
   */
  withhold(
    gate: Gate,
    instrument: number,
    direction: number,
    value = Number.NaN,
    actual = Number.NaN,
    limit = Number.NaN,
    hedge = -1,
  ): void {
    const code = gateCode(gate)
    if (!this.isNews(instrument, (1 + code) * (direction < 0 ? -1 : 1))) return
    this.counts[code] = (this.counts[code] ?? 0) + 1
    const { event } = this
    event.gate = code
    event.instrument = instrument
    event.hedge = hedge
    event.direction = direction
    event.value = value
    event.actual = actual
    event.limit = limit
    this.ctx.withhold?.(event)
  }

  /** True where that is what was told of the signal last, so that withholding it again would tell nothing. */
  isTold(gate: Gate, instrument: number, direction: number): boolean {
    return this.told[instrument] === (1 + gateCode(gate)) * (direction < 0 ? -1 : 1)
  }

  /** An order was sent on the signal. */
  traded(instrument: number, direction: number): void {
    this.isNews(instrument, (1 + TRADED) * (direction < 0 ? -1 : 1))
  }

  /** The signal has gone away: the next one is another. */
  clear(instrument: number): void {
    if (instrument < this.told.length) this.told[instrument] = 0
  }

  /** How many signals stopped at each gate, for the card; undefined where none has. */
  blocked(): Record<string, number> | undefined {
    let found: Record<string, number> | undefined
    for (const [code, count] of this.counts.entries()) {
      const gate = GATES[code]
      if (count === 0 || gate === undefined) continue
      found ??= {}
      found[gate] = count
    }
    return found
  }

  snapshot(): GateBookState {
    return { told: this.told.slice(), counts: [...this.counts] }
  }

  /** Puts back a snapshot; those of earlier versions have none. */
  restore(state: GateBookState | undefined): void {
    this.told = state ? state.told.slice() : new Int8Array(0)
    for (let code = 0; code < this.counts.length; code++) this.counts[code] = state?.counts[code] ?? 0
  }

  private isNews(instrument: number, told: number): boolean {
    if (instrument >= this.told.length) {
      const larger = new Int8Array(Math.max(instrument + 1, this.ctx.instruments.all.length))
      larger.set(this.told)
      this.told = larger
    }
    if (this.told[instrument] === told) return false
    this.told[instrument] = told
    return true
  }
}
