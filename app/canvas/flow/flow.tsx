'use client'
import {
  type Connection,
  type EdgeMouseHandler,
  type EdgeTypes,
  type IsValidConnection,
  type NodeMouseHandler,
  type NodeTypes,
  type OnConnectEnd,
  type OnConnectStart,
  type OnNodeDrag,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
} from '@xyflow/react'
import './flow.css'
import { type DragEvent, type MouseEvent as ReactMouseEvent, useCallback, useEffect, useMemo } from 'react'
import { canConnect } from '../../../engine/sdk'
import { portOfLink } from '../../debug/ports'
import { isDebugging, useDebug } from '../../debug/store'
import { addKind, boxOf, connect, FIT, isMapShown, place } from '../commands'
import { GRID_PX } from '../document/edits'
import { frameAt } from '../document/frames'
import { findManifest } from '../drawing-kinds'
import { Frame } from '../frames/frame'
import { setOverFrame } from '../frames/over'
import { OthersSelections } from '../history/people'
import { nodeById, useCanvas, useDocument, useSession } from '../session'
import { openUse } from '../subgraphs/actions'
import { Card } from './card'
import { ConnectionLine } from './connection-line'
import { Link } from './link'
import { LinkTip } from './link-tip'
import { CanvasMap } from './map'
import { Note } from './note'
import { Overlay } from './overlay/overlay'
import { RefusalTip } from './refusal-tip'
import { useShownEdges, useShownNodes } from './shown'
import { type FlowEdge, type FlowNode, MOUNT_ALL_MAX } from './store'

/** The drag type under which the palette hands over a kind. */
export const KIND_DRAG_TYPE = 'application/x-patchbay-kind'

/** A large drawing opens no further out than this: its cards can be read, and only those in view are drawn. */
const LARGE_ZOOM_MIN = 0.5

const NODE_TYPES: NodeTypes = { card: Card, note: Note, frame: Frame }
const EDGE_TYPES: EdgeTypes = { link: Link }

// Objects of one identity: React Flow draws everything again for a new one.
const SNAP_GRID: [number, number] = [GRID_PX, GRID_PX]
const MULTI_SELECTION_KEYS = ['Shift', 'Meta', 'Control']
const FIT_LARGE = { ...FIT, minZoom: LARGE_ZOOM_MIN }

/** Below this zoom the words on a card are hard to read. */
const READABLE_ZOOM_MIN = 0.65
const READABLE_MARGIN_PX = 24

/** Why two ends may not be linked, or null if they may. */
function useRefusal(): (connection: Connection | FlowEdge) => string | null {
  const { document } = useSession()
  return useCallback(
    ({ source, sourceHandle, target, targetHandle }) => {
      const { topology } = document.getState()
      const from = findManifest(nodeById(topology, source)?.kind ?? '')
      const to = findManifest(nodeById(topology, target)?.kind ?? '')
      if (!from || !to) return 'A node of an unknown kind cannot be linked'
      const answer = canConnect(
        { nodeId: source, manifest: from, port: sourceHandle ?? '' },
        { nodeId: target, manifest: to, port: targetHandle ?? '' },
        topology.links,
      )
      return answer.ok ? null : answer.message
    },
    [document],
  )
}

const pointOf = (event: MouseEvent | TouchEvent): { x: number; y: number } => {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

const isOnPane = (event: MouseEvent | TouchEvent): boolean => {
  const { x, y } = pointOf(event)
  return document.elementFromPoint(x, y)?.closest('.react-flow__pane') != null
}

/** Drawing links: what React Flow asks and tells while one is drawn. */
function useConnecting() {
  const session = useSession()
  const { canvas } = session
  const refusalOf = useRefusal()
  return useMemo(() => {
    const isValidConnection: IsValidConnection<FlowEdge> = (connection) => {
      const refusal = refusalOf(connection as Connection)
      if (refusal !== canvas.getState().refusal) canvas.setState({ refusal })
      return refusal === null
    }
    const onConnectStart: OnConnectStart = (_, { nodeId, handleId, handleType }) => {
      if (!nodeId || !handleId) return
      const side = handleType === 'target' ? 'input' : 'output'
      canvas.setState({ connecting: { node: nodeId, port: handleId, side }, refusal: null })
    }
    const onConnect = ({ source, sourceHandle, target, targetHandle }: Connection) =>
      connect(session, `${source}.${sourceHandle}`, `${target}.${targetHandle}`)
    const onConnectEnd: OnConnectEnd = (event, { isValid, toNode }) => {
      const { refusal, announce, connecting } = canvas.getState()
      if (isValid === false && refusal) announce(`Not linked: ${refusal}`)
      canvas.setState({ connecting: null, refusal: null })
      if (connecting && isValid === null && !toNode && isOnPane(event)) {
        const { x, y } = pointOf(event)
        canvas.setState({ quickAdd: { from: connecting, x, y } })
      }
    }
    return {
      isValidConnection,
      onConnectStart,
      onClickConnectStart: onConnectStart,
      onConnect,
      onConnectEnd,
      onClickConnectEnd: onConnectEnd,
    }
  }, [session, canvas, refusalOf])
}

/** Moving things: the document learns of it once, when they are let go. */
function useMoving() {
  const session = useSession()
  return useMemo(() => {
    const { document, canvas } = session
    /** What lies elsewhere than the document says: all that was dragged, and what went along with it. */
    const movedPlaces = () => {
      const { nodes, frames, notes } = document.getState().topology.layout
      const known = new Map<string, { x: number; y: number }>([
        ...Object.entries(nodes),
        ...frames.map((frame) => [`frame:${frame.id}`, frame] as const),
        ...notes.map((note) => [`note:${note.id}`, note] as const),
      ])
      return canvas.getState().nodes.flatMap(({ id, position }) => {
        const was = known.get(id)
        return was?.x === position.x && was.y === position.y ? [] : [[id, position] as const]
      })
    }
    const onNodeDrag: OnNodeDrag<FlowNode> = (_, node, nodes) => {
      const isCard = node.type === 'card' && !nodes.some(({ type }) => type === 'frame')
      setOverFrame((isCard && frameAt(document.getState().topology.layout.frames, boxOf(node))?.id) || null)
    }
    const drop = () => {
      setOverFrame(null)
      const places = movedPlaces()
      if (places.length > 0) place(session, 'Move', Object.fromEntries(places))
    }
    return { onNodeDrag, onNodeDragStop: drop, onSelectionDragStop: drop }
  }, [session])
}

/** Taking kinds that are dropped from the palette. */
function useDrop() {
  const session = useSession()
  return useMemo(
    () => ({
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(KIND_DRAG_TYPE)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      },
      onDrop: (event: DragEvent) => {
        const kind = findManifest(event.dataTransfer.getData(KIND_DRAG_TYPE))
        const at = session.canvas.getState().instance?.screenToFlowPosition({ x: event.clientX, y: event.clientY })
        if (!kind || !at) return
        event.preventDefault()
        addKind(session, kind, at)
      },
    }),
    [session],
  )
}

