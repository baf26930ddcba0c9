/**
 * Round trips and P&L by node, from fills. A trade is one node's position in one instrument from flat to flat, at
 * average cost; a fill that passes through zero ends one trade and begins another, its fee shared by lots.
 */
import { PositionBook } from '../ledger'
import { fromLots, fromMicros, fromTicks, type InstrumentTable, notionalMicros, type ReportEvent } from '../sdk'
import { flagNames } from './flag-names'
import { IsoText } from './iso-text'

/** One closed round trip. Amounts in currency units. */
export interface Trade {
  readonly node: number
  readonly instrument: number
  readonly side: 'long' | 'short'
  readonly openedNs: bigint
  readonly closedNs: bigint
  /** Units opened in all. */
  readonly quantity: number
  /** Averages over the units. */
  readonly entryPrice: number
  readonly exitPrice: number
  readonly fees: number
  /** After fees. */
  readonly pnl: number
  /** P&L / value at entry; null where that is zero. */
  readonly return: number | null
  /** Bits of FillFlag of all its fills. */
  readonly flags: number
  /** The same of the fill that opened it. */
  readonly entryFlags: number
  /** Maximum adverse and favourable excursion as fractions of the entry, ≤ 0 and ≥ 0; null until measured. */
  mae: number | null
  mfe: number | null
  /** Market rows while it was open; null until counted. */
  rows: number | null
}

/** What came of one instrument's fills. */
export interface InstrumentTally {
  fills: number
  feesMicros: number
  tradedMicros: number
}

interface OpenTrade {
  readonly openedNs: bigint
  readonly direction: number
  lotsIn: number
  ticksIn: number
  valueInMicros: number
  lotsOut: number
  ticksOut: number
  feesMicros: number
  flags: number
  readonly entryFlags: number
  readonly realizedBeforeMicros: number
}

/** What one node's fills came to. */
export class NodeTrades {
  readonly book: PositionBook
  readonly trades: Trade[] = []
  feesMicros = 0
  fills = 0
  /** Fills by their flags, the bits of FillFlag. */
  readonly flagged = new Map<number, number>()
  readonly byInstrument = new Map<number, InstrumentTally>()
  private readonly open = new Map<number, OpenTrade>()

  constructor(
    readonly node: number,
    private readonly instruments: InstrumentTable,
  ) {
    this.book = new PositionBook({ instruments })
  }

  get openTrades(): number {
    return this.open.size
  }

  /** Takes the node's next fill. */
  fill(tsNs: bigint, fill: Readonly<ReportEvent>): void {
    this.fills++
    this.feesMicros += fill.feeMicros
    this.count(fill)
    const held = this.book.lots[fill.instrument] ?? 0
    const signed = fill.side * fill.quantityLots
    const closing = held * signed < 0 ? Math.min(Math.abs(held), Math.abs(signed)) : 0
    const closingFee = Math.round((fill.feeMicros * closing) / (fill.quantityLots || 1))
    if (closing > 0) this.close(tsNs, fill, closing, closingFee)
    if (closing < fill.quantityLots) this.enlarge(tsNs, fill, fill.quantityLots - closing, fill.feeMicros - closingFee)
  }

  private count(fill: Readonly<ReportEvent>): void {
    let tally = this.byInstrument.get(fill.instrument)
    if (!tally) {
      tally = { fills: 0, feesMicros: 0, tradedMicros: 0 }
      this.byInstrument.set(fill.instrument, tally)
    }
    tally.fills++
    if (fill.flags !== 0) this.flagged.set(fill.flags, (this.flagged.get(fill.flags) ?? 0) + 1)
    tally.feesMicros += fill.feeMicros
    const spec = this.instruments.get(fill.instrument)
    tally.tradedMicros += Math.abs(notionalMicros(spec, fill.quantityLots, fill.priceTicks))
  }

  private enlarge(tsNs: bigint, fill: Readonly<ReportEvent>, lots: number, feeMicros: number): void {
    const id = fill.instrument
    const trade = this.open.get(id) ?? this.begin(tsNs, fill)
    trade.lotsIn += lots
    trade.ticksIn += lots * fill.priceTicks
    trade.valueInMicros += Math.abs(notionalMicros(this.instruments.get(id), lots, fill.priceTicks))
    trade.feesMicros += feeMicros
    trade.flags |= fill.flags
    this.book.apply(id, fill.side * lots, fill.priceTicks)
  }

  private begin(tsNs: bigint, fill: Readonly<ReportEvent>): OpenTrade {
    const trade: OpenTrade = {
      openedNs: tsNs,
      direction: fill.side,
      lotsIn: 0,
      ticksIn: 0,
      valueInMicros: 0,
      lotsOut: 0,
      ticksOut: 0,
      feesMicros: 0,
      flags: 0,
      entryFlags: fill.flags,
      realizedBeforeMicros: this.book.realizedMicros[fill.instrument] ?? 0,
    }
    this.open.set(fill.instrument, trade)
    return trade
  }

  private close(tsNs: bigint, fill: Readonly<ReportEvent>, lots: number, feeMicros: number): void {
    const id = fill.instrument
    const trade = this.open.get(id)
    this.book.apply(id, fill.side * lots, fill.priceTicks)
    if (!trade) return
    trade.lotsOut += lots
    trade.ticksOut += lots * fill.priceTicks
    trade.feesMicros += feeMicros
    trade.flags |= fill.flags
    if (this.book.lots[id] !== 0) return
    this.open.delete(id)
    this.trades.push(this.finish(tsNs, id, trade))
  }

  private finish(tsNs: bigint, id: number, trade: OpenTrade): Trade {
    const spec = this.instruments.get(id)
    const realized = (this.book.realizedMicros[id] ?? 0) - trade.realizedBeforeMicros
    const pnl = realized - trade.feesMicros
    return {
      node: this.node,
      instrument: id,
      side: trade.direction > 0 ? 'long' : 'short',
      openedNs: trade.openedNs,
      closedNs: tsNs,
      quantity: fromLots(spec, trade.lotsIn),
      entryPrice: fromTicks(spec, trade.ticksIn / trade.lotsIn),
      exitPrice: fromTicks(spec, trade.ticksOut / trade.lotsOut),
      fees: fromMicros(trade.feesMicros),
      pnl: fromMicros(pnl),
      return: trade.valueInMicros === 0 ? null : pnl / trade.valueInMicros,
      flags: trade.flags,
      entryFlags: trade.entryFlags,
      mae: null,
      mfe: null,
      rows: null,
    }
  }
}

export const TRADE_COLUMNS =
  'node,instrument,side,openedAt,closedAt,quantity,entryPrice,exitPrice,fees,pnl,return,mae,mfe,rows,flags'

/** A line of trades.csv. */
export function tradeLine(trade: Trade, nodeId: string, symbol: string): string {
  const { side, openedNs, closedNs, quantity, entryPrice, exitPrice, fees, pnl } = trade
  const times = [ISO.ofNs(openedNs), ISO.ofNs(closedNs)]
  return [
    csv(nodeId),
    csv(symbol),
    side,
    ...times,
    quantity,
    entryPrice,
    exitPrice,
    fees,
    pnl,
    trade.return ?? '',
    trade.mae ?? '',
    trade.mfe ?? '',
    trade.rows ?? '',
    flagNames(trade.flags).join(' '),
  ].join(',')
}

const ISO = new IsoText()

/** A field as RFC 4180 wants it. Text that a spreadsheet would run as a formula is given a leading apostrophe. */
export function csv(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
