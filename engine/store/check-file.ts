/** The check of a dataset as it is kept beside its rows, so that a run is told of it at no cost. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type ColumnsCheck, FINDING_SORTS } from '../sdk'
import type { DataCheck, Finding } from './check'
import type { DatasetInfo } from './dataset'
import { daysOf, type Range } from './select'

/** Raised when the check looks for something else than before: older ones are made anew. */
const CHECK_FORMAT = 'patchbay.check/1'
const DAY_MS = 86_400_000

const checkFile = z.object({
  format: z.literal(CHECK_FORMAT),
  rows: z.number(),
  findings: z.array(
    z.object({
      sort: z.enum(FINDING_SORTS),
      symbol: z.string(),
      count: z.number(),
      examples: z.array(z.string()),
      days: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
})

/** The text of a check file. */
export function checkText(check: DataCheck): string {
  return `${JSON.stringify({ format: CHECK_FORMAT, ...check })}\n`
}

/** What such a file holds; null if it is not there, of another format, or damaged: then the rows are checked again. */
export async function readCheck(path: string): Promise<DataCheck | null> {
  try {
    return checkFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** What was found in a part of a dataset: of its symbols, on its days of UTC. */
export function checkOfPart(info: DatasetInfo, check: DataCheck, range: Range, rows: number): ColumnsCheck {
  const wanted = new Set(range.symbols ?? [])
  const [first, last] = daysOf(range)
  const findings = check.findings
    .filter(({ symbol }) => wanted.size === 0 || wanted.has(symbol))
    .map((finding) => ofDays(finding, first, last))
    .filter(({ count }) => count > 0)
  return { dataset: info.name, rows, findings }
}

function ofDays(
  { sort, symbol, examples, days }: Finding,
  first: number,
  last: number,
): ColumnsCheck['findings'][number] {
  const inside = days.filter(([day]) => day >= first && day <= last)
  const count = inside.reduce((sum, [, one]) => sum + one, 0)
  const date = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)
  const example = examples.find((text) => {
    const day = Date.parse(text.slice(0, 10)) / DAY_MS
    return day >= first && day <= last
  })
  return { sort, symbol, count, example: example ?? `first on ${date(inside[0]?.[0] ?? 0)}` }
}
