/**
 * What is debugged are the nodes inside of subgraphs, by their flat ids. Rows for closed subgraphs and for the links drawn
 * to them stand beside those, as they do for what runs; and a card inside of an open one asks by the id that it has there.
 */
import {
  type DebugNode,
  type DebugState,
  type DebugValue,
  expandTopology,
  innerId,
  splitRef,
  type Topology,
} from '../../engine/sdk'
import { useScope } from '../canvas/subgraphs/scope'
import { blockedOf, groupsOf, pnlOf } from '../live/groups'
import { useDebug } from './store'

type DebugLink = DebugState['links'][string]
type InnerNode = DebugNode & { readonly kind: string }

/** The last of what several links carried that are drawn as one. */
function newest(values: readonly (DebugValue | null)[]): DebugValue | null {
  const said = values.flatMap((value) => value ?? [])
  return said.length === 0 ? null : said.reduce((a, b) => (b.step > a.step ? b : a))
}

const joined = (rows: readonly DebugLink[]): DebugLink => ({
  down: newest(rows.map(({ down }) => down)),
  up: newest(rows.map(({ up }) => up)),
})

/** What each exposed output said last, by the port's name. */
function saidBy(use: string, links: Readonly<Record<string, DebugLink>>): DebugNode['values'] {
  const said: DebugNode['values'] = {}
  for (const [name, { down }] of Object.entries(links)) {
    const from = splitRef(name.slice(0, name.indexOf('>')))
    if (from.node === use && down) said[from.port] = down.short
  }
  return said
}

const groupNode = (rows: readonly InnerNode[], values: DebugNode['values']): DebugNode => ({
  acted: rows.some(({ acted }) => acted),
  ready: rows.every(({ ready }) => ready),
  halted: rows.some(({ halted }) => halted),
  pnl: pnlOf(rows),
  values,
  blocked: blockedOf(rows),
})

/** A state with rows for the subgraphs of the drawing, and for the links to them and inside of them. */
export function withLevels(state: DebugState, topology: Topology): DebugState {
  if (!topology.subgraphs) return state
  const { uses, links } = groupsOf(topology)
  const kinds = new Map(expandTopology(topology).topology.nodes.map(({ id, kind }) => [id, kind]))
  const drawn = Object.fromEntries(
    [...links].map(([name, flat]) => [name, joined(flat.flatMap((one) => state.links[one] ?? []))] as const),
  )
  const groups = [...uses].flatMap(([use, inner]) => {
    const rows = inner.flatMap((id) => {
      const row = state.nodes[id]
      return row ? [{ ...row, kind: kinds.get(id) ?? '' }] : []
    })
    return rows.length === 0 ? [] : [[use, groupNode(rows, saidBy(use, drawn))] as const]
  })
  return { ...state, links: { ...drawn, ...state.links }, nodes: { ...Object.fromEntries(groups), ...state.nodes } }
}

const flatRef = (scope: string, ref: string): string => {
  const { node, port } = splitRef(ref)
  return `${innerId(scope, node)}.${port}`
}

/** The id of the level that is shown: that of the use that was opened, empty for the whole. */
const useLevel = (): string => useScope(({ path }) => path.reduce(innerId, ''))

/** What is known of a node of the level that is shown. */
export function useDebugNode(id: string): DebugNode | undefined {
  const level = useLevel()
  return useDebug(({ state }) => state?.nodes[innerId(level, id)])
}

/** Whether a node of the level that is shown did something in the step in hand. */
export function useHasActed(id: string): boolean {
  const level = useLevel()
  return useDebug(({ state }) => state?.nodes[innerId(level, id)]?.acted ?? false)
}

/** What a link of the level that is shown carried last. */
export function useDebugLink(name: string): DebugLink | undefined {
  const level = useLevel()
  const [from = '', to = ''] = name.split('>')
  const flat = `${flatRef(level, from)}>${flatRef(level, to)}`
  return useDebug(({ state }) => state?.links[flat])
}