/** A drawing that is wider than the window opens at its beginning, where it can be read, rather than small as a whole. */
function keepReadable(instance: ReactFlowInstance<FlowNode, FlowEdge>): void {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect()
  const nodes = instance.getNodes()
  if (!box || nodes.length === 0 || nodes.length > MOUNT_ALL_MAX || instance.getZoom() >= READABLE_ZOOM_MIN) return
  const all = instance.getNodesBounds(nodes)
  const middle = all.y + all.height / 2
  void instance.setViewport({
    zoom: READABLE_ZOOM_MIN,
    x: READABLE_MARGIN_PX - all.x * READABLE_ZOOM_MIN,
    y: box.height / 2 - middle * READABLE_ZOOM_MIN,
  })
}

/** What opens at the pointer: menus, and the words of a breakpoint. */
function useOpening() {
  const session = useSession()
  return useMemo(() => {
    const { canvas, document } = session
    const onInit = (instance: ReactFlowInstance<FlowNode, FlowEdge>) => {
      canvas.setState({ instance })
      keepReadable(instance)
    }
    const onNodeContextMenu: NodeMouseHandler<FlowNode> = (event, node) => {
      event.preventDefault()
      canvas.setState({ menu: { node: node.id, x: event.clientX, y: event.clientY } })
    }
    const onPaneContextMenu = (event: MouseEvent | ReactMouseEvent) => {
      event.preventDefault()
      canvas.setState({ menu: { node: null, x: event.clientX, y: event.clientY } })
    }
    const onDoubleClick = ({ target, clientX: x, clientY: y }: ReactMouseEvent) => {
      const isPane = target instanceof Element && target.classList.contains('react-flow__pane')
      if (isPane && !document.getState().readOnly) canvas.setState({ quickAdd: { from: null, x, y } })
    }
    const onEdgeContextMenu: EdgeMouseHandler<FlowEdge> = (event, edge) => {
      if (!isDebugging(useDebug.getState())) return
      event.preventDefault()
      useDebug.setState({ writing: portOfLink(edge.id) })
    }
    const onNodeDoubleClick: NodeMouseHandler<FlowNode> = (_, node) => void openUse(session, node.id)
    return { onInit, onNodeContextMenu, onNodeDoubleClick, onPaneContextMenu, onEdgeContextMenu, onDoubleClick }
  }, [session])
}

/** Keeps React Flow's nodes at what the document says. */
function useReconcile() {
  const { document, canvas } = useSession()
  useEffect(() => {
    // While another level of the drawing was shown, nobody told this one.
    canvas.getState().reconcile(document.getState().topology)
    return document.subscribe((state, before) => {
      if (state.topology !== before.topology) canvas.getState().reconcile(state.topology)
    })
  }, [document, canvas])
}

/** The drawing surface. */
export function Flow() {
  const { canvas } = useSession()
  const nodes = useShownNodes()
  const edges = useShownEdges()
  const readOnly = useDocument((state) => state.readOnly)
  const hasMap = useCanvas(isMapShown)
  const { changeNodes, changeEdges } = canvas.getState()
  useReconcile()
  return (
    <ReactFlow<FlowNode, FlowEdge>
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      onNodesChange={changeNodes}
      onEdgesChange={changeEdges}
      {...useConnecting()}
      {...useMoving()}
      {...useDrop()}
      {...useOpening()}
      zoomOnDoubleClick={false}
      connectionLineComponent={ConnectionLine}
      connectionRadius={28}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      snapToGrid
      snapGrid={SNAP_GRID}
      deleteKeyCode={null}
      multiSelectionKeyCode={MULTI_SELECTION_KEYS}
      selectionMode={SelectionMode.Partial}
      onlyRenderVisibleElements={nodes.length > MOUNT_ALL_MAX}
      minZoom={0.1}
      maxZoom={2}
      fitView
      fitViewOptions={nodes.length > MOUNT_ALL_MAX ? FIT_LARGE : FIT}
      aria-label="Canvas"
    >
      <Overlay />
      <LinkTip />
      <RefusalTip />
      <OthersSelections />
      {hasMap && <CanvasMap />}
    </ReactFlow>
  )
}
