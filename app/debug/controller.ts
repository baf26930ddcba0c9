/** Opens and leaves debugging, and moves the session: one question at a time, and of several seeks only the last. */
import { BREAKPOINTS_MAX, type DebugBreakpoint, type DebugCommand, type DebugState } from '../../engine/sdk'
import type { CanvasSession } from '../canvas/session'
import { type Client, isNotFound, wordsOf } from '../remote/trpc'
import { toast } from '../ui/toasts'
import { withLevels } from './levels'
import { readBreakpoints, writeBreakpoints } from './saved-breakpoints'
import { NO_DEBUG, useDebug } from './store'

/** How often a move that is under way is asked how far it is. */
const LOOK_EVERY_MS = 150
/** How often an open session is told that somebody is still there: one that is forsaken makes room for another. */
const STILL_HERE_EVERY_MS = 10_000
/** Quiet time after a move before the address tells of it. */
const ADDRESS_AFTER_MS = 500

/** Moves that wait for their turn at most. */
const WAITING_MAX = 8

export interface Controller {
  /** Opens the drawing as it is saved, or the run; rejects for a run that can't be. @param ts where to begin, else before the first step. */
  open(ts: string | null): Promise<void>
  leave(): void
  /** Asks for a move; those asked for while another is under way end that one. */
  move(command: DebugCommand): void
  /** Goes to a step while the pointer is being dragged: steps that are overtaken are never asked for. */
  scrub(step: number): void
  setBreakpoints(list: readonly DebugBreakpoint[]): void
}

const breakpointOf = ({ id, node, port, condition, enabled }: DebugBreakpoint): DebugBreakpoint => ({
  id,
  node,
  port,
  condition,
  enabled,
})

/** The breakpoints as they are set, without what has become of them. */
export const breakpointsOf = (state: DebugState | null): DebugBreakpoint[] =>
  (state?.breakpoints ?? []).map(breakpointOf)

/** Says which fork's curve is known, and how much of it. */
const forkKey = (fork: { readonly from: number; readonly reached: number } | null): string =>
  fork ? `${fork.from} ${fork.reached}` : ''

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A run to be gone through as it was drawn, in place of the draft. */
export interface RunToOpen {
  /** Id of the deployment. */
  readonly id: string
  /** Called when it is left. */
  readonly onLeave: () => void
}

