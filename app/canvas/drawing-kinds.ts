/**
 * The kinds that the open drawing knows: those of Patchbay, its own subgraphs with the ports that stand inside of them,
 * and the subgraphs that this server keeps. Everything on the canvas asks here. A page has one drawing open; what a page
 * without a drawing asks for are the kinds of Patchbay alone.
 */
import { create } from 'zustand'
import {
  definitionsUsed,
  isSubgraphKind,
  manifestsWith,
  type NodeManifest,
  SUBGRAPH_PORT_MANIFESTS,
  type SubgraphDefinition,
  type Topology,
} from '../../engine/sdk'
import { findManifest as findBuiltIn, MANIFESTS } from '../../nodes/manifests'
import type { DocumentStore } from './document/store'
import { levelsAlong, useScope } from './subgraphs/scope'

/** Counts the changes of what may be added, so that lists of kinds can follow. */
export const useKindsVersion = create<{ readonly version: number }>(() => ({ version: 0 }))

const NONE: readonly SubgraphDefinition[] = []
let own: readonly SubgraphDefinition[] = NONE
let drawing: Topology | null = null
let kept: readonly SubgraphDefinition[] = NONE
/** The drawing's own and the kept ones that it does not have, as one list, made anew when either changes. */
let all: readonly SubgraphDefinition[] = NONE

function refresh(): void {
  const names = new Set(own.map(({ kind }) => kind))
  const others = kept.filter(({ kind }) => !names.has(kind))
  all = others.length === 0 ? own : [...own, ...others]
  useKindsVersion.setState(({ version }) => ({ version: version + 1 }))
}

function setDrawing(topology: Topology | null): void {
  drawing = topology
  const next = topology?.subgraphs ?? NONE
  if (next === own) return
  own = next
  refresh()
}

/** Follows a document as the open drawing; has to be the first to listen to it. @returns stops. */
export function followDrawing(document: DocumentStore): () => void {
  setDrawing(document.getState().topology)
  const stop = document.subscribe(({ topology }) => setDrawing(topology))
  return () => {
    stop()
    if (drawing === document.getState().topology) setDrawing(null)
  }
}

/** The subgraphs that this server keeps for every drawing. */
export function setKept(definitions: readonly SubgraphDefinition[]): void {
  kept = definitions
  refresh()
}

/** The subgraph of this kind among those that this server keeps. */
export const keptDefinition = (kind: string): SubgraphDefinition | undefined => kept.find((one) => one.kind === kind)

/** The manifest of a kind as the open drawing knows it. */
export function findManifest(kind: string): NodeManifest | undefined {
  return findBuiltIn(kind) ?? manifestsWith(all, findBuiltIn)(kind)
}

/** The open drawing from its outermost level, also while the inside of a subgraph is shown. */
export const openDrawing = (): Topology | null => drawing

/** True if one subgraph is, or holds, another. */
export function holdsKind(kind: string, held: string): boolean {
  const definition = all.find((one) => one.kind === kind)
  return (
    kind === held ||
    (definition !== undefined && definitionsUsed(definition.nodes, all).some((one) => one.kind === held))
  )
}

/** The kind of the subgraph whose inside is shown; null at the outermost level. */
export function shownKind(): string | null {
  const { path } = useScope.getState()
  return (drawing && levelsAlong(drawing, path).at(-1)?.definition.kind) ?? null
}

/** Subgraphs that may be added to the level that is shown: those of the drawing, then those kept. */
export function subgraphKinds(): NodeManifest[] {
  const inside = shownKind()
  return all
    .filter(({ kind }) => inside === null || !holdsKind(kind, inside))
    .flatMap(({ kind }) => findManifest(kind) ?? [])
}

/** Ports that may be added to the level that is shown: only a subgraph has any. */
export const portKinds = (): readonly NodeManifest[] => (shownKind() === null ? [] : SUBGRAPH_PORT_MANIFESTS)

/** Every kind that may be added, in the palette's order. */
export const addableKinds = (): NodeManifest[] => [...MANIFESTS, ...subgraphKinds(), ...portKinds()]

/** The drawing with the definition of a kind that it is to use, and of those that one uses. */
export function withKind(topology: Topology, kind: string): Topology {
  const has = topology.subgraphs ?? []
  const definition =
    isSubgraphKind(kind) && !has.some((one) => one.kind === kind) && all.find((one) => one.kind === kind)
  if (!definition) return topology
  const names = new Set(has.map((one) => one.kind))
  const wanted = [definition, ...definitionsUsed(definition.nodes, all)].filter((one) => !names.has(one.kind))
  return { ...topology, subgraphs: [...has, ...wanted] }
}
