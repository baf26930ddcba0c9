/** Headers that keep pages to themselves. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

const NONCE_BYTES = 16
const STATIC = /^\/_next\/static\/[\w/.~-]+\.(js|css)$/

function policy(nonce: string, host: string, isDevelopment: boolean): string {
  // The development server's live reload evaluates code.
  const scripts = `'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ''}`
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    // React Flow and the charts place things by style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${host}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Sets them on the answer, and the policy on the request too: Next takes from there the nonce for its inline scripts.
 * Tokens are in addresses, so no address is ever told to anybody else.
 */
export function secure(request: IncomingMessage, response: ServerResponse, isDevelopment: boolean): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  const csp = policy(nonce, request.headers.host ?? '', isDevelopment)
  request.headers['content-security-policy'] = csp
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  // A script or a style has no page of its own to keep: each would only carry what is said of pages with it.
  if (STATIC.test(request.url ?? '')) return
  response.setHeader('content-security-policy', csp)
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
}