export function createController(
  client: Client,
  { document, autosave }: CanvasSession,
  run: RunToOpen | null = null,
): Controller {
  const get = useDebug.getState
  const set = useDebug.setState
  let timer: ReturnType<typeof setTimeout> | undefined
  let isScrubbing = false
  let asked = 0
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  function writeAddress(ts: string | null): void {
    clearTimeout(timer)
    const { pathname } = window.location
    timer = setTimeout(() => {
      // Another page by now, whose address is its own.
      if (window.location.pathname !== pathname) return
      const isOn = get().session !== null
      const address = new URL(window.location.href)
      for (const name of ['run', 'debug']) address.searchParams.delete(name)
      if (isOn && run) address.searchParams.set('run', run.id)
      if (isOn) address.searchParams.set('debug', ts ?? '')
      const query = address.search.replaceAll('%3A', ':').replaceAll('%2F', '/')
      // With the router's own state: else it takes this for a way to go, and gives up the one it is on.
      window.history.replaceState(window.history.state, '', address.pathname + query)
    }, ADDRESS_AFTER_MS)
  }

  const ask = (id: string, command: DebugCommand) => client.debug.ask.mutate({ id, command })

  /** Takes a state in; the curve is asked for again where more of it is known. */
  async function take(id: string, state: DebugState): Promise<void> {
    if (get().session?.id !== id) return
    set({ state: withLevels(state, document.getState().topology) })
    if (state.busy === null) writeAddress(state.ts)
    const { curve: known } = get()
    const hasNews = state.reached > (known?.reached ?? 0) || forkKey(state.fork) !== forkKey(known?.fork ?? null)
    if (!hasNews) return
    const curve = await client.debug.curve.query({ id })
    if (get().session?.id === id) set({ curve })
  }

  /** Asks one thing and follows it to its end, unless something else is asked meanwhile. */
  async function follow(id: string, command: DebugCommand, mine: number): Promise<void> {
    if (get().session?.id !== id) return
    let state = await ask(id, command)
    await take(id, state)
    while (state.busy !== null && mine === asked && get().session?.id === id) {
      await wait(LOOK_EVERY_MS)
      state = await ask(id, { do: 'look' })
      await take(id, state)
    }
  }

  /** Asks after what was asked before has been answered, so that three steps are three, in order. */
  function queue(id: string, command: DebugCommand): Promise<void> {
    const mine = ++asked
    waiting++
    const done = last.then(() => follow(id, command, mine)).finally(() => waiting--)
    last = done.catch(() => undefined)
    return done
  }

  function failed(error: unknown, id: string): void {
    // What was asked of a session that has been left since is nobody's concern.
    if (get().session?.id !== id) return
    toast(wordsOf(error), { tone: 'bad' })
    // The session is gone: what it showed is gone with it.
    if (isNotFound(error)) close(false)
  }

  function close(isTold: boolean): void {
    const { session } = get()
    if (!session) return
    asked++
    document.getState().hold(false)
    set({ ...NO_DEBUG })
    writeAddress(null)
    // One that can't be told ends by itself.
    if (isTold) client.debug.close.mutate({ id: session.id }).catch(() => undefined)
    run?.onLeave()
  }

  function move(command: DebugCommand): void {
    const { session } = get()
    // A key that is held down asks faster than can be answered.
    if (session && waiting < WAITING_MAX)
      queue(session.id, command).catch((error: unknown) => failed(error, session.id))
  }

  /** Until the session is left, or found to have ended. */
  async function stayThere(id: string): Promise<void> {
    for (;;) {
      await wait(STILL_HERE_EVERY_MS)
      if (get().session?.id !== id) return
      // One that can't be reached now may be reached later.
      await ask(id, { do: 'look' }).catch((error: unknown) => isNotFound(error) && failed(error, id))
    }
  }

  async function openDraft(topologyId: string): Promise<{ id: string }> {
    await autosave?.saved()
    if (document.getState().saveState !== 'saved')
      throw new Error('The drawing has not been saved yet: what is debugged is what is saved')
    return client.debug.open.mutate({ topologyId })
  }

  async function scrubAll(id: string): Promise<void> {
    isScrubbing = true
    try {
      for (let step = get().wanted; step !== null && get().session?.id === id; step = get().wanted) {
        await queue(id, { do: 'seek', step })
        if (get().wanted === step) set({ wanted: null })
      }
    } finally {
      isScrubbing = false
    }
  }

  return {
    async open(ts) {
      if (get().isOpening || get().session) return
      set({ isOpening: true })
      try {
        const { topologyId } = document.getState()
        const { id } = run ? await client.debug.openRun.mutate({ id: run.id }) : await openDraft(topologyId)
        document.getState().hold(true)
        set({ ...NO_DEBUG, session: { id, topologyId, run: run?.id ?? null } })
        void stayThere(id)
        await queue(id, { do: 'breakpoints', list: readBreakpoints(topologyId) })
        await queue(id, { do: 'survey' })
        if (ts) await queue(id, { do: 'seekTime', ts })
      } catch (error) {
        const { session } = get()
        if (session) failed(error, session.id)
        else if (run) throw error
        else toast(wordsOf(error), { tone: 'bad' })
      } finally {
        set({ isOpening: false })
      }
    },
    leave: () => close(true),
    move(command) {
      set({ wanted: null })
      move(command)
    },
    scrub(step) {
      const { session } = get()
      set({ wanted: step })
      if (session && !isScrubbing) scrubAll(session.id).catch((error: unknown) => failed(error, session.id))
    },
    setBreakpoints(list) {
      const { session, state } = get()
      if (!session || !state) return
      if (list.length > BREAKPOINTS_MAX) {
        toast(`There are ${BREAKPOINTS_MAX} breakpoints, the most there may be: remove one first`, { tone: 'bad' })
        return
      }
      writeBreakpoints(session.topologyId, list)
      const known = new Map(state.breakpoints.map((one) => [one.id, one]))
      // Shown at once; what is wrong with a condition comes with the answer.
      set({
        state: { ...state, breakpoints: list.map((one) => ({ hits: 0, error: null, ...known.get(one.id), ...one })) },
      })
      queue(session.id, { do: 'breakpoints', list: list.map(breakpointOf) }).catch((error: unknown) =>
        failed(error, session.id),
      )
    },
  }
}
