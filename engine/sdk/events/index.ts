/**
 * What travels on links. Every event is a plain object with a fixed shape whose numbers are overwritten in place: a port
 * keeps a pool of them, so a running graph allocates nothing per bar. **A handler must copy what it wants to keep.**
 *
 * An event carries no time of its own: its time is that of the step it belongs to (`ctx.clock`). Instruments are the
 * run's integer ids. Prices of market data are float64 currency units as recorded; wherever money is counted they are
 * integer ticks, lots and micros (see money.ts).
 */

import type { FeatureEvent } from './feature'
import type { MarketEvent } from './market'
import type { OrderEvent } from './order'
import type { PortfolioEvent } from './portfolio'
import type { SignalEvent } from './signal'

export * from './feature'
export * from './market'
export * from './order'
export * from './portfolio'
export * from './report'
export * from './signal'

/** The event class that each port type carries downwards. */
export interface EventOf {
  market: MarketEvent
  feature: FeatureEvent
  signal: SignalEvent
  intent: OrderEvent
  order: OrderEvent
  portfolio: PortfolioEvent
}
