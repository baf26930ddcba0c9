/** The orders of a whole run, folded from its reports into columns: `OrderTracker` for a record that lies there as a whole. */
import { fromLots, fromTicks, type Instrument, type OrderRow, OrderType, Report, type ReportEvent } from '../sdk'
import { LineText, numberText } from './line-text'
import { nextReason, nextState, orderTypeText, type RowNames, tidy } from './rows'
import type { RunLog } from './run-log'

export class RunOrders {
  /** The row of each order's first report. */
  private readonly firstRows: number[] = []
  private readonly states: OrderRow['state'][] = []
  private readonly reasons: (string | null)[] = []
  /** Units filled. */
  private readonly filled: number[] = []
  /** Places of orders by origin, then by seq. */
  private readonly places = new Map<number, Map<number, number>>()

  /** @param log sorted. */
  constructor(
    private readonly log: RunLog,
    private readonly names: RowNames,
  ) {
    const report = log.reports.makeEvent()
    for (let row = 0; row < log.reports.length; row++) this.fold(row, log.reports.read(row, report))
  }

  /** Orders that reached a venue. */
  get count(): number {
    return this.states.reduce((count, state) => count + (state === 'denied' ? 0 : 1), 0)
  }

  /** One line of orders.jsonl for each order that reached a venue, in the order of their first reports. */
  *lines(): Generator<string> {
    const text = new LineText(this.names)
    const report = this.log.reports.makeEvent()
    for (let place = 0; place < this.states.length; place++) {
      if (this.states[place] === 'denied') continue
      const row = this.firstRows[place] ?? 0
      yield this.line(place, row, this.log.reports.read(row, report), text)
    }
  }

  private line(place: number, row: number, first: Readonly<ReportEvent>, text: LineText): string {
    const spec = text.spec(first.instrument)
    const gateway = first.type === Report.denied ? 'null' : text.node(first.author)
    const lots = first.type === Report.filled ? first.quantityLots + first.leavesLots : first.quantityLots
    return (
      `{"ts":${text.ts(this.log.reports, row)},"orderId":${text.orderId(first.origin, first.seq)},` +
      `"node":${text.node(first.origin)},"gateway":${gateway},"instrument":${text.symbol(first.instrument)},` +
      `"side":${text.side(first)},"quantity":${numberText(fromLots(spec, lots))},` +
      `"filled":${numberText(this.filled[place] ?? 0)},"type":"${orderTypeText(first.orderType)}",` +
      `"limitPrice":${limitText(spec, first)},"stopPrice":${stopText(spec, first)},` +
      `"state":"${this.states[place]}","reason":${text.plain(this.reasons[place] ?? null)}}`
    )
  }

  private fold(row: number, report: Readonly<ReportEvent>): void {
    if (report.type === Report.account) return
    const place = this.placeOf(row, report)
    if (report.type === Report.filled) {
      const lots = fromLots(this.names.instruments.get(report.instrument), report.quantityLots)
      this.filled[place] = tidy((this.filled[place] ?? 0) + lots)
    }
    this.states[place] = nextState(this.states[place] ?? 'accepted', report)
    this.reasons[place] = nextReason(this.reasons[place] ?? null, report)
  }

  private placeOf(row: number, { origin, seq }: Readonly<ReportEvent>): number {
    let own = this.places.get(origin)
    if (!own) {
      own = new Map()
      this.places.set(origin, own)
    }
    const known = own.get(seq)
    if (known !== undefined) return known
    const place = this.states.length
    own.set(seq, place)
    this.firstRows.push(row)
    this.states.push('accepted')
    this.reasons.push(null)
    this.filled.push(0)
    return place
  }
}

function limitText(spec: Instrument, { orderType, type, priceTicks }: Readonly<ReportEvent>): string {
  const isLimit = orderType === OrderType.limit || orderType === OrderType.stopLimit
  return isLimit && type === Report.accepted ? numberText(fromTicks(spec, priceTicks)) : 'null'
}

function stopText(spec: Instrument, { stopTicks }: Readonly<ReportEvent>): string {
  return stopTicks > 0 ? numberText(fromTicks(spec, stopTicks)) : 'null'
}
