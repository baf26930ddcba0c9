/** What a simulated venue is made with, and what it keeps. */
import type { InstrumentTable } from '../sdk'
import type { TickRounding } from './encounter'
import type { FillDeskTerms, VenueAccount } from './fill-desk'
import type { FillRule } from './fill-rules'
import type { HoldingsState } from './holdings'
import type { OrderRow } from './order-table'
import type { SeenState } from './seen-orders'
import type { TapeState } from './tape'

export interface VenueOptions extends FillDeskTerms {
  /** Where the run's instruments are found; the table may be replaced by a longer one. */
  readonly run: { readonly instruments: InstrumentTable }
  readonly account: VenueAccount
  /** Index of the node that its reports are by. */
  readonly author: number
  readonly rule: FillRule
  /** How long an order, or a cancel, is on its way, in milliseconds; 0 unless said. */
  readonly latencyMs?: number
  /** `nearest` unless said. */
  readonly rounding?: TickRounding
  /** True: what is held at the run's end is closed at the last price. False unless said. */
  readonly closesAtEnd?: boolean
}

/** Plain data of a `SimulatedVenue` (the account is the caller's). */
export interface VenueState {
  readonly orders: readonly OrderRow[]
  readonly seen: SeenState
  readonly dueMs: number
  readonly fills: number
  readonly holdings: HoldingsState
  readonly tape: TapeState
  readonly ended: boolean
}
