/** Answers that are not Next's. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** `{ error: { code, message } }`, as every error of the API. */
export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } })
}

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(html)
}

export function redirect(response: ServerResponse, to: string, cookies: readonly string[] = []): void {
  response.writeHead(303, { location: to, 'cache-control': 'no-store', 'set-cookie': [...cookies] })
  response.end()
}

/** The request's address. Its path is taken as it stands: "//name/x" is a path here, as to Next, and never a host. */
export const urlOf = (request: IncomingMessage): URL => new URL(`http://localhost${request.url ?? '/'}`)

/** True for a path of this server that can be decoded; false for a proxy's whole address, "*" and bad escapes. */
export function isWellFormed({ url = '/' }: IncomingMessage): boolean {
  if (!url.startsWith('/')) return false
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '')
    return true
  } catch {
    return false
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

/** How many times too long a body may be and still be read to its end, so that the caller hears the answer. */
const PATIENCE = 4

/** Reads a body whole. Null if it is longer than `bytesMax`. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const buffer: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    bytes += buffer.length
    if (bytes > bytesMax * PATIENCE) return null
    if (bytes <= bytesMax) chunks.push(buffer)
  }
  return bytes > bytesMax ? null : Buffer.concat(chunks).toString('utf8')
}
