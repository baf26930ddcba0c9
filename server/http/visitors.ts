/** Who a request is from: somebody signed in, somebody with a shared link, or nobody known. */
import type { IncomingMessage } from 'node:http'
import type { Access } from '../auth/access'
import type { Services } from '../services'
import { findShare } from '../workspace/shares'
import { readCookie } from './cookies'
import { sessionCookie } from './signin'

const BEARER = /^Bearer +(\S+)$/i

export const isSessionless = (actor: string | null): actor is null => actor === null

export class Visitors {
  constructor(
    private readonly services: Pick<Services, 'db'>,
    private readonly access: Access,
    private readonly port: () => number,
  ) {}

  get sessionCookie(): string {
    return sessionCookie(this.port())
  }

  /** Holds the token of the shared link last opened, so that the page's scripts and styles are answered too. */
  get shareCookie(): string {
    return `patchbay_share_${this.port()}`
  }

  /** A name for who is signed in, else null. */
  actorOf(request: IncomingMessage): Promise<string | null> {
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1]
    return this.access.identify({ cookie: readCookie(request, this.sessionCookie), bearer })
  }

  async isShareOpen(token: string | undefined): Promise<boolean> {
    if (!token) return false
    return findShare(this.services, token).then(
      () => true,
      () => false,
    )
  }

  isGuest(request: IncomingMessage): Promise<boolean> {
    return this.isShareOpen(readCookie(request, this.shareCookie))
  }
}
