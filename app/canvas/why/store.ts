/** Which order is asked about, and the answer. It is in the address too, so that a link leads to it. */
import { create } from 'zustand'
import type { Client, Outputs } from '../../remote/trpc'
import { wordsOf } from '../../remote/trpc'
import { FIT } from '../commands'
import type { CanvasSession } from '../session'
import { showPanel } from '../side/store'
import { layerOf } from './marks'

/** No further out than this is a path shown: the values on its links can still be read. */
const VALUES_FROM_ZOOM = 0.56

export type WhyAnswer = Outputs['runs']['why']

/** An order of a run. */
export interface Asked {
  readonly run: string
  readonly orderId: string
}

interface WhyState {
  readonly asked: Asked | null
  /** Null while the run is done again, and where that failed. */
  readonly answer: WhyAnswer | null
  readonly error: string | null
}

const NOTHING: WhyState = { asked: null, answer: null, error: null }
export const useWhy = create<WhyState>(() => NOTHING)

/** Name of what is said about nodes and links here. */
const LAYER = 'why'

function writeAddress(asked: Asked | null): void {
  const address = new URL(window.location.href)
  address.searchParams.delete('why')
  // Written by hand, so that the slash stays one.
  const others = address.searchParams.toString()
  const own = asked ? `why=${encodeURIComponent(asked.run)}/${encodeURIComponent(asked.orderId)}` : ''
  const query = [others, own].filter(Boolean).join('&')
  window.history.replaceState(window.history.state, '', `${address.pathname}${query ? `?${query}` : ''}${address.hash}`)
}

/** Asks why; the answer lights up on the canvas and is told in the panel. */
export async function askWhy(client: Client, session: CanvasSession, asked: Asked): Promise<void> {
  useWhy.setState({ ...NOTHING, asked })
  session.canvas.getState().mark(LAYER, null)
  showPanel('why')
  writeAddress(asked)
  const isAsked = () => useWhy.getState().asked === asked
  try {
    const answer = await client.runs.why.query({ id: asked.run, orderId: asked.orderId })
    if (!isAsked()) return
    useWhy.setState({ answer })
    lightUp(session, answer)
    session.canvas.getState().announce(`Why ${asked.orderId}: the path is shown`)
  } catch (error) {
    if (isAsked()) useWhy.setState({ error: wordsOf(error) })
  }
}

/** Shows an answer's path on a canvas. */
export function lightUp({ canvas, document }: CanvasSession, { chain }: WhyAnswer): void {
  const layer = layerOf(document.getState().topology, chain)
  canvas.getState().mark(LAYER, layer)
  const nodes = Object.keys(layer.nodeGlows ?? {}).map((id) => ({ id }))
  // Once the panel has its room: the whole path is in view.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => void canvas.getState().instance?.fitView({ ...FIT, minZoom: VALUES_FROM_ZOOM, nodes })),
  )
}

export function clearWhy({ canvas }: CanvasSession): void {
  useWhy.setState(NOTHING)
  canvas.getState().mark(LAYER, null)
  writeAddress(null)
}

/** The order that the address asks about. */
export function askedInAddress(): Asked | null {
  const [, run, orderId] = /^([^/]+)\/(.+)$/.exec(new URLSearchParams(window.location.search).get('why') ?? '') ?? []
  return run && orderId ? { run, orderId } : null
}
