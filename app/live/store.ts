/** The page's live connection: one socket, one watched deployment, and the state that comes from it. */
import type { Socket } from 'socket.io-client'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeploymentInfo } from '../../engine/sdk'
import { connectTo } from '../remote/socket'
import { Gathering, type Message } from './gathering'
import { PnlHistory } from './pnl-history'
import { snapshotSchema, supervisorSchema, UPDATE_SCHEMAS, type UpdateName } from './schemas'
import { applyUpdate, fromSnapshot, NO_TELEMETRY, type Telemetry } from './telemetry'

export interface LiveState extends Telemetry {
  /** The deployment asked for, or null. */
  readonly watching: string | null
  /** `off` until something is watched; `lost` while a connection that was there is being sought again. */
  readonly connection: 'off' | 'connecting' | 'connected' | 'lost'
  /** False while the server has no supervisor to ask. */
  readonly supervisor: boolean
  /** Messages that did not have the agreed shape. */
  readonly malformed: number
  /** Why watching was refused, in the server's words. */
  readonly refused: string | null
}

export type LiveStore = StoreApi<LiveState>

export interface Live {
  readonly store: LiveStore
  /** The last of each node's P&L. */
  readonly history: PnlHistory
  /** While the canvas moves, and for so long after: figures wait meanwhile, news of states does not. */
  hold(forMs: number): void
  /** Asks for the whole state again, as after a change that no update tells. */
  refresh(): void
  /** Watches another deployment, or none. */
  watch(deploymentId: string | null): void
  close(): void
}

/** A deployment but for how far it has come. */
const standingOf = ({ progress: _, ...standing }: DeploymentInfo): string => JSON.stringify(standing)

/** Whether it is to be shown at once: another state, a stop, an alert. All else are figures. */
function isNews(name: UpdateName, payload: unknown, before: DeploymentInfo): boolean {
  if (name === 'node' || name === 'alert') return true
  if (name !== 'deployment') return false
  const parsed = UPDATE_SCHEMAS.deployment.safeParse(payload)
  return parsed.success && standingOf(parsed.data) !== standingOf(before)
}

/** How a socket is made; tests hand in their own. */
export type Connect = () => Pick<Socket, 'on' | 'emit' | 'disconnect' | 'connected'>

const connectHere: Connect = () => connectTo('/live')

/** Opens the live side of a page. No socket is made until something is watched. */
export function openLive(connect: Connect = connectHere): Live {
  const store = createStore<LiveState>(() => ({
    ...NO_TELEMETRY,
    watching: null,
    connection: 'off',
    supervisor: true,
    malformed: 0,
    refused: null,
  }))
  const history = new PnlHistory()
  store.subscribe(({ nodes, deployment }, before) => {
    if (nodes !== before.nodes || deployment?.id !== before.deployment?.id)
      history.take(deployment?.id ?? null, nodes, before.nodes)
  })
  let socket: ReturnType<Connect> | null = null
  const gathering = new Gathering(show)

  const countMalformed = () => store.setState((state) => ({ malformed: state.malformed + 1 }))

  function show(messages: readonly Message[]) {
    const before = store.getState()
    let after: LiveState = before
    for (const [name, payload] of messages) {
      const parsed = UPDATE_SCHEMAS[name].safeParse(payload)
      if (parsed.success) after = { ...after, ...applyUpdate(after, { [name]: parsed.data }) }
      else after = { ...after, malformed: after.malformed + 1 }
    }
    store.setState(after)
    // Another graph runs from now on: the snapshot alone says which.
    if (after.deployment?.hash !== before.deployment?.hash) askForSnapshot()
  }

  function askForSnapshot() {
    const { watching } = store.getState()
    if (watching) socket?.emit('watch', { deploymentId: watching })
  }

  function onSnapshot(payload: unknown) {
    const parsed = snapshotSchema.safeParse(payload)
    if (!parsed.success) return countMalformed()
    if (parsed.data.deployment.id !== store.getState().watching) return
    gathering.forget()
    store.setState({ ...fromSnapshot(parsed.data), refused: null })
  }

  function listen(name: UpdateName) {
    socket?.on(name, (payload: unknown) => {
      const { deployment } = store.getState()
      // What comes before the snapshot is in the snapshot.
      if (deployment === null) return
      gathering.add([name, payload])
      if (isNews(name, payload, deployment)) gathering.flush()
    })
  }

  function open() {
    socket = connect()
    store.setState({ connection: 'connecting' })
    socket.on('connect', () => {
      store.setState({ connection: 'connected' })
      askForSnapshot()
    })
    socket.on('disconnect', () => store.setState({ connection: 'lost' }))
    socket.on('connect_error', () => store.setState({ connection: 'lost' }))
    socket.on('supervisor', (payload: unknown) => {
      const parsed = supervisorSchema.safeParse(payload)
      if (!parsed.success) return countMalformed()
      const cameBack = parsed.data.connected && !store.getState().supervisor
      store.setState({ supervisor: parsed.data.connected })
      if (cameBack) askForSnapshot()
    })
    socket.on('refused', (payload: unknown) => {
      const message = (payload as { message?: unknown } | null)?.message
      store.setState({ refused: typeof message === 'string' ? message : 'The server refused to show this deployment' })
    })
    socket.on('snapshot', onSnapshot)
    for (const name of Object.keys(UPDATE_SCHEMAS) as UpdateName[]) listen(name)
  }

  return {
    store,
    history,
    hold: (forMs) => gathering.hold(forMs),
    refresh: askForSnapshot,
    watch(deploymentId) {
      if (deploymentId === store.getState().watching) return
      gathering.forget()
      store.setState({ ...NO_TELEMETRY, watching: deploymentId, refused: null })
      if (deploymentId && !socket) open()
      else if (socket?.connected) askForSnapshot()
    },
    close() {
      gathering.forget()
      socket?.disconnect()
      socket = null
      store.setState({ connection: 'off' })
    },
  }
}
