import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** What answers pages: Next, or, in tests, nothing. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Next's own WebSocket (live reload in development). */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
}
