'use client'
/** What the parts of one open canvas share: its document, its canvas state, its live connection. */
import { createContext, type ReactNode, use } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Topology, TopologyNode } from '../../engine/sdk'
import type { Live, LiveState } from '../live/store'
import type { Autosave } from './document/autosave'
import type { DocumentActions, DocumentState, DocumentStore } from './document/store'
import type { CanvasActions, CanvasState, CanvasStore } from './flow/store'
import type { Together } from './history/together'

export interface CanvasSession {
  readonly document: DocumentStore
  readonly canvas: CanvasStore
  readonly live: Live
  /** Null where nothing is saved (a shared topology). */
  readonly autosave: Autosave | null
  /** What it was forked from; null where it was not, or that is gone. */
  readonly parent: { readonly id: string; readonly name: string } | null
  /** Null where nobody else is told of (a shared topology). */
  readonly together: Together | null
}

const SessionContext = createContext<CanvasSession | null>(null)

export function SessionProvider({ value, children }: { readonly value: CanvasSession; readonly children: ReactNode }) {
  return <SessionContext value={value}>{children}</SessionContext>
}

/** The open canvas. Throws outside of one: a broken invariant. */
export function useSession(): CanvasSession {
  const session = use(SessionContext)
  if (!session) throw new Error('no canvas is open here')
  return session
}

export function useDocument<T>(select: (state: DocumentState & DocumentActions) => T): T {
  return useStore(useSession().document, select)
}

export function useCanvas<T>(select: (state: CanvasState & CanvasActions) => T): T {
  return useStore(useSession().canvas, select)
}

export function useLive<T>(select: (state: LiveState) => T): T {
  return useStore(useSession().live.store, select)
}

const indexes = new WeakMap<Topology['nodes'], ReadonlyMap<string, TopologyNode>>()

/** A topology's node by id. The index is made once for each list of nodes, so that every card may ask. */
export function nodeById({ nodes }: Topology, id: string): TopologyNode | undefined {
  let index = indexes.get(nodes)
  if (!index) {
    index = new Map(nodes.map((node) => [node.id, node]))
    indexes.set(nodes, index)
  }
  return index.get(id)
}

/** One node of the document, or undefined once it is gone. */
export function useTopologyNode(id: string): TopologyNode | undefined {
  return useDocument((state) => nodeById(state.topology, id))
}

/** The nodes that are selected, in the order of their selection; notes and frames are not among them. */
export function useSelectedNodes(): readonly TopologyNode[] {
  const selected = useCanvas((state) => state.selectedNodes)
  return useDocument(useShallow(({ topology }) => selected.flatMap((id) => nodeById(topology, id) ?? [])))
}
