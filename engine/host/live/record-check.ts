/** Compares the record of a re-run with the one that was written. */
import { existsSync } from 'node:fs'
import { RunLog } from '../../report'
import type { RunLogCounts } from '../../report/log-files'
import { fileOf, readRecords } from '../../report/record-file'
import type { RecordTable } from '../../report/table'
import { isoFromNs } from '../../sdk'
import type { Divergence } from './link-check'

const KINDS = ['reports', 'intents', 'signals', 'gates'] as const

/**
 * @param dir the record's folder. @param from what it held where the re-run began.
 * @returns rows compared, and the first that differs. Rows behind the end of either are of what was never written.
 */
export function checkRecord(
  dir: string,
  rerun: RunLog,
  from: RunLogCounts,
): { rows: number; divergence: Divergence | null } {
  const written = new RunLog()
  let rows = 0
  let first: Divergence | null = null
  for (const kind of KINDS) {
    // The tables of a kind hold one class of events each, which the union of tables can't express.
    const [mine, told] = [rerun[kind], written[kind]] as unknown as [RecordTable<object>, RecordTable<object>]
    if (kind === 'gates' && !existsSync(fileOf(dir, kind))) continue
    readRecords(dir, told)
    const before = from[kind] ?? 0
    const count = Math.min(mine.length, told.length - before)
    for (let row = 0; row < count; row++) {
      const [rerunRow, writtenRow] = [textOf(mine, row), textOf(told, before + row)]
      rows++
      if (rerunRow === writtenRow) continue
      const tsNs = told.tsNs(before + row)
      const where = `in the record of ${kind} at ${isoFromNs(tsNs)}`
      if (!first || tsNs < first.tsNs)
        first = { tsNs, node: told.author(before + row), where, said: writtenRow, rerun: rerunRow }
      break
    }
  }
  return { rows, divergence: first }
}

function textOf(table: RecordTable<object>, row: number): string {
  return `${isoFromNs(table.tsNs(row))} ${JSON.stringify(table.read(row, table.makeEvent()))}`
}
