import type { z } from 'zod'
import { feeTerms, fillRule, SimulatedVenue, slippageTerms, type VenueState } from '../../../engine/exchange'
import { grown, Ledger, type LedgerState } from '../../../engine/ledger'
import {
  defineNode,
  fromMicros,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OrderEvent,
  type OutPort,
  Portfolio,
  PortfolioEvent,
  type Stretch,
  toMicros,
} from '../../../engine/sdk'
import { manifest } from './manifest'

type Params = z.infer<typeof manifest.params>

/** A simulated venue and the account that trades there. */
class PaperGateway implements Operator {
  private readonly ledger: Ledger
  private readonly venue: SimulatedVenue
  private readonly portfolio: OutPort<PortfolioEvent>
  /** Positions as last told, by instrument. */
  private toldLots = new Float64Array(0)
  private toldCost = new Float64Array(0)
  private toldFills = 0

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.ledger = new Ledger(ctx)
    this.portfolio = ctx.output('portfolio', 'portfolio')
    this.venue = new SimulatedVenue({
      run: ctx,
      account: this.ledger,
      author: ctx.nodeIndex,
      rule: fillRule(params.fills, params.limitTouch),
      fees: feeTerms(params),
      slippage: slippageTerms(params),
      requireCash: params.requireCash,
      cashBuffer: params.cashBufferPercent / 100,
      volumeShareMax: params.volumeShareMax / 100,
      stalePriceMs: params.stalePriceMinutes * 60_000,
      // A strategy acts on what it has seen: seeing late and sending late are the same to the venue.
      latencyMs: params.orderLatencyMs + params.dataLatencyMs,
      rounding: params.tickRounding,
      closesAtEnd: params.atEnd === 'close',
    })
  }

  onStart(): void {
    this.ledger.deposit(toMicros(this.params.startingCash))
    this.tellAccount()
  }

  onLinked(link: number): void {
    this.venue.reportAccount(link, this.ctx.reports)
  }

  onMarket(event: MarketEvent): void {
    this.venue.onMarket(event, this.ctx.clock.tsMs, this.ctx.reports)
  }

  onVenueStep(): void {
    this.venue.onStepEnd(this.ctx.clock.tsMs, this.ctx.reports)
    this.tellAccount()
    if (this.venue.fills !== this.toldFills) this.tellPositions()
  }

  /** The run's last market has been matched: closing what is held tells of the account once more. */
  onEnd(): void {
    this.venue.endRun(this.ctx.clock.tsMs, this.ctx.reports)
    if (this.venue.fills === this.toldFills) return
    this.tellAccount()
    this.tellPositions()
  }

  onOrder(event: OrderEvent): void {
    if (this.ctx.stamps.accepts(event.stamp)) this.venue.submit(event, this.ctx.clock.tsMs, this.ctx.reports)
    else this.venue.reject(event, 'NO_GUARD_STAMP', this.ctx.reports)
  }

  quietSteps(stretch: Stretch): number {
    return this.venue.quietSteps(stretch)
  }

  passMarket(stretch: Stretch, equityMicros: Float64Array): void {
    this.ledger.pass(stretch, equityMicros)
    this.venue.pass(stretch)
    this.tellAccount()
  }

  private tellAccount(): void {
    const { ledger } = this
    const told = this.portfolio.next()
    told.type = Portfolio.account
    told.instrument = -1
    told.quantityLots = 0
    told.costMicros = ledger.costMicros
    told.cashMicros = ledger.cashMicros
    told.equityMicros = ledger.equityMicros
    told.realizedMicros = ledger.realizedMicros
    told.unrealizedMicros = ledger.unrealizedMicros
    told.feesMicros = ledger.feesMicros
  }

  /** Tells of each position that has changed since it was last told of. */
  private tellPositions(): void {
    const { lots, costMicros } = this.ledger.positions
    this.toldFills = this.venue.fills
    if (this.toldLots.length < lots.length) {
      this.toldLots = grown(this.toldLots, lots.length, 0)
      this.toldCost = grown(this.toldCost, lots.length, 0)
    }
    for (let instrument = 0; instrument < lots.length; instrument++) {
      if (lots[instrument] === this.toldLots[instrument] && costMicros[instrument] === this.toldCost[instrument])
        continue
      this.toldLots[instrument] = lots[instrument] ?? 0
      this.toldCost[instrument] = costMicros[instrument] ?? 0
      this.tellPosition(instrument)
    }
  }

  positions(tell: (position: Readonly<PortfolioEvent>) => void): void {
    const { lots, realizedMicros } = this.ledger.positions
    for (let instrument = 0; instrument < lots.length; instrument++)
      if (lots[instrument] !== 0 || realizedMicros[instrument] !== 0)
        tell(this.describe(instrument, new PortfolioEvent()))
  }

  private tellPosition(instrument: number): void {
    this.describe(instrument, this.portfolio.next())
  }

  private describe(instrument: number, told: PortfolioEvent): PortfolioEvent {
    const { ledger } = this
    const { lots, costMicros, valueMicros, realizedMicros } = ledger.positions
    const cost = costMicros[instrument] ?? 0
    told.type = Portfolio.position
    told.instrument = instrument
    told.quantityLots = lots[instrument] ?? 0
    told.costMicros = cost
    told.cashMicros = ledger.cashMicros
    told.equityMicros = ledger.equityMicros
    told.realizedMicros = realizedMicros[instrument] ?? 0
    told.unrealizedMicros = (valueMicros[instrument] ?? 0) - cost
    told.feesMicros = 0
    return told
  }

  readout(): NodeReadout {
    const { ledger, venue } = this
    return {
      pnl: fromMicros(ledger.equityMicros - ledger.capitalMicros),
      ready: true,
      values: {
        equity: fromMicros(ledger.equityMicros),
        cash: fromMicros(ledger.cashMicros),
        positions: ledger.positions.lots.reduce((count, lots) => count + (lots === 0 ? 0 : 1), 0),
        openOrders: venue.openOrders,
        fills: venue.fills,
      },
    }
  }

  snapshot(): PaperState {
    return {
      ledger: this.ledger.snapshot(),
      venue: this.venue.snapshot(),
      toldLots: this.toldLots.slice(),
      toldCost: this.toldCost.slice(),
      toldFills: this.toldFills,
    }
  }

  restore(state: unknown): void {
    const from = state as PaperState
    this.ledger.restore(from.ledger)
    this.venue.restore(from.venue)
    this.toldLots = grown(from.toldLots, 0, 0)
    this.toldCost = grown(from.toldCost, 0, 0)
    this.toldFills = from.toldFills
  }
}

interface PaperState {
  readonly ledger: LedgerState
  readonly venue: VenueState
  readonly toldLots: Float64Array
  readonly toldCost: Float64Array
  readonly toldFills: number
}

export const paper = defineNode(manifest, (ctx, params) => new PaperGateway(ctx, params))
