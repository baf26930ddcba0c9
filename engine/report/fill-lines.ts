import { CAUSES, fromLots, fromMicros, fromTicks, Liquidity, Report, type ReportEvent } from '../sdk'
import { flagNames } from './flag-names'
import { LineText, numberText } from './line-text'
import type { RowNames } from './rows'
import type { RunLog } from './run-log'

/** The lines of fills.jsonl: what `toFillRow` gives, but for its place in the record. */
export function* fillLines(log: RunLog, { names }: { readonly names: RowNames }): Generator<string> {
  const { reports } = log
  const text = new LineText(names)
  const report = reports.makeEvent()
  for (let row = 0; row < reports.length; row++)
    if (reports.read(row, report).type === Report.filled) yield fillLine(text, text.ts(reports, row), report)
}

const flagsText = (flags: number): string => (flags === 0 ? '' : `,"flags":${JSON.stringify(flagNames(flags))}`)

function fillLine(text: LineText, ts: string, fill: Readonly<ReportEvent>): string {
  const spec = text.spec(fill.instrument)
  return (
    `{"ts":${ts},"orderId":${text.orderId(fill.origin, fill.seq)},"node":${text.node(fill.origin)},` +
    `"instrument":${text.symbol(fill.instrument)},"side":${text.side(fill)},` +
    `"quantity":${numberText(fromLots(spec, fill.quantityLots))},` +
    `"price":${numberText(fromTicks(spec, fill.priceTicks))},"fee":${numberText(fromMicros(fill.feeMicros))},` +
    `"liquidity":${fill.liquidity === Liquidity.maker ? '"maker"' : '"taker"'},` +
    `"cause":${text.plain(CAUSES[fill.cause] ?? String(fill.cause))}${flagsText(fill.flags)}}`
  )
}
