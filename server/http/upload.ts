/** POST /api/datasets/import: one file as the body, streamed to disk and from there into the store. */
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { type DatasetInfo, EngineRefusal } from '../engine'
import type { Services } from '../services'
import { sendError, sendJson, urlOf } from './respond'

/** Largest file taken by the browser's way; larger ones go by `npx patchbay data import`. */
export const UPLOAD_BYTES_MAX = 1024 ** 3

const query = z.object({
  as: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a dataset is named by small letters, digits, ".", "_" and "-"'),
  file: z.string().regex(/^[\w][\w.-]{0,99}\.(csv|parquet)$/i, 'name a .csv or .parquet file'),
  tz: z.string().max(64).optional(),
  label: z.enum(['start', 'end']).optional(),
})

const uploadsOf = (home: string): string => join(home, 'uploads')

/** Removes what a server that was killed amid an upload left behind. */
export const clearUploads = (home: string): Promise<void> => rm(uploadsOf(home), { recursive: true, force: true })

class TooLarge extends Error {}

function limit(bytesMax: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > bytesMax ? new TooLarge() : null, chunk)
    },
  })
}

/** Brings the body to disk and into the store; the copy is gone when this resolves. */
async function take(
  request: IncomingMessage,
  { engine, home }: Services,
  { file, ...options }: z.infer<typeof query>,
  bytesMax: number,
): Promise<DatasetInfo> {
  // Told at once where it can be; what names no length is cut off when it passes the limit.
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw new TooLarge()
  const uploads = uploadsOf(home)
  await mkdir(uploads, { recursive: true })
  const folder = await mkdtemp(join(uploads, 'import-'))
  try {
    const path = join(folder, file)
    await pipeline(request, limit(bytesMax), createWriteStream(path))
    return await engine.importDataset([path], options)
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error
    // The file is named as its owner knows it, not by where it lay here.
    throw new EngineRefusal(error.code, error.message.replaceAll(`${folder}${sep}`, ''), error.problems)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function handleUpload(
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
  actor: string,
  bytesMax = UPLOAD_BYTES_MAX,
): Promise<void> {
  const given = query.safeParse(Object.fromEntries(urlOf(request).searchParams))
  if (!given.success) {
    const issue = given.error.issues[0]
    const message = `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not valid'}`
    return sendError(response, 400, 'BAD_REQUEST', message)
  }
  try {
    const dataset = await take(request, services, given.data, bytesMax)
    await services.db.audit.note(actor, 'datasets.import', dataset.name, { file: given.data.file, rows: dataset.rows })
    sendJson(response, 200, dataset)
  } catch (error) {
    // What is still coming is not read, so the connection can't be used again.
    response.setHeader('connection', 'close')
    if (error instanceof TooLarge)
      sendError(
        response,
        413,
        'PAYLOAD_TOO_LARGE',
        `The file is larger than ${bytesMax} bytes: use \`patchbay data import\``,
      )
    else if (error instanceof EngineRefusal) sendError(response, 422, 'UNPROCESSABLE_CONTENT', error.message)
    else throw error
  }
}
