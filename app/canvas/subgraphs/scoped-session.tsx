'use client'
/** The session of the level that is shown: its own document and canvas; what runs is seen by the ids it has there. */
import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import { createStore } from 'zustand/vanilla'
import type { LinkStatus, NodeStatus, Problem } from '../../../engine/sdk'
import type { LiveState } from '../../live/store'
import { reveal } from '../commands'
import { Flow } from '../flow/flow'
import type { Mark } from '../flow/marks'
import { type CanvasStore, createCanvas } from '../flow/store'
import { byNode } from '../problems/show'
import { type CanvasSession, SessionProvider, useDocument, useSession } from '../session'
import { flatIdOf, levelsAlong, showLevel, useScope } from './scope'
import { scopedDocument } from './scoped-document'

/** Entries whose key begins with the level's own, under the key they have inside. */
function within<T>(all: Readonly<Record<string, T>>, rename: (key: string) => string | null): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => {
      const name = rename(key)
      return name === null ? [] : [[name, value] as const]
    }),
  )
}

/** What is inside, by the name that it goes by outside. */
function renaming(ids: readonly string[], path: readonly string[]) {
  const own = new Map(ids.map((id) => [flatIdOf(path, id), id]))
  const node = (flat: string): string | null => own.get(flat) ?? null
  const end = (ref: string): string | null => {
    const dot = ref.indexOf('.')
    const id = node(ref.slice(0, dot))
    return id === null ? null : `${id}${ref.slice(dot)}`
  }
  const link = (name: string): string | null => {
    const [from = '', to = ''] = name.split('>')
    const [a, b] = [end(from), end(to)]
    return a === null || b === null ? null : `${a}>${b}`
  }
  return { node, link }
}

function problemsInside(problems: readonly Problem[], path: readonly string[]): Problem[] {
  const [outer, ...way] = path
  return problems.flatMap(({ node, inside = [], ...rest }) => {
    const next = inside[way.length]
    if (node !== outer || next === undefined || way.some((id, at) => inside[at] !== id)) return []
    const deeper = inside.slice(way.length + 1)
    return [{ ...rest, node: next, ...(deeper.length > 0 && { inside: deeper }) }]
  })
}

/** Keeps a level's canvas at what is known of it outside: problems and marks. */
function followCanvas(root: CanvasStore, own: CanvasStore, session: CanvasSession, path: readonly string[]) {
  const follow = () => {
    const { problems, checkError, nodeMarks, linkMarks } = root.getState()
    const names = renaming(
      session.document.getState().topology.nodes.map(({ id }) => id),
      path,
    )
    const mine = problemsInside(problems, path)
    const errors = mine.filter(({ severity }) => severity === 'error')
    own.setState({
      problems: mine,
      checkError,
      problemNodes: new Set(errors.flatMap(({ node }) => node ?? [])),
      problemsByNode: byNode(mine),
    })
    own.getState().mark('outside', {
      nodeMarks: within<Mark>(nodeMarks, names.node),
      linkMarks: within<Mark>(linkMarks, names.link),
    })
  }
  follow()
  return root.subscribe((state, before) => {
    if (state.problems !== before.problems || state.markLayers !== before.markLayers) follow()
  })
}

function openLevel(root: CanvasSession, path: readonly string[]) {
  const { document, start } = scopedDocument(root.document, path)
  const canvas = createCanvas(document.getState().topology)
  const store = createStore<LiveState>(() => root.live.store.getState())
  const session: CanvasSession = { ...root, document, canvas, live: { ...root.live, store }, together: null }
  const followLive = () => {
    const state = root.live.store.getState()
    const ids = document.getState().topology.nodes.map(({ id }) => id)
    const names = renaming(ids, path)
    store.setState({
      ...state,
      nodes: within<NodeStatus>(state.nodes, names.node),
      links: within<LinkStatus>(state.links, names.link),
    })
  }
  return {
    session,
    start() {
      const stops = [start(), followCanvas(root.canvas, canvas, session, path), root.live.store.subscribe(followLive)]
      followLive()
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

const Outermost = createContext<CanvasSession | null>(null)

/** Gives what is inside the session of the level that is shown. */
export function ShownLevel({ children }: { readonly children: ReactNode }) {
  const root = useSession()
  const asked = useScope((state) => state.path)
  const depth = useDocument(({ topology }) => levelsAlong(topology, asked).length)
  const key = asked.slice(0, depth).join('/')
  useEffect(() => () => showLevel([]), [])
  useEffect(() => {
    if (depth < asked.length) showLevel(asked.slice(0, depth))
  }, [depth, asked])
  const level = useMemo(() => (key === '' ? null : openLevel(root, key.split('/'))), [root, key])
  useEffect(() => level?.start(), [level])
  const session = level?.session ?? root
  useEffect(() => revealWanted(session, key), [session, key])
  return (
    <Outermost value={root}>
      <SessionProvider value={session}>{children}</SessionProvider>
    </Outermost>
  )
}

/** Once a level's canvas is drawn, what led there is brought before the eye; a level that is being left is not meant. */
function revealWanted(session: CanvasSession, level: string): () => void {
  const look = () => {
    const { wanted, path } = useScope.getState()
    if (!wanted || path.join('/') !== level || !session.canvas.getState().instance) return
    useScope.setState({ wanted: null })
    reveal(session, wanted.node, wanted.param)
  }
  look()
  const stops = [session.canvas.subscribe(look), useScope.subscribe(look)]
  return () => {
    for (const stop of stops) stop()
    // The next time this level is shown it is drawn anew.
    session.canvas.setState({ instance: null })
  }
}

/** Inside of a level: for what is about the whole drawing. */
export function OutermostLevel({ children }: { readonly children: ReactNode }) {
  const root = use(Outermost)
  return root ? <SessionProvider value={root}>{children}</SessionProvider> : children
}

/** The drawing surface of the level that is shown; each level has one of its own. */
export function ShownFlow() {
  const path = useScope((state) => state.path)
  return <Flow key={path.join('/')} />
}
