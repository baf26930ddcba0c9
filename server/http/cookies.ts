import type { IncomingMessage } from 'node:http'

export interface CookieOptions {
  /** 0 removes it; left out, it goes with the browser. */
  readonly maxAgeSeconds?: number
  readonly sameSite: 'Strict' | 'Lax'
  readonly path?: string
}

/** A Set-Cookie line. Scripts never see these cookies. */
export function cookieLine(
  name: string,
  value: string,
  { maxAgeSeconds, sameSite, path = '/' }: CookieOptions,
): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=${sameSite}${age}`
}

/** The value of a cookie, or undefined. Values we set need no decoding. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) return value.join('=')
  }
  return undefined
}
