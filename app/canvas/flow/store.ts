/**
 * What the canvas shows beside the document: React Flow's nodes and edges (places while dragging, selection), what is
 * being connected, and how the draft differs from what runs. None of it is saved.
 */
import {
  applyEdgeChanges,
  applyNodeChanges,
  type Edge,
  type EdgeChange,
  type Node,
  type NodeChange,
  type ReactFlowInstance,
} from '@xyflow/react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { linkName, type PortType, type Problem, splitRef, type Topology } from '../../../engine/sdk'
import { NOTE_PREFIX } from '../document/edits'
import { findManifest, openDrawing } from '../drawing-kinds'
import { withContents } from '../frames/carry'
import { portOf } from '../kinds'
import { drawnMarks } from '../subgraphs/drawn-marks'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX, cardShape } from './card-shape'
import { type MarkLayer, type Marks, mergeMarks, NO_MARKS } from './marks'

export type FlowNode = Node<Record<string, never>, 'card' | 'note' | 'frame'>
export type FlowEdge = Edge<{ type: PortType | undefined }, 'link'>

export { CARD_HEIGHT_PX, CARD_WIDTH_PX }

export interface Connecting {
  readonly node: string
  readonly port: string
  readonly side: 'input' | 'output'
}

export interface CanvasState extends Marks {
  readonly nodes: FlowNode[]
  readonly edges: FlowEdge[]
  readonly selectedNodes: readonly string[]
  readonly selectedLinks: readonly string[]
  /** Cards that are in the page, of a large drawing; the others are painted. Null: all of them are. */
  readonly mounted: ReadonlySet<string> | null
  /** The link under the pointer, by its id. */
  readonly hoveredLink: string | null
  /** Where the pointer was when it came to it, or the link's middle where it has the focus (px of the window). */
  readonly hoveredAt: { readonly x: number; readonly y: number }
  /** The painted card under the pointer. */
  readonly hoveredCard: string | null
  /** Links that a stroke being drawn will cut. */
  readonly cut: ReadonlySet<string>
  /** True while the knife is taken up: a stroke of the left button cuts links too. */
  readonly isCutting: boolean
  /** The link that would take the node in the hand. */
  readonly spliceInto: string | null
  /** The link nearest to a point, no further away than `reach`; both in the canvas's own coordinates. */
  readonly linkNear: (at: { readonly x: number; readonly y: number }, reach: number) => string | null
  /** The link whose end is in the hand. */
  readonly reconnecting: string | null
  readonly connecting: Connecting | null
  /** Why the link being drawn may not end where the pointer is. */
  readonly refusal: string | null
  /** What screen readers are told. */
  readonly announcement: string
  /** What each part of the app says about nodes and links; the fields of `Marks` are all of it laid over each other. */
  readonly markLayers: ReadonlyMap<string, MarkLayer>
  /** The menu of a card, note or frame, or of the empty canvas, where it is open (screen px). */
  readonly menu: { readonly node: string | null; readonly x: number; readonly y: number } | null
  /** Where kinds are offered (screen px): those that a link let go over nothing could lead to, or all of them. */
  readonly quickAdd: { readonly from: Connecting | null; readonly x: number; readonly y: number } | null
  /** Whether the map is shown; null leaves it to the drawing's size. */
  readonly hasMap: boolean | null
  /** The note being written, by its own id; or the frame being named, by its id on the canvas. */
  readonly writing: string | null
  /** A parameter to be looked at: the inspector moves there once. */
  readonly focusParam: { readonly node: string; readonly param: string } | null
  /** What is wrong with the drawing, as last checked. */
  readonly problems: readonly Problem[]
  /** Why the drawing could not be checked, in words. */
  readonly checkError: string | null
  /** Nodes that an error names. */
  readonly problemNodes: ReadonlySet<string>
  /** The problems that name a node, by its id. */
  readonly problemsByNode: ReadonlyMap<string, readonly Problem[]>
  /** The problem that is looked at. */
  readonly shownProblem: Problem | null
  readonly instance: ReactFlowInstance<FlowNode, FlowEdge> | null
}

export interface CanvasActions {
  /** Takes over what the document now holds; what did not change keeps its identity. */
  reconcile(topology: Topology): void
  changeNodes(changes: NodeChange<FlowNode>[]): void
  changeEdges(changes: EdgeChange<FlowEdge>[]): void
  select(nodes: readonly string[], links?: readonly string[]): void
  announce(text: string): void
  /** Says something about nodes and links under a name of one's own (`draft`, `history`, `why`…); null takes it back. */
  mark(name: string, layer: MarkLayer | null): void
}

export type CanvasStore = StoreApi<CanvasState & CanvasActions>

/** Up to so many nodes every card is in the page; of more only those that are seen and can be read. */
export const MOUNT_ALL_MAX = 80

type Wanted = Omit<FlowNode, 'data'>

/** A card with all that React Flow would measure, so that it need not be mounted to be linked, fitted or dragged. */
const toCard = (topology: Topology) => (node: Topology['nodes'][number], index: number) => {
  const { height, handles } = cardShape(findManifest(node.kind), topology.layout.nodes[node.id]?.collapsed)
  return {
    type: 'card' as const,
    id: node.id,
    position: topology.layout.nodes[node.id] ?? { x: (index % 5) * 260, y: Math.floor(index / 5) * 160 },
    measured: { width: CARD_WIDTH_PX, height },
    handles,
  }
}

/** Size of a note or frame whose file gives none. */
const NOTE_SIZE = { width: 240, height: 120 }

