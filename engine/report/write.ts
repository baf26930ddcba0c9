/** Writes a run's files. Each appears whole or not at all: it is written beside its place and then renamed into it. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodePrices } from '../results'
import type { BuiltReport } from './build'
import { chartsOf } from './charts-file'
import { DAY_COLUMNS, dayLines } from './days'
import { decisionLines } from './decisions'
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

/** Characters gathered before they are written. */
const CHUNK_CHARACTERS = 1 << 16

/**
 * Writes all files of a run into a folder, which is made if missing. report.json comes last: where it is, all are.
 * @param log the log that `built` was made from.
 * @throws Error naming the file that could not be written; the files that were there before stay as they were.
 */
export function writeReport(dir: string, log: RunLog, built: BuiltReport): void {
  mkdirSync(dir, { recursive: true })
  const { names, report, trades } = built
  writeLines(dir, 'orders.jsonl', built.orders.lines())
  writeLines(dir, 'fills.jsonl', fillLines(log, built))
  writeLines(dir, 'decisions.jsonl', decisionLines(log, names))
  const symbol = (id: number) => names.instruments.get(id).symbol
  const tradeLines = trades.map((trade) => tradeLine(trade, nodeIdOf(names, trade.node), symbol(trade.instrument)))
  writeLines(dir, 'trades.csv', [TRADE_COLUMNS, ...tradeLines])
  writeFile(dir, 'equity.csv', (say) => {
    say(EQUITY_COLUMNS)
    sayEquity(log, built.curve, say)
  })
  writeLines(dir, 'days.csv', [DAY_COLUMNS, ...dayLines(built.table)])
  const prices = priceSeriesOf(built)
  replaceFile(dir, 'prices.bin', (fd) => {
    for (const part of encodePrices(prices)) writeAll(fd, part)
  })
  writeLines(dir, 'charts.json', [JSON.stringify(chartsOf(built))])
  writeLines(dir, 'report.html', [reportHtml(built, prices)])
  writeLines(dir, 'report.json', [JSON.stringify(report, null, 2)])
}

function writeLines(dir: string, name: ReportFile, lines: Iterable<string>): void {
  writeFile(dir, name, (say) => {
    for (const line of lines) say(line)
  })
}

function writeFile(dir: string, name: ReportFile, fill: (say: (line: string) => void) => void): void {
  replaceFile(dir, name, (fd) => {
    let gathered = ''
    const flush = () => {
      if (gathered !== '') writeAll(fd, Buffer.from(gathered))
      gathered = ''
    }
    fill((line) => {
      gathered += `${line}\n`
      if (gathered.length >= CHUNK_CHARACTERS) flush()
    })
    flush()
  })
}

/** Writes a draft and puts it in the file's place. */
function replaceFile(dir: string, name: ReportFile, write: (fd: number) => void): void {
  const path = join(dir, name)
  const draft = join(dir, `.${name}.${process.pid}`)
  try {
    const fd = openSync(draft, 'w')
    try {
      write(fd)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(draft, path)
  } catch (cause) {
    rmSync(draft, { force: true })
    throw new Error(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}
