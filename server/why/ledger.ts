/** The signals of a run that did not become trades, a page at a time. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { rowOfDecision, rowOfOrder } from '../../engine/results'
import { GATE_KEEPERS, type LedgerRow, ledgerRow } from '../../engine/sdk'
import { isActive } from '../deployments/book'
import { findDeployment } from '../deployments/find'
import { findRunFile, type RunFile } from '../runs/files'
import type { Services } from '../services'

/** Rows of one run that are kept; counts go on. */
const ROWS_MAX = 100_000
/** Runs whose rows are kept, for the next page. */
const RUNS_KEPT = 4
/** How long the rows of a run that is under way are taken for new. */
const FRESH_MS = 2_000

export const ledgerQuery = z.object({
  node: z.string().min(1).max(64).optional().describe('Of this strategy, or closed by this guard or gateway'),
  gate: z.string().min(1).max(64).optional(),
  instrument: z.string().min(1).max(64).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  page: z.number().int().min(1).optional().describe('From 1, the newest first'),
  pageSize: z.number().int().min(1).max(1_000).optional(),
})
export type LedgerQuery = z.infer<typeof ledgerQuery>

export const ledgerPage = z.object({
  rows: z.array(ledgerRow),
  /** Rows that the query finds, and pages of them. */
  total: z.number().int(),
  page: z.number().int(),
  pages: z.number().int(),
  /** By gate, of all that the node and the other filters find but for the gate's own. */
  counts: z.array(z.object({ gate: z.string(), keeper: z.enum(GATE_KEEPERS), count: z.number().int() })),
  instruments: z.array(z.string()),
  /** True if there are more than are kept. */
  isCut: z.boolean(),
  /** True while the run goes on: there may be more in a moment. */
  isRunning: z.boolean(),
})
export type LedgerPage = z.infer<typeof ledgerPage>

interface Ledger {
  readonly rows: readonly LedgerRow[]
  readonly isCut: boolean
  readonly atMs: number
  /** What the files were when they were read. */
  readonly mark: string
}

const kept = new Map<string, Ledger>()

/** @throws 404 for a run never heard of. */
export async function readLedger(services: Services, id: string, query: LedgerQuery): Promise<LedgerPage> {
  const info = await findDeployment(services, id)
  const { rows, isCut } = await ledgerOf(services, id, isActive(info))
  const { gate, page = 1, pageSize = 100 } = query
  const found = rows.filter((row) => matches(row, query))
  const shown = gate === undefined ? found : found.filter((row) => row.gate === gate)
  const skip = (page - 1) * pageSize
  return {
    rows: shown.slice(skip, skip + pageSize),
    total: shown.length,
    page,
    pages: Math.max(1, Math.ceil(shown.length / pageSize)),
    counts: countsOf(found),
    instruments: [...new Set(rows.map(({ instrument }) => instrument))].sort(),
    isCut,
    isRunning: isActive(info),
  }
}

function matches(row: LedgerRow, { node, instrument, from, to }: LedgerQuery): boolean {
  if (node !== undefined && row.node !== node && row.by !== node) return false
  if (instrument !== undefined && row.instrument !== instrument && row.hedge !== instrument) return false
  return (from === undefined || row.ts >= from) && (to === undefined || row.ts <= to)
}

function countsOf(rows: readonly LedgerRow[]): LedgerPage['counts'] {
  const counts = new Map<string, LedgerPage['counts'][number]>()
  for (const { gate, keeper } of rows) {
    const key = `${keeper} ${gate}`
    counts.set(key, { gate, keeper, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.gate < b.gate ? -1 : 1))
}

async function ledgerOf(services: Services, id: string, isRunning: boolean): Promise<Ledger> {
  const known = kept.get(id)
  const folder = services.engine.runDirectory(id)
  const mark = isRunning ? 'running' : await markOf(folder)
  if (known && known.mark === mark && (!isRunning || Date.now() - known.atMs < FRESH_MS)) return known
  const lines = isRunning ? await linesOfRunning(services, id) : linesOfFiles(folder)
  const made = { ...(await collect(lines)), atMs: Date.now(), mark }
  kept.delete(id)
  kept.set(id, made)
  const [oldest] = kept.keys()
  if (kept.size > RUNS_KEPT && oldest !== undefined) kept.delete(oldest)
  return made
}

interface Lines {
  readonly decisions: AsyncIterable<string> | Iterable<string>
  readonly orders: AsyncIterable<string> | Iterable<string>
}

/** What its processes have written down so far; a backtest writes when it is done. */
async function linesOfRunning({ engine }: Services, id: string): Promise<Lines> {
  return engine.decisions(id)
}

const linesOfFiles = (folder: string): Lines => ({
  decisions: readLines(folder, 'decisions.jsonl'),
  orders: readLines(folder, 'orders.jsonl'),
})

async function* readLines(folder: string, name: RunFile): AsyncGenerator<string> {
  const file = await findRunFile(folder, name)
  if (!file) return
  for await (const line of createInterface({ input: createReadStream(file.path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== '') yield line
}

async function collect({ decisions, orders }: Lines): Promise<{ rows: LedgerRow[]; isCut: boolean }> {
  const rows: LedgerRow[] = []
  for await (const line of decisions) {
    const row = rowOfDecision(line)
    if (row) rows.push(row)
    if (rows.length > 2 * ROWS_MAX) rows.splice(0, ROWS_MAX)
  }
  for await (const line of orders) {
    const row = rowOfOrder(line)
    if (row) rows.push(row)
    if (rows.length > 3 * ROWS_MAX) break
  }
  rows.sort((a, b) => (a.ts === b.ts ? 0 : a.ts < b.ts ? 1 : -1))
  return { rows: rows.slice(0, ROWS_MAX), isCut: rows.length > ROWS_MAX }
}

async function markOf(folder: string): Promise<string> {
  const file = await findRunFile(folder, 'decisions.jsonl')
  return file ? `${(await stat(file.path)).mtimeMs} ${file.bytes}` : 'none'
}
