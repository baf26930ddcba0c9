/** Writes a run's files. Each appears whole or not at all: it is written beside its place and then renamed into it. */
import { mkdirSync } from 'node:fs'
import { encodePrices } from '../results'
import type { BuiltReport } from './build'
import { chartsOf } from './charts-file'
import { DAY_COLUMNS, dayLines } from './days'
import { decisionLines } from './decisions'
import { Drafts } from './drafts'
import { EQUITY_COLUMNS, sayEquity } from './equity-file'
import { fillLines } from './fill-lines'
import { reportHtml } from './page/html'
import { priceSeriesOf } from './prices'
import { nodeIdOf } from './rows'
import type { RunLog } from './run-log'
import { TRADE_COLUMNS, tradeLine } from './trades'

/** Files of a run's folder. */
export const REPORT_FILES = [
  'report.json',
  'orders.jsonl',
  'fills.jsonl',
  'trades.csv',
  'equity.csv',
  'decisions.jsonl',
  'days.csv',
  'prices.bin',
  'charts.json',
  'report.html',
] as const
export type ReportFile = (typeof REPORT_FILES)[number]

/**
 * Writes all files of a run into a folder, which is made if missing. report.json comes last: where it is, all are.
 * @param log the log that `built` was made from.
 * @throws Error naming the file that could not be written; the files that were there before stay as they were.
 */
export async function writeReport(dir: string, log: RunLog, built: BuiltReport): Promise<void> {
  mkdirSync(dir, { recursive: true })
  const drafts = new Drafts(dir)
  try {
    draftAll(drafts, log, built)
    await drafts.publish()
  } catch (error) {
    drafts.discard()
    throw error
  }
}

function draftAll(drafts: Drafts, log: RunLog, built: BuiltReport): void {
  const { names, report, trades } = built
  drafts.lines('orders.jsonl', built.orders.lines())
  drafts.lines('fills.jsonl', fillLines(log, built))
  drafts.lines('decisions.jsonl', decisionLines(log, names))
  const symbol = (id: number) => names.instruments.get(id).symbol
  const tradeLines = trades.map((trade) => tradeLine(trade, nodeIdOf(names, trade.node), symbol(trade.instrument)))
  drafts.lines('trades.csv', [TRADE_COLUMNS, ...tradeLines])
  drafts.text('equity.csv', (say) => {
    say(EQUITY_COLUMNS)
    sayEquity(log, built.curve, say)
  })
  drafts.lines('days.csv', [DAY_COLUMNS, ...dayLines(built.table)])
  const prices = priceSeriesOf(built)
  drafts.bytes('prices.bin', encodePrices(prices))
  drafts.lines('charts.json', [JSON.stringify(chartsOf(built))])
  drafts.lines('report.html', [reportHtml(built, prices)])
  drafts.lines('report.json', [JSON.stringify(report, null, 2)])
}
