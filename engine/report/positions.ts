import { Portfolio, PortfolioEvent } from '../sdk'

/** A gateway's position in one instrument as last told. */
export interface PositionState {
  readonly gateway: number
  tsNs: bigint
  /** True until it has been written down. */
  isNew: boolean
  readonly event: PortfolioEvent
}

/** Instruments a run may have for the keys to be apart. */
const INSTRUMENTS_MAX = 2 ** 24

/** The latest state of each position: what a gateway tells each step is kept once, not heaped up. */
export class PositionStates {
  private readonly states = new Map<number, PositionState>()

  /** Takes what a gateway told, unless something later is known. */
  put(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    const key = gateway * INSTRUMENTS_MAX + event.instrument
    const known = this.states.get(key)
    if (known && known.tsNs > tsNs) return
    const state = known ?? { gateway, tsNs, isNew: true, event: new PortfolioEvent() }
    if (!known) this.states.set(key, state)
    state.tsNs = tsNs
    state.isNew = true
    copyPosition(event, state.event)
  }

  /** Forgets all: what comes next may be told of earlier times. */
  clear(): void {
    this.states.clear()
  }

  /** By gateway, then instrument. */
  sorted(): PositionState[] {
    return [...this.states.entries()].sort(([a], [b]) => a - b).map(([, state]) => state)
  }

  /** Those that have not been written down, in no order. */
  *fresh(): Generator<PositionState> {
    for (const state of this.states.values()) if (state.isNew) yield state
  }
}

function copyPosition(from: Readonly<PortfolioEvent>, to: PortfolioEvent): void {
  to.type = Portfolio.position
  to.instrument = from.instrument
  to.quantityLots = from.quantityLots
  to.costMicros = from.costMicros
  to.realizedMicros = from.realizedMicros
  to.unrealizedMicros = from.unrealizedMicros
  to.feesMicros = from.feesMicros
}
