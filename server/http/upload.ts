/** POST /api/datasets/import: one file as the body, streamed to disk and from there into the store. */
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { EngineRefusal } from '../engine'
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
    return sendError(
      response,
      400,
      'BAD_REQUEST',
      `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not valid'}`,
    )
  }
  const { file, ...options } = given.data
  const uploads = join(services.home, 'uploads')
  await mkdir(uploads, { recursive: true })
  const folder = await mkdtemp(join(uploads, 'import-'))
  try {
    const path = join(folder, file)
    await pipeline(request, limit(bytesMax), createWriteStream(path))
    const dataset = await services.engine.importDataset([path], options)
    await services.db.audit.note(actor, 'datasets.import', options.as, { file, rows: dataset.rows })
    sendJson(response, 200, dataset)
  } catch (error) {
    if (error instanceof TooLarge)
      sendError(
        response,
        413,
        'PAYLOAD_TOO_LARGE',
        `The file is larger than ${bytesMax} bytes: use \`npx patchbay data import\``,
      )
    else if (error instanceof EngineRefusal) sendError(response, 422, 'UNPROCESSABLE_CONTENT', error.message)
    else throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
