/** The tables of a run as CSV and Parquet, for notebooks and spreadsheets. */
import { copyFile, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

type SqlType = 'text' | 'time' | 'number' | 'count'

/** A table: the file that it is read from, how, and its columns. */
interface TableSpec {
  readonly file: string
  readonly read: 'csv' | 'json-lines' | 'report'
  readonly columns: Readonly<Record<string, SqlType>>
}

const ORDER = {
  instrument: 'text',
  side: 'text',
  quantity: 'number',
} as const

const SPECS = {
  trades: {
    file: 'trades.csv',
    read: 'csv',
    columns: {
      node: 'text',
      instrument: 'text',
      side: 'text',
      openedAt: 'time',
      closedAt: 'time',
      quantity: 'number',
      entryPrice: 'number',
      exitPrice: 'number',
      fees: 'number',
      pnl: 'number',
      return: 'number',
      mae: 'number',
      mfe: 'number',
      rows: 'count',
      flags: 'text',
    },
  },
  orders: {
    file: 'orders.jsonl',
    read: 'json-lines',
    columns: {
      ts: 'time',
      orderId: 'text',
      node: 'text',
      gateway: 'text',
      ...ORDER,
      filled: 'number',
      type: 'text',
      limitPrice: 'number',
      stopPrice: 'number',
      state: 'text',
      reason: 'text',
    },
  },
  fills: {
    file: 'fills.jsonl',
    read: 'json-lines',
    columns: {
      ts: 'time',
      orderId: 'text',
      node: 'text',
      ...ORDER,
      price: 'number',
      fee: 'number',
      liquidity: 'text',
      cause: 'text',
    },
  },
  equity: {
    file: 'equity.csv',
    read: 'csv',
    columns: {
      ts: 'time',
      equity: 'number',
      cash: 'number',
      realized: 'number',
      unrealized: 'number',
      fees: 'number',
      drawdown: 'number',
    },
  },
  decisions: {
    file: 'decisions.jsonl',
    read: 'json-lines',
    columns: {
      ts: 'time',
      node: 'text',
      action: 'text',
      orderId: 'text',
      target: 'text',
      ...ORDER,
      hedge: 'text',
      direction: 'number',
      strength: 'number',
      value: 'number',
      gate: 'text',
      actual: 'number',
      limit: 'number',
      type: 'text',
      limitPrice: 'number',
      stopPrice: 'number',
      timeInForce: 'text',
      group: 'count',
      decision: 'text',
      by: 'text',
      reason: 'text',
    },
  },
  days: {
    file: 'days.csv',
    read: 'csv',
    columns: {
      day: 'text',
      equity: 'number',
      return: 'number',
      benchmark: 'number',
      benchmarkReturn: 'number',
      rollingSharpe: 'number',
      traded: 'number',
    },
  },
  months: { file: 'report.json', read: 'report', columns: { month: 'text', return: 'number' } },
} as const satisfies Record<string, TableSpec>

export type TableName = keyof typeof SPECS
export const tableName = z.enum(Object.keys(SPECS) as [TableName, ...TableName[]])
export const TABLE_NAMES = tableName.options

export const tableFormat = z.enum(['csv', 'parquet'])
export type TableFormat = z.infer<typeof tableFormat>

/** The file in a run's folder that a table is made from. */
export const tableFile = (name: TableName): string => SPECS[name].file

/** A run is read by one thread within this much memory; nothing spills to disk. */
const LIMITS = { memory_limit: '1GB', threads: '1', temp_directory: '' }
/** No head of a table is longer. */
const HEAD_BYTES_MAX = 4_096
const TYPES: Readonly<Record<SqlType, string>> = { text: 'VARCHAR', time: 'VARCHAR', number: 'DOUBLE', count: 'BIGINT' }

/**
 * Writes a table of a run into a file. Times are ISO 8601 text in CSV and UTC timestamps in Parquet (zstd); columns keep
 * the names of the run's files. In CSV, text that a spreadsheet would run as a formula is given a leading apostrophe.
 * @throws Error naming the run's file where it is missing or not what it should be.
 */
export async function exportTable(dir: string, name: TableName, format: TableFormat, to: string): Promise<void> {
  const spec: TableSpec = SPECS[name]
  const path = join(dir, spec.file)
  await stat(path).catch(() => {
    throw new Error(`${path}: this run left no such file`)
  })
  if (format === 'csv' && spec.read === 'csv') return copyFile(path, to)
  // Runs of earlier versions lack the newest columns.
  const present = spec.read === 'csv' ? await headOf(path) : Object.keys(spec.columns)
  const columns = Object.entries(spec.columns).map(([column, type]) =>
    present.includes(column) ? select(column, type, format, spec.read) : `NULL::${TYPES[type]} AS "${column}"`,
  )
  const options = format === 'parquet' ? 'FORMAT parquet, COMPRESSION zstd' : 'FORMAT csv, HEADER'
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', LIMITS)
  try {
    const connection = await instance.connect()
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${source(path, spec, present)}) TO ${text(to)} (${options})`,
    )
    connection.closeSync()
  } finally {
    instance.closeSync()
  }
}

async function headOf(path: string): Promise<string[]> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES_MAX), 0, HEAD_BYTES_MAX, 0)
    return buffer.toString('utf8', 0, bytesRead).split(/\r?\n/, 1)[0]?.split(',') ?? []
  } finally {
    await file.close()
  }
}

/** @param present the columns that the file has, in its order. */
function source(path: string, { read, columns }: TableSpec, present: readonly string[]): string {
  const types = present.map((column) => `${text(column)}: ${text(TYPES[columns[column] ?? 'text'])}`)
  if (read === 'csv')
    return `read_csv(${text(path)}, header = true, delim = ',', quote = '"', columns = {${types.join(', ')}})`
  if (read === 'json-lines')
    return `read_json(${text(path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`
  const row = Object.entries(columns).map(([column, type]) => `"${column}" ${TYPES[type]}`)
  const list = `read_json(${text(path)}, columns = {'monthly': 'STRUCT(${row.join(', ')})[]'})`
  return `(SELECT row.* FROM (SELECT unnest(monthly) AS row FROM ${list}))`
}

function select(column: string, type: SqlType, format: TableFormat, read: TableSpec['read']): string {
  const name = `"${column}"`
  if (format === 'parquet' && type === 'time') return `${name}::TIMESTAMP_NS AS ${name}`
  if (type !== 'text') return name
  // The run's CSV files carry the apostrophe, its JSON lines do not.
  if (format === 'parquet' && read === 'csv') return `regexp_replace(${name}, '^''([=+\\-@\\t\\r])', '\\1') AS ${name}`
  if (format === 'csv' && read !== 'csv')
    return `CASE WHEN regexp_matches(${name}, '^[=+\\-@\\t\\r]') THEN '''' || ${name} ELSE ${name} END AS ${name}`
  return name
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
