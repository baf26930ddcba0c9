/** GET /signin: the page, and, with a token, the way in. POST /signout: the way out. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Access, SESSION_SECONDS } from '../auth/access'
import { cookieLine, readCookie } from './cookies'
import { themed } from './look'
import { signInPage } from './page'
import { redirect, sendHtml, urlOf } from './respond'

/** Two servers on one machine share cookies, as ports do not part them; so the port is in the name. */
export const sessionCookie = (port: number): string => `patchbay_session_${port}`

/** A path of this site, as a header may carry it. Anything a browser might take for another host becomes `/`. */
export function safeNext(next: string | null): string {
  return next && /^\/(?!\/)[!-[\]-~]*$/.test(next) ? next : '/'
}

export async function handleSignIn(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  cookieName: string,
): Promise<void> {
  const query = urlOf(request).searchParams
  const next = safeNext(query.get('next'))
  // Only opening the address spends the token: a preview that asks for its headers does not.
  const token = request.method === 'GET' ? query.get('token')?.trim() : undefined
  if (!token) return sendHtml(response, 200, themed(request, signInPage(next, null)))
  const session = await access.signIn(token, request.headers['user-agent'] ?? '')
  if (session !== null)
    return redirect(response, next, [
      cookieLine(cookieName, session, { sameSite: 'Strict', maxAgeSeconds: SESSION_SECONDS }),
    ])
  const cookie = readCookie(request, cookieName)
  // Opening the printed address again in a browser that is signed in should simply work.
  if (cookie !== undefined && (await access.identify({ cookie })) !== null) return redirect(response, next)
  sendHtml(
    response,
    403,
    themed(request, signInPage(next, 'This token is not valid, or has been used. Restart Patchbay for a new one.')),
  )
}

export async function handleSignOut(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  cookieName: string,
): Promise<void> {
  const cookie = readCookie(request, cookieName)
  if (cookie !== undefined) await access.signOut(cookie)
  redirect(response, '/signin', [cookieLine(cookieName, '', { sameSite: 'Strict', maxAgeSeconds: 0 })])
}
