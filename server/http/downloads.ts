/** GET /api/runs/{id}/files/{name}. */
import { createReadStream } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { findRunFile, RUN_FILES, runFileName } from '../runs/files'
import type { Services } from '../services'
import { sendError } from './respond'

const PATH = /^\/api\/runs\/([\w-]{1,64})\/files\/([^/]+)$/

/** The report is a page of its own that needs nothing from anywhere. */
const REPORT_POLICY =
  "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

/** @returns false if the path is another's to answer. */
export async function handleDownload(path: string, response: ServerResponse, services: Services): Promise<boolean> {
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
  // A run's files are final, but one still being written may grow: exactly what was announced is sent.
  await pipeline(createReadStream(file.path, { end: Math.max(0, file.bytes - 1) }), response)
  return true
}
