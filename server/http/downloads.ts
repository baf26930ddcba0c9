/** GET /api/runs/{id}/files/{name} and /api/runs/{id}/tables/{table}.{csv|parquet}. */
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { exportTable, TABLE_NAMES, tableFile, tableFormat, tableName } from '../../engine/results'
import { findRunFile, RUN_FILES, runFileName } from '../runs/files'
import type { Services } from '../services'
import { Exports } from './exports'
import { sendError } from './respond'

const TABLE_PATH = /^\/api\/runs\/([\w-]{1,64})\/tables\/([^/.]+)\.([^/.]+)$/
const PATH = /^\/api\/runs\/([\w-]{1,64})\/files\/([^/]+)$/

/** The report is a page of its own that needs nothing from anywhere. */
const REPORT_POLICY =
  "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

const TABLE_TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const

const exports = new Exports()

/** Sends a table of a run. It is written to a file of its own first, so that what fails says so instead of ending half-way. */
async function sendTable(
  match: RegExpExecArray,
  response: ServerResponse,
  services: Services,
  isHead: boolean,
): Promise<void> {
  const table = tableName.safeParse(match[2])
  const format = tableFormat.safeParse(match[3])
  const run = await services.db.runs.get(match[1] ?? '')
  if (!run || !table.success || !format.success)
    return sendError(
      response,
      404,
      'NOT_FOUND',
      `This run has no such table; there may be ${TABLE_NAMES.join(', ')} as .csv and .parquet`,
    )
  const folder = services.engine.runDirectory(run.id)
  if (!existsSync(join(folder, tableFile(table.data))))
    return sendError(response, 404, 'NOT_FOUND', `This run left no ${tableFile(table.data)} to make the table from`)
  const type = TABLE_TYPES[format.data]
  if (isHead) {
    // Its length is not known before it is made.
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end()
    return
  }
  if (!(await exports.enter(() => response.destroyed))) {
    if (!response.destroyed)
      sendError(response, 503, 'SERVICE_UNAVAILABLE', 'Too many tables are being made: try again in a moment')
    return
  }
  const room = await mkdtemp(join(tmpdir(), 'patchbay-table-'))
  try {
    const path = join(room, 'table')
    await exportTable(folder, table.data, format.data, path)
    response.writeHead(200, {
      'content-type': type,
      'content-length': (await stat(path)).size,
      'content-disposition': `attachment; filename="${run.id}-${table.data}.${format.data}"`,
      'cache-control': 'no-store',
    })
    await pipeline(createReadStream(path), response)
  } finally {
    exports.leave()
    await rm(room, { recursive: true, force: true })
  }
}

/** @param isHead only the headers are asked for. @returns false if the path is another's to answer. */
export async function handleDownload(
  path: string,
  response: ServerResponse,
  services: Services,
  isHead = false,
): Promise<boolean> {
  const tableMatch = TABLE_PATH.exec(path)
  if (tableMatch) {
    await sendTable(tableMatch, response, services, isHead)
    return true
  }
  const match = PATH.exec(path)
  if (!match) return false
  const name = runFileName.safeParse(match[2])
  const run = await services.db.runs.get(match[1] ?? '')
  const file = run && name.success ? await findRunFile(services.engine.runDirectory(run.id), name.data) : null
  if (!file) {
    sendError(response, 404, 'NOT_FOUND', `This run has no such file; there may be ${runFileName.options.join(', ')}`)
    return true
  }
  const isReport = file.name === 'report.html'
  if (isReport) response.setHeader('content-security-policy', REPORT_POLICY)
  response.writeHead(200, {
    'content-type': RUN_FILES[file.name],
    'content-length': file.bytes,
    'content-disposition': isReport ? 'inline' : `attachment; filename="${file.name}"`,
    'cache-control': 'no-store',
  })
  if (isHead) {
    response.end()
    return true
  }
  // A run's files are final, but one still being written may grow: exactly what was announced is sent.
  await pipeline(createReadStream(file.path, { end: Math.max(0, file.bytes - 1) }), response)
  return true
}
