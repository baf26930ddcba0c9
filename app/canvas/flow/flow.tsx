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
import { type DragEvent, useCallback, useEffect, useMemo } from 'react'
import { canConnect } from '../../../engine/sdk'
import { findManifest } from '../../../nodes/manifests'
import { portOfLink } from '../../debug/ports'
import { isDebugging, useDebug } from '../../debug/store'
import { addKind, connect, FIT, isMapShown } from '../commands'
import { GRID_PX, moveNodes } from '../document/edits'
import { OthersSelections } from '../history/people'
import { nodeById, useCanvas, useDocument, useSession } from '../session'
import { Card } from './card'
import { ConnectionLine } from './connection-line'
import { Link } from './link'
import { LinkTip } from './link-tip'
import { CanvasMap } from './map'
import { Frame, Note } from './note'
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

/** Moving nodes: the document learns of it once, when they are let go. */
function useMoving() {
  const { document } = useSession()
  return useMemo(() => {
    const onNodeDragStop: OnNodeDrag<FlowNode> = (_, __, nodes) => {
      const places = Object.fromEntries(nodes.map((node) => [node.id, node.position]))
      document.getState().edit('Move', (topology) => moveNodes(topology, places))
    }
    return { onNodeDragStop }
  }, [document])
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

/** What opens at the pointer: menus, and the words of a breakpoint. */
function useOpening() {
  const { canvas } = useSession()
  return useMemo(() => {
    const onInit = (instance: ReactFlowInstance<FlowNode, FlowEdge>) => canvas.setState({ instance })
    const onNodeContextMenu: NodeMouseHandler<FlowNode> = (event, node) => {
      event.preventDefault()
      if (node.type === 'card') canvas.setState({ menu: { node: node.id, x: event.clientX, y: event.clientY } })
    }
    const onEdgeContextMenu: EdgeMouseHandler<FlowEdge> = (event, edge) => {
      if (!isDebugging(useDebug.getState())) return
      event.preventDefault()
      useDebug.setState({ writing: portOfLink(edge.id) })
    }
    return { onInit, onNodeContextMenu, onEdgeContextMenu }
  }, [canvas])
}

/** Keeps React Flow's nodes at what the document says. */
function useReconcile() {
  const { document, canvas } = useSession()
  useEffect(
    () =>
      document.subscribe((state, before) => {
        if (state.topology !== before.topology) canvas.getState().reconcile(state.topology)
      }),
    [document, canvas],
  )
}

/** The drawing surface. */
export function Flow() {
  const { canvas, document } = useSession()
  const nodes = useShownNodes()
  const edges = useShownEdges()
  const readOnly = useDocument((state) => state.readOnly)
  const hasMap = useCanvas(isMapShown)
  const { changeNodes, changeEdges } = canvas.getState()
  useReconcile()
  const onNodesChange = useCallback(
    (changes: Parameters<typeof changeNodes>[0]) => {
      changeNodes(changes)
      // Arrow keys move without a drag: those moves are one step of the history while they follow each other.
      const nudged = changes.flatMap((change) =>
        change.type === 'position' && change.dragging === false && change.position
          ? [[change.id, change.position]]
          : [],
      )
      if (nudged.length > 0)
        document.getState().edit('Move', (topology) => moveNodes(topology, Object.fromEntries(nudged)), 'nudge')
    },
    [changeNodes, document],
  )
  return (
    <ReactFlow<FlowNode, FlowEdge>
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      onNodesChange={onNodesChange}
      onEdgesChange={changeEdges}
      {...useConnecting()}
      {...useMoving()}
      {...useDrop()}
      {...useOpening()}
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
