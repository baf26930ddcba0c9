/**
 * The inside of a subgraph as a document of its own: what is edited in it is edited in the drawing, and undone there, so
 * that everything that works on a document works inside too.
 */
import { createStore } from 'zustand/vanilla'
import type { SubgraphDefinition, Topology } from '../../../engine/sdk'
import type { DocumentActions, DocumentState, DocumentStore } from '../document/store'
import { withDefinition } from './definitions'
import { levelsAlong } from './scope'

/** The inside of a definition as a drawing. */
export const insideOf = (topology: Topology, { nodes, links, layout }: SubgraphDefinition): Topology => ({
  format: topology.format,
  name: topology.name,
  nodes,
  links,
  layout,
  ...(topology.subgraphs && { subgraphs: topology.subgraphs }),
})

/** The drawing after its inside has become `inside`. */
export function withInside(topology: Topology, definition: SubgraphDefinition, inside: Topology): Topology {
  const { nodes, links, layout, subgraphs = [] } = inside
  const ids = new Set(nodes.map(({ id }) => id))
  // A parameter that sets nothing any more is none.
  const base = subgraphs.find(({ kind }) => kind === definition.kind) ?? definition
  const params = base.params.flatMap((one) => {
    const to = one.to.filter((ref) => ids.has(ref.slice(0, ref.indexOf('.'))))
    return to.length === one.to.length ? [one] : to.length > 0 ? [{ ...one, to }] : []
  })
  return withDefinition({ ...topology, subgraphs }, { ...base, nodes, links, layout, params })
}

export interface ScopedDocument {
  readonly document: DocumentStore
  /** Follows the drawing from now on. @returns stops. */
  start(): () => void
}

/** Makes the document of the level at `path`, which has to be there. */
export function scopedDocument(root: DocumentStore, path: readonly string[]): ScopedDocument {
  const definitionIn = (topology: Topology) => levelsAlong(topology, path)[path.length - 1]?.definition
  let shown: { definition: SubgraphDefinition; subgraphs: Topology['subgraphs']; topology: Topology } | null = null

  const view = (topology: Topology): Topology => {
    const definition = definitionIn(topology)
    // The level is gone: whoever shows it goes up; until then it stays as it was.
    if (!definition) return shown?.topology ?? topology
    if (shown?.definition !== definition || shown.subgraphs !== topology.subgraphs)
      shown = { definition, subgraphs: topology.subgraphs, topology: insideOf(topology, definition) }
    return shown.topology
  }
  const edit: DocumentActions['edit'] = (label, change, mergeKey) =>
    root.getState().edit(
      label,
      (topology) => {
        const definition = definitionIn(topology)
        if (!definition) return topology
        const before = view(topology)
        const after = change(before)
        return after === before ? topology : withInside(topology, definition, after)
      },
      mergeKey && `${path.join('/')}/${mergeKey}`,
    )
  // All else that can be done is done to the drawing.
  const stateOf = (state: DocumentState & DocumentActions) => ({ ...state, topology: view(state.topology), edit })
  const document: DocumentStore = createStore(() => stateOf(root.getState()))
  return {
    document,
    start() {
      document.setState(stateOf(root.getState()))
      return root.subscribe((state) => document.setState(stateOf(state)))
    },
  }
}
