/**
 * Which names this server goes by. A page elsewhere can point its own name at this address (DNS rebinding) or send
 * requests across: both are known by their Host and Origin, which it cannot choose.
 */
import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'

const WILDCARDS = new Set(['0.0.0.0', '::', '[::]'])
const HTTP_PORT = 80

const bracketed = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => bracketed(address)))
}

export class Origins {
  private readonly names: ReadonlySet<string>

  constructor(
    private readonly host: string,
    private readonly port: () => number,
  ) {
    const configured = WILDCARDS.has(host) ? ownAddresses() : [bracketed(host)]
    this.names = new Set(['localhost', '127.0.0.1', '[::1]', ...configured].map((name) => name.toLowerCase()))
  }

  /** `http://host:port` as a person would type it. */
  get own(): string {
    return `http://${WILDCARDS.has(this.host) ? '127.0.0.1' : bracketed(this.host)}${this.suffix}`
  }

  private get suffix(): string {
    return this.port() === HTTP_PORT ? '' : `:${this.port()}`
  }

  private isOwnAuthority(authority: string): boolean {
    const lower = authority.toLowerCase()
    if (!lower.endsWith(this.suffix)) return false
    return this.names.has(lower.slice(0, lower.length - this.suffix.length))
  }

  /** Why a request is not for this server, or comes from a foreign page; null if it is fine. */
  refusal(request: IncomingMessage): { status: 403 | 421; message: string } | null {
    const { host, origin } = request.headers
    if (host === undefined || !this.isOwnAuthority(host))
      return { status: 421, message: 'This server does not go by the name in the Host header' }
    if (origin !== undefined && !(origin.startsWith('http://') && this.isOwnAuthority(origin.slice('http://'.length))))
      return { status: 403, message: 'Requests from pages of another origin are refused' }
    const changes = request.method !== 'GET' && request.method !== 'HEAD'
    const site = request.headers['sec-fetch-site']
    if (changes && (site === 'cross-site' || site === 'same-site'))
      return { status: 403, message: 'Requests from pages of another site are refused' }
    return null
  }
}
