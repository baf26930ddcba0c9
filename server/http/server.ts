/** The one HTTP server: who may come in, and who answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Access } from '../auth/access'
import { type LiveGateway, openLiveGateway } from '../live/gateway'
import type { Services } from '../services'
import { secure } from './headers'
import { makeMetrics } from './metrics'
import { Origins } from './origins'
import type { Pages } from './pages'
import { isWellFormed, sendError } from './respond'
import { Router } from './router'
import { isSessionless, Visitors } from './visitors'

export interface PatchbayServerOptions {
  readonly services: Services
  readonly access: Access
  readonly pages: Pages
  readonly host: string
  readonly port: number
  readonly isDevelopment: boolean
  onError(error: unknown): void
}

export interface PatchbayServer {
  readonly http: Server
  readonly live: LiveGateway
  readonly origins: Origins
  /** Resolves with the port once it listens. */
  listen(): Promise<number>
  close(): Promise<void>
}

const HEADERS_TIMEOUT_MS = 10_000
/** Longer than browsers and clients keep an idle connection, so that none is closed just as a request is sent on it. */
const KEEP_ALIVE_MS = 65_000

export function createPatchbayServer(options: PatchbayServerOptions): PatchbayServer {
  const { services, access, pages, onError } = options
  // Uploads may take long; headers may not.
  const http = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
  })
  const portNow = () => {
    const address = http.address()
    return address && typeof address === 'object' ? address.port : options.port
  }
  const origins = new Origins(options.host, portNow)
  const live = openLiveGateway(services, onError)
  access.onSignOut((actor) => live.dismiss(actor))
  const metrics = makeMetrics({ ...services, liveClients: () => live.clients })
  const visitors = new Visitors(services, access, portNow)
  const router = new Router({ services, access, pages, metrics, visitors, onError })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    metrics.watch(request, response)
    secure(request, response, options.isDevelopment)
    const refusal = origins.refusal(request)
    if (refusal) return sendError(response, refusal.status, 'FORBIDDEN', refusal.message)
    if (!isWellFormed(request)) return sendError(response, 400, 'BAD_REQUEST', 'The address is not well-formed')
    await router.answer(request, response)
  }

  function failed(error: unknown, response: ServerResponse): void {
    onError(error)
    if (!response.headersSent) sendError(response, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong in the server')
    else response.destroy()
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal = origins.refusal(request)
    if (refusal) return refuse(socket, refusal.status)
    const actor = await visitors.actorOf(request)
    if (isSessionless(actor)) return refuse(socket, 401)
    if (request.url?.startsWith('/socket.io/')) live.upgrade(request, socket, head, actor)
    // The development server's live reload; nothing else takes a WebSocket, and none may be left hanging.
    else if (options.isDevelopment) await pages.upgrade(request, socket, head)
    else refuse(socket, 404)
  }

  http.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => failed(error, response))
  })
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((error: unknown) => {
      onError(error)
      socket.destroy()
    })
  })

  return {
    http,
    live,
    origins,
    listen: () => listen(http, options.port, options.host, portNow),
    async close() {
      await live.close()
      http.closeAllConnections()
      await new Promise<void>((resolve) => http.close(() => resolve()))
    },
  }
}

const REASONS = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 421: 'Misdirected Request' } as const

function refuse(socket: Duplex, status: keyof typeof REASONS): void {
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function listen(http: Server, port: number, host: string, portNow: () => number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve(portNow())
    })
  })
}
