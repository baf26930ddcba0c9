/**
 * The socket's server. Its `/live` namespace relays what deployments tell to the browsers that watch them; `/together` is in
 * `server/together`.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { TRPCError } from '@trpc/server'
import { type Namespace, Server, type Socket } from 'socket.io'
import { z } from 'zod'
import { errorBody } from '../api/errors'
import { readSnapshot } from '../deployments/snapshot'
import type { Services } from '../services'
import type { TogetherToClient, TogetherToServer } from '../together/events'
import { openRooms } from '../together/rooms'
import { LiveClient } from './client'
import type { ClientToServer, ServerToClient } from './events'

const watchRequest = z.object({ deploymentId: z.string().min(1).max(64) })
/** Browsers send only what to watch. */
const MESSAGE_BYTES_MAX = 10_000

type LiveSocket = Socket<ClientToServer, ServerToClient>

export interface LiveGateway {
  readonly clients: number
  /** Takes a WebSocket handshake that has passed the door. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, actor: string): void
  /** Cuts off everybody of this name: they have signed out. */
  dismiss(actor: string): void
  close(): Promise<void>
}

export function openLiveGateway(
  services: Pick<Services, 'db' | 'engine' | 'book' | 'drafts'>,
  onError: (error: unknown) => void,
): LiveGateway {
  // Never listens: handshakes are handed to it only after Host, Origin and session have been looked at.
  const behindTheDoor = createServer()
  const io = new Server<ClientToServer, ServerToClient>(behindTheDoor, {
    serveClient: false,
    transports: ['websocket'],
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    destroyUpgrade: false,
  })
  const clients = new Map<string, LiveClient>()
  const sockets = new Map<string, Set<Duplex>>()
  const live = io.of('/live')
  const actors = new WeakMap<IncomingMessage, string>()

  function wordsOf(error: unknown): string {
    if (error instanceof TRPCError) return errorBody(error).message
    onError(error)
    return 'The state of this deployment could not be read; the log of the server says why'
  }

  live.on('connection', (socket: LiveSocket) => {
    const outlet = {
      emit: socket.emit.bind(socket),
      get isReady() {
        return socket.conn.transport.writable
      },
    }
    const client = new LiveClient(outlet, (id) => readSnapshot(services, id), wordsOf)
    clients.set(socket.id, client)
    socket.on('watch', (request) => {
      const parsed = watchRequest.safeParse(request)
      if (parsed.success) client.watch(parsed.data.deploymentId).catch(onError)
      else socket.emit('refused', { message: 'Say which deployment to watch: { deploymentId }' })
    })
    socket.on('unwatch', () => client.unwatch())
    socket.on('disconnect', () => {
      client.unwatch()
      clients.delete(socket.id)
    })
    socket.emit('supervisor', { connected: services.engine.connected })
  })

  const together: Namespace<TogetherToServer, TogetherToClient> = io.of('/together')
  const offs = [
    openRooms(together, services.drafts, (request) => actors.get(request) ?? 'somebody'),
    services.engine.onTelemetry((id, update) => {
      for (const client of clients.values()) client.take(id, update)
    }),
    services.engine.onConnection((connected) => {
      live.emit('supervisor', { connected })
      // What was told while it was away is in its snapshot.
      if (connected) for (const client of clients.values()) client.refresh().catch(onError)
    }),
  ]

  return {
    get clients() {
      return clients.size
    },
    upgrade(request, socket, head, actor) {
      const own = sockets.get(actor) ?? new Set<Duplex>()
      sockets.set(actor, own.add(socket))
      socket.once('close', () => own.delete(socket))
      actors.set(request, actor)
      behindTheDoor.emit('upgrade', request, socket, head)
    },
    dismiss(actor) {
      for (const socket of sockets.get(actor) ?? []) socket.destroy()
      sockets.delete(actor)
    },
    async close() {
      for (const off of offs) off()
      await io.close()
    },
  }
}
