/** Who else has this topology open, and word of every save of theirs. */
import type { Socket } from 'socket.io-client'
import { z } from 'zod'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { connectTo } from '../../remote/socket'

const person = z.object({ tab: z.string(), actor: z.string(), name: z.string(), selection: z.array(z.string()) })
const draftNews = z.object({ draftRevision: z.number(), by: z.string(), tab: z.string().nullable() })
const everybody = z.array(person)

export type Person = z.infer<typeof person>
export type DraftNews = z.infer<typeof draftNews>

export interface TogetherState {
  /** Everybody, this page among them. */
  readonly people: readonly Person[]
  /** What was last said of the draft by somebody else. */
  readonly news: DraftNews | null
  /** False while others can't be heard of. */
  readonly isConnected: boolean
}

export interface Together {
  /** This page's name among all pages. */
  readonly tab: string
  readonly store: StoreApi<TogetherState>
  /** Tells the others what is selected here. */
  point(selection: readonly string[]): void
  /** What others are to call whoever sits here. */
  rename(name: string): void
  close(): void
}

/** How a socket is made; tests hand in their own. */
export type Connect = () => Pick<Socket, 'on' | 'emit' | 'disconnect' | 'connected'>

const connectHere: Connect = () => connectTo('/together')

const NAME_KEY = 'patchbay-name'
const NAME_LENGTH_MAX = 40
/** Nodes of a selection that others are told. */
const SELECTION_MAX = 50
const POINT_EVERY_MS = 150

/** The name chosen in this browser, or none. */
export function readName(): string {
  try {
    return (localStorage.getItem(NAME_KEY) ?? '').slice(0, NAME_LENGTH_MAX)
  } catch {
    return ''
  }
}

function keepName(name: string): void {
  try {
    localStorage.setItem(NAME_KEY, name)
  } catch {}
}

const newTab = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`

/** Joins those who have this topology open. */
export function openTogether(topologyId: string, connect: Connect = connectHere): Together {
  const tab = newTab()
  const store = createStore<TogetherState>(() => ({ people: [], news: null, isConnected: false }))
  const socket = connect()
  let selection: readonly string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const join = () => socket.emit('join', { topologyId, tab, name: readName() })
  const point = () => socket.emit('point', { selection })

  socket.on('connect', () => {
    // What was saved while nobody could be heard is not told again: whoever follows asks once.
    store.setState({ isConnected: true })
    join()
    if (selection.length > 0) point()
  })
  socket.on('disconnect', () => store.setState({ isConnected: false, people: [] }))
  socket.on('people', (payload: unknown) => {
    const parsed = everybody.safeParse(payload)
    if (parsed.success) store.setState({ people: parsed.data })
  })
  socket.on('draft', (payload: unknown) => {
    const parsed = draftNews.safeParse(payload)
    if (parsed.success && parsed.data.tab !== tab) store.setState({ news: parsed.data })
  })
  return {
    tab,
    store,
    point(next) {
      selection = next.slice(0, SELECTION_MAX)
      clearTimeout(timer)
      timer = setTimeout(point, POINT_EVERY_MS)
    },
    rename(name) {
      keepName(name.trim().slice(0, NAME_LENGTH_MAX))
      join()
    },
    close() {
      clearTimeout(timer)
      socket.disconnect()
    },
  }
}
