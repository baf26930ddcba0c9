/** The `/together` namespace of the socket: one room a topology. Nothing of it is kept: who is there says so. */
import type { IncomingMessage } from 'node:http'
import type { Namespace, Socket } from 'socket.io'
import type { DraftHub } from './drafts'
import { joinRequest, type Person, pointRequest, type TogetherToClient, type TogetherToServer } from './events'

/** Most pages that are told of each other; more than these may edit, unseen. */
const PEOPLE_MAX = 50
/** A room is told of changes at most this often: who points in a hurry is not passed on stroke by stroke. */
const TELL_EVERY_MS = 50

export function openRooms(
  namespace: Namespace<TogetherToServer, TogetherToClient>,
  drafts: DraftHub,
  actorOf: (request: IncomingMessage) => string,
): () => void {
  const rooms = new Map<string, Map<string, Person>>()

  /** Rooms that were told just now, and whether there is news since. */
  const told = new Map<string, { hasNews: boolean; timer: NodeJS.Timeout }>()

  function tell(topologyId: string) {
    const before = told.get(topologyId)
    if (before) {
      before.hasNews = true
      return
    }
    const timer = setTimeout(() => {
      const { hasNews } = told.get(topologyId) ?? { hasNews: false }
      told.delete(topologyId)
      if (hasNews) tell(topologyId)
    }, TELL_EVERY_MS)
    timer.unref()
    told.set(topologyId, { hasNews: false, timer })
    const people = [...(rooms.get(topologyId)?.values() ?? [])].slice(0, PEOPLE_MAX)
    namespace.to(topologyId).emit('people', people)
  }

  function leave(socket: Socket<TogetherToServer, TogetherToClient>, topologyId: string) {
    const room = rooms.get(topologyId)
    room?.delete(socket.id)
    if (room?.size === 0) rooms.delete(topologyId)
    void socket.leave(topologyId)
    tell(topologyId)
  }

  namespace.on('connection', (socket) => {
    let here: string | null = null
    socket.on('join', (request) => {
      const parsed = joinRequest.safeParse(request)
      if (!parsed.success) return
      const { topologyId, tab, name } = parsed.data
      if (here !== null && here !== topologyId) leave(socket, here)
      here = topologyId
      const room = rooms.get(topologyId) ?? new Map<string, Person>()
      const selection = room.get(socket.id)?.selection ?? []
      rooms.set(topologyId, room.set(socket.id, { tab, name, actor: actorOf(socket.request), selection }))
      void socket.join(topologyId)
      tell(topologyId)
    })
    socket.on('point', (request) => {
      const parsed = pointRequest.safeParse(request)
      const room = here === null ? undefined : rooms.get(here)
      const person = room?.get(socket.id)
      if (!parsed.success || !room || !person || here === null) return
      room.set(socket.id, { ...person, selection: parsed.data.selection })
      tell(here)
    })
    socket.on('disconnect', () => {
      if (here !== null) leave(socket, here)
    })
  })

  const off = drafts.on(({ topologyId, draftRevision, by, tab }) =>
    namespace.to(topologyId).emit('draft', { draftRevision, by, tab }),
  )
  return () => {
    off()
    for (const { timer } of told.values()) clearTimeout(timer)
    told.clear()
  }
}
