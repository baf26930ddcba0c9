import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { CommandError } from './topology-file'

const figures = z.object({ statistics: z.record(z.string(), z.number().nullable()) })

/** `patchbay compare DIR DIR…`: the statistics of several runs side by side, one line a statistic. */
export async function compareRuns(dirs: readonly string[]): Promise<string> {
  const reports = await Promise.all(dirs.map(readStatistics))
  const names = [...new Set(reports.flatMap((report) => Object.keys(report)))]
  const heads = dirs.map((dir) => basename(dir))
  const rows = names.map((name) => [name, ...reports.map((report) => show(report[name]))])
  const widths = ['statistic', ...heads].map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [line(['statistic', ...heads]), ...rows.map(line)].join('\n')
}

async function readStatistics(dir: string): Promise<Record<string, number | null>> {
  const path = join(dir, 'report.json')
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`${path}: there is no report here; run "patchbay backtest FILE --out ${dir}" first`)
  })
  const parsed = figures.safeParse(jsonOf(text))
  if (!parsed.success) throw new CommandError(`${path}: this is not a report of Patchbay`)
  return parsed.data.statistics
}

/** Null where the text is no JSON: it is then no report either. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function show(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  return Number.isInteger(value) ? String(value) : value.toFixed(6)
}
