/** Compares the record of a re-run with the one that was written. */
import { existsSync } from 'node:fs'
import { RunLog } from '../../report'
import type { RunLogCounts } from '../../report/log-files'
import { fileOf, readRecords } from '../../report/record-file'
import type { RecordTable } from '../../report/table'
import { isoFromNs } from '../../sdk'
import type { Divergence } from './link-check'

const KINDS = ['reports', 'intents', 'signals', 'gates'] as const

/** Both records of one kind. */
interface Pair {
  readonly kind: (typeof KINDS)[number]
  readonly mine: RecordTable<object>
  readonly told: RecordTable<object>
  /** Rows that were written before the re-run began. */
  readonly before: number
}

/**
 * @param dir the record's folder. @param from what it held where the re-run began. @param endNs where the re-run ended.
 * @returns rows compared, and the first that differs, or that was written and not said again before the re-run's end. What the
 *   re-run says beyond the last row of a kind was not on the disk yet when the process died.
 */
export function checkRecord(
  dir: string,
  rerun: RunLog,
  from: RunLogCounts,
  endNs: bigint,
): { rows: number; divergence: Divergence | null } {
  const pairs = pairsOf(dir, rerun, from)
  let rows = 0
  let first: Divergence | null = null
  for (const pair of pairs) {
    const compared = compare(pair)
    rows += compared.rows
    const found = compared.divergence ?? surplus(pair, endNs)
    if (found && (!first || found.tsNs < first.tsNs)) first = found
  }
  return { rows, divergence: first }
}

function pairsOf(dir: string, rerun: RunLog, from: RunLogCounts): Pair[] {
  const written = new RunLog()
  return KINDS.flatMap((kind): Pair[] => {
    // The tables of a kind hold one class of events each, which the union of tables can't express.
    const [mine, told] = [rerun[kind], written[kind]] as unknown as [RecordTable<object>, RecordTable<object>]
    if (kind === 'gates' && !existsSync(fileOf(dir, kind))) return []
    readRecords(dir, told)
    return [{ kind, mine, told, before: from[kind] ?? 0 }]
  })
}

/** Row by row, as far as both go. */
function compare({ kind, mine, told, before }: Pair): { rows: number; divergence: Divergence | null } {
  const count = Math.min(mine.length, told.length - before)
  for (let row = 0; row < count; row++) {
    const [rerunRow, writtenRow] = [textOf(mine, row), textOf(told, before + row)]
    if (rerunRow === writtenRow) continue
    const at = { tsNs: told.tsNs(before + row), node: told.author(before + row) }
    return { rows: row + 1, divergence: { ...at, where: whereOf(kind, at.tsNs), said: writtenRow, rerun: rerunRow } }
  }
  return { rows: Math.max(0, count), divergence: null }
}

/** The first row that was written and that the re-run, which went on after it, did not say. */
function surplus({ kind, mine, told, before }: Pair, endNs: bigint): Divergence | null {
  const row = before + mine.length
  if (row >= told.length || told.tsNs(row) >= endNs) return null
  const tsNs = told.tsNs(row)
  return { tsNs, node: told.author(row), where: whereOf(kind, tsNs), said: textOf(told, row), rerun: null }
}

const whereOf = (kind: string, tsNs: bigint): string => `in the record of ${kind} at ${isoFromNs(tsNs)}`

function textOf(table: RecordTable<object>, row: number): string {
  return `${isoFromNs(table.tsNs(row))} ${JSON.stringify(table.read(row, table.makeEvent()))}`
}
