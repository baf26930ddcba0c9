/**
 * What a fill is once a rule has said that an order trades: how many lots, at what price after slippage, for what fee,
 * whether the cash is there, and what a reader should know of it.
 */
import { FillFlag, fromLots, type InstrumentTable, Liquidity, notionalMicros, Side } from '../sdk'
import type { Encounter } from './encounter'
import { type FeeTerms, orderFeeMicros } from './fees'
import type { FillTerms } from './fill-rules'
import type { Holdings } from './holdings'
import { hasLimit, type WorkingOrder } from './order-table'
import { type SlippageTerms, slipTicks } from './slippage'
import type { Tape } from './tape'

/** The books that a venue's fills go to; engine/ledger's `Ledger` is one. */
export interface VenueAccount {
  readonly cashMicros: number
  readonly equityMicros: number
  /** Signed lots by instrument. */
  readonly positions: { readonly lots: ArrayLike<number> }
  applyFill(instrument: number, signedLots: number, priceTicks: number, feeMicros: number): void
  mark(instrument: number, price: number): void
}

/** The terms on which a venue fills. */
export interface FillDeskTerms {
  readonly fees: FeeTerms
  readonly slippage: SlippageTerms
  /** True: a purchase that the cash does not cover is rejected when it would fill. */
  readonly requireCash: boolean
  /** Fraction of equity that purchases must leave in cash; above 0 it implies `requireCash`. 0 unless said. */
  readonly cashBuffer?: number
  /** Fraction of a bar's or trade's volume that orders may take together; 0 (unless said): all they want. */
  readonly volumeShareMax?: number
  /** Age in milliseconds beyond which a price counts as stale; 0 (unless said): never. */
  readonly stalePriceMs?: number
}

/** Without a share of the volume, more than this fraction of it is a fill in thin volume. */
const THIN_SHARE = 0.1

/** A fill as it was reckoned. One object, written anew for each. */
export class Reckoning {
  lots = 0
  priceTicks = 0
  feeMicros = 0
  notionalMicros = 0
  flags = 0
}

export class FillDesk {
  readonly reckoning = new Reckoning()

  constructor(
    private readonly run: { readonly instruments: InstrumentTable },
    private readonly account: VenueAccount,
    private readonly holdings: Holdings,
    private readonly tape: Tape,
    private readonly terms: FillDeskTerms,
  ) {}

  /** Lots that an order may still take of an event: what is left of its share of the volume. */
  available(at: Readonly<Encounter>, side: Side): number {
    const share = this.terms.volumeShareMax ?? 0
    const volume = at.lotsFor(side)
    if (share === 0 || Number.isNaN(volume)) return Number.POSITIVE_INFINITY
    const most = at.isQuote ? volume : Math.floor(volume * share + 1e-9)
    return most - this.taken(at, side)
  }

  /** True for a reduce-only order whose writer has nothing that it could shrink. */
  hasNothingToReduce(order: Readonly<WorkingOrder>): boolean {
    return order.reduceOnly === 1 && this.holdings.of(order.origin, order.instrument) * order.side >= 0
  }

  /** Reckons a fill of at most so many lots. @returns false if the cash is not there; `reckoning` says what it would be. */
  reckon(order: Readonly<WorkingOrder>, at: Readonly<Encounter>, terms: Readonly<FillTerms>, lotsMax: number): boolean {
    const spec = this.run.instruments.get(order.instrument)
    const told = this.reckoning
    const held = order.reduceOnly === 1 ? Math.abs(this.holdings.of(order.origin, order.instrument)) : order.leavesLots
    told.lots = Math.min(order.leavesLots, lotsMax, held)
    told.priceTicks = this.price(order, at, terms, told.lots)
    told.notionalMicros = Math.abs(notionalMicros(spec, told.lots, told.priceTicks))
    const filled = order.filledMicros + told.notionalMicros
    const made = order.makerMicros + (terms.liquidity === Liquidity.maker ? told.notionalMicros : 0)
    const units = fromLots(spec, order.filledLots + told.lots)
    told.feeMicros = orderFeeMicros(this.terms.fees, units, filled, order.side, made) - order.feeMicros
    told.flags = this.flags(at, order.side, told.lots)
    return order.side === Side.sell || this.hasCash(order, told.lots, told.notionalMicros + told.feeMicros)
  }

  /** Books what was reckoned. */
  book(order: WorkingOrder, at: Readonly<Encounter>, liquidity: Liquidity): void {
    const { lots, priceTicks, feeMicros, notionalMicros: value } = this.reckoning
    this.account.applyFill(order.instrument, order.side * lots, priceTicks, feeMicros)
    this.holdings.add(order.origin, order.instrument, order.side * lots, order.via)
    this.tape.take(at.instrument, order.side, lots)
    order.filledLots += lots
    order.filledMicros += value
    if (liquidity === Liquidity.maker) order.makerMicros += value
    order.feeMicros += feeMicros
    order.leavesLots -= lots
  }

  /** Lots of an event that were taken: of a bar's volume by both sides, of a quote by those who met that side of it. */
  private taken(at: Readonly<Encounter>, side: Side): number {
    const buys = this.tape.takenBuys[at.instrument] ?? 0
    const sells = this.tape.takenSells[at.instrument] ?? 0
    return at.isQuote ? (side === Side.buy ? buys : sells) : buys + sells
  }

  private price(
    order: Readonly<WorkingOrder>,
    at: Readonly<Encounter>,
    terms: Readonly<FillTerms>,
    lots: number,
  ): number {
    const { slippage } = this.terms
    if (terms.liquidity === Liquidity.maker || slippage.model === 'none') return terms.priceTicks
    const volume = at.lotsFor(order.side)
    const share = volume > 0 ? lots / volume : Number.NaN
    const slipped = slipTicks(slippage, order.side, terms.priceTicks, share, this.tape.sigmaOf(order.instrument))
    if (!hasLimit(order)) return slipped
    return order.side === Side.buy ? Math.min(slipped, order.limitTicks) : Math.max(slipped, order.limitTicks)
  }

  private flags(at: Readonly<Encounter>, side: Side, lots: number): number {
    const share = this.terms.volumeShareMax ?? 0
    const staleMs = this.terms.stalePriceMs ?? 0
    const bearable = at.lotsFor(side) * (at.isQuote ? 1 : THIN_SHARE)
    const isThin = share === 0 && this.taken(at, side) + lots > bearable
    const isStale = staleMs > 0 && at.tsMs - (this.tape.tradedMs[at.instrument] ?? Number.NaN) > staleMs
    return (isThin ? FillFlag.thin : 0) | (isStale ? FillFlag.stale : 0)
  }

  private hasCash(order: Readonly<WorkingOrder>, lots: number, costMicros: number): boolean {
    const { requireCash, cashBuffer = 0 } = this.terms
    if (!requireCash && cashBuffer === 0) return true
    // What only buys back a short position need not leave a buffer: it frees money.
    const covers = (this.account.positions.lots[order.instrument] ?? 0) + lots <= 0
    const kept = covers ? 0 : Math.max(0, cashBuffer * this.account.equityMicros)
    return costMicros <= this.account.cashMicros - kept
  }
}