function wantedNodes(topology: Topology): Wanted[] {
  const { frames, notes } = topology.layout
  return [
    ...frames.map(({ id, label, x, y, width, height }) => ({
      id: `frame:${id}`,
      type: 'frame' as const,
      position: { x, y },
      width,
      height,
      // Far below: what is selected is lifted by a thousand, and a frame must not be lifted over its cards.
      zIndex: -2_000,
      dragHandle: '.frame-head',
      // What is in a frame, and the canvas behind it, stay in reach.
      style: { pointerEvents: 'none' as const },
      ariaLabel: `Frame ${label}: one process`,
    })),
    ...notes.map(({ id, x, y, width = NOTE_SIZE.width, height = NOTE_SIZE.height }) => ({
      id: NOTE_PREFIX + id,
      type: 'note' as const,
      position: { x, y },
      width,
      height,
      zIndex: -1,
    })),
    ...topology.nodes.map(toCard(topology)),
  ]
}

const isPlaced = (was: FlowNode, { position, width, height, ariaLabel, handles }: Wanted): boolean =>
  was.position.x === position.x &&
  was.position.y === position.y &&
  was.width === width &&
  was.height === height &&
  was.ariaLabel === ariaLabel &&
  was.handles === handles

function toFlowNodes(before: readonly FlowNode[], topology: Topology): FlowNode[] {
  const known = new Map(before.map((node) => [node.id, node]))
  return wantedNodes(topology).map((node) => {
    const was = known.get(node.id)
    if (was && isPlaced(was, node)) return was
    if (!was) return { ...node, data: {} }
    const { position, width, height, ariaLabel, handles } = node
    // What was measured holds until the card has another shape.
    const measured = was.handles === handles ? was.measured : node.measured
    return { ...was, position, width, height, ariaLabel, handles, measured }
  })
}

function toFlowEdges(before: readonly FlowEdge[], topology: Topology): FlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]))
  const kinds = new Map(topology.nodes.map((node) => [node.id, node.kind]))
  return topology.links.map((link) => {
    const id = linkName(link)
    const was = known.get(id)
    if (was) return was
    const from = splitRef(link.from)
    const to = splitRef(link.to)
    const type = portOf(kinds.get(from.node) ?? '', 'output', from.port)?.type
    return {
      id,
      type: 'link',
      source: from.node,
      sourceHandle: from.port,
      target: to.node,
      targetHandle: to.port,
      data: { type },
      ariaLabel: `Link from ${link.from} to ${link.to}${type ? `, ${type}` : ''}`,
    }
  })
}

const idsOfSelected = (rows: readonly { id: string; selected?: boolean }[]): string[] =>
  rows.filter((row) => row.selected).map((row) => row.id)

/** Keeps the old list where the new one says the same, so that nothing redraws. */
function same(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.length === after.length && before.every((id, index) => id === after[index]) ? before : after
}

function selectAmong<T extends { id: string; selected?: boolean }>(rows: T[], ids: ReadonlySet<string>): T[] {
  return rows.map((row) => (Boolean(row.selected) === ids.has(row.id) ? row : { ...row, selected: ids.has(row.id) }))
}

/** Makes the store of one canvas. */
export function createCanvas(topology: Topology): CanvasStore {
  return createStore((set, get) => {
    let drawn = topology
    const takeNodes = (nodes: FlowNode[]) =>
      set((state) => ({ nodes, selectedNodes: same(state.selectedNodes, idsOfSelected(nodes)) }))
    const takeEdges = (edges: FlowEdge[]) =>
      set((state) => ({ edges, selectedLinks: same(state.selectedLinks, idsOfSelected(edges)) }))
    return {
      nodes: toFlowNodes([], topology),
      edges: toFlowEdges([], topology),
      selectedNodes: [],
      selectedLinks: [],
      mounted: topology.nodes.length > MOUNT_ALL_MAX ? new Set<string>() : null,
      hoveredLink: null,
      hoveredAt: { x: 0, y: 0 },
      hoveredCard: null,
      cut: new Set<string>(),
      isCutting: false,
      spliceInto: null,
      linkNear: () => null,
      reconnecting: null,
      connecting: null,
      refusal: null,
      announcement: '',
      markLayers: new Map(),
      ...NO_MARKS,
      menu: null,
      quickAdd: null,
      hasMap: null,
      writing: null,
      focusParam: null,
      problems: [],
      checkError: null,
      problemNodes: new Set<string>(),
      problemsByNode: new Map<string, readonly Problem[]>(),
      shownProblem: null,
      instance: null,

      reconcile(next) {
        drawn = next
        takeNodes(toFlowNodes(get().nodes, next))
        takeEdges(toFlowEdges(get().edges, next))
      },
      // Removal goes through the document's history alone.
      changeNodes(changes) {
        const { nodes } = get()
        const kept = changes.filter((change) => change.type !== 'remove')
        takeNodes(applyNodeChanges(withContents(kept, nodes, drawn), nodes))
      },
      changeEdges: (changes) =>
        takeEdges(
          applyEdgeChanges(
            changes.filter((change) => change.type !== 'remove'),
            get().edges,
          ),
        ),
      select(nodes, links = []) {
        takeNodes(selectAmong(get().nodes, new Set(nodes)))
        takeEdges(selectAmong(get().edges, new Set(links)))
      },
      announce: (text) => set({ announcement: text }),
      mark(name, layer) {
        const markLayers = new Map(get().markLayers)
        if (!markLayers.delete(name) && !layer) return
        if (layer) markLayers.set(name, drawnMarks(layer, openDrawing()))
        set({ markLayers, ...mergeMarks(markLayers.values()) })
      },
    }
  })
}
