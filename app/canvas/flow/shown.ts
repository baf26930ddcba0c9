/** What of the drawing React Flow is given to put into the page. */
import { useMemo } from 'react'
import { useCanvas } from '../session'
import type { FlowEdge, FlowNode } from './store'

const twins = new WeakMap<FlowNode, FlowNode>()

/** The same node, known to React Flow and not in the page. */
function hidden(node: FlowNode): FlowNode {
  let twin = twins.get(node)
  if (!twin) {
    twin = { ...node, hidden: true }
    twins.set(node, twin)
  }
  return twin
}

/** All nodes; cards that are painted instead of mounted are hidden. */
export function useShownNodes(): FlowNode[] {
  const nodes = useCanvas((state) => state.nodes)
  const mounted = useCanvas((state) => state.mounted)
  return useMemo(
    () =>
      mounted === null
        ? nodes
        : nodes.map((node) => (node.type === 'card' && !mounted.has(node.id) ? hidden(node) : node)),
    [nodes, mounted],
  )
}

/** Up to so many links every one of them is an element that can be tabbed to, clicked and read out. */
const ELEMENTS_MAX = 150
/** Of a larger drawing: those of the selection, up to so many. */
const SELECTED_ELEMENTS_MAX = 60

/**
 * The links that are elements of the page. All are painted; an element makes one reachable by keyboard, screen reader
 * and mouse. On a large drawing that is the link under the pointer, the selected ones and those of the selected node.
 */
export function useShownEdges(): FlowEdge[] {
  const edges = useCanvas((state) => state.edges)
  const isSmall = edges.length <= ELEMENTS_MAX
  const hovered = useCanvas((state) => (isSmall ? null : state.hoveredLink))
  const selectedNodes = useCanvas((state) => state.selectedNodes)
  return useMemo(() => {
    if (isSmall) return edges
    const node = selectedNodes.length === 1 ? selectedNodes[0] : undefined
    const chosen = edges.filter(
      ({ selected, source, target }) => selected || (node !== undefined && (source === node || target === node)),
    )
    const shown = chosen.slice(0, SELECTED_ELEMENTS_MAX)
    const under = edges.find(({ id }) => id === hovered)
    return under && !shown.includes(under) ? [...shown, under] : shown
  }, [edges, isSmall, hovered, selectedNodes])
}
