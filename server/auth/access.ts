/** Who may come in: the one-time address, sessions of browsers, and the token for scripts. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../db'
import { hashToken, isSameHash, newToken } from './tokens'

const SESSION_DAYS = 30
export const SESSION_SECONDS = SESSION_DAYS * 86_400
const AGENT_LENGTH_MAX = 200
const TOKEN_FORM = /^[\w-]{43}$/
const OWNER_ONLY = 0o600

/** What a request brings to prove who it is. */
export interface Credentials {
  /** Value of the session cookie. */
  readonly cookie?: string | undefined
  /** Value of `Authorization: Bearer`. */
  readonly bearer?: string | undefined
}

/** Reads the scripts' token, or makes one; only the owner of the account may read the file. */
function keepApiToken(home: string): string {
  const path = join(home, 'api-token')
  mkdirSync(home, { recursive: true })
  try {
    const found = readFileSync(path, 'utf8').trim()
    chmodSync(path, OWNER_ONLY)
    if (TOKEN_FORM.test(found)) return found
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const token = newToken()
  writeFileSync(path, `${token}\n`, { mode: OWNER_ONLY })
  return token
}

/** What a session goes by, for drafts and the audit. */
const nameOf = (sessionHash: string): string => `browser ${sessionHash.slice(0, 6)}`

export class Access {
  private signInHash: string | null
  private readonly apiTokenHash: string
  private readonly signOutListeners: ((actor: string) => void)[] = []
  /** To be handed to the person at the terminal; works once. */
  readonly signInToken: string

  constructor(
    private readonly db: Pick<Database, 'sessions'>,
    home: string,
  ) {
    this.signInToken = newToken()
    this.signInHash = hashToken(this.signInToken)
    this.apiTokenHash = hashToken(keepApiToken(home))
  }

  /** Trades the one-time token for a session's cookie; null for a wrong or used one. */
  async signIn(token: string, agent: string): Promise<string | null> {
    if (this.signInHash === null || !isSameHash(hashToken(token), this.signInHash)) return null
    this.signInHash = null
    const session = newToken()
    const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1_000)
    await this.db.sessions.add(hashToken(session), expiresAt, agent.slice(0, AGENT_LENGTH_MAX))
    return session
  }

  /** Ends a session, and tells who listens whose it was. */
  async signOut(cookie: string): Promise<void> {
    const hash = hashToken(cookie)
    await this.db.sessions.remove(hash)
    for (const listener of this.signOutListeners) listener(nameOf(hash))
  }

  onSignOut(listener: (actor: string) => void): void {
    this.signOutListeners.push(listener)
  }

  /** A name for who this is, for drafts and the audit; null for nobody known. */
  async identify({ cookie, bearer }: Credentials): Promise<string | null> {
    if (bearer !== undefined && isSameHash(hashToken(bearer), this.apiTokenHash)) return 'API token'
    return (await this.ofSession(bearer)) ?? (await this.ofSession(cookie))
  }

  private async ofSession(token: string | undefined): Promise<string | null> {
    if (token === undefined || !TOKEN_FORM.test(token)) return null
    const hash = hashToken(token)
    return (await this.db.sessions.expiry(hash)) ? nameOf(hash) : null
  }
}
