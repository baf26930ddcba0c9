'use client'
import {
  type EdgeMouseHandler,
  type EdgeTypes,
  type NodeMouseHandler,
  type NodeTypes,
  ReactFlow,
  type ReactFlowInstance,
  SelectionMode,
} from '@xyflow/react'
import './flow.css'
import { type MouseEvent as ReactMouseEvent, useEffect, useMemo } from 'react'
import { portOfLink } from '../../debug/ports'
import { isDebugging, useDebug } from '../../debug/store'
import { FIT, isMapShown } from '../commands'
import { GRID_PX } from '../document/edits'
import { Frame } from '../frames/frame'
import { OthersSelections } from '../history/people'
import { useCanvas, useDocument, useSession } from '../session'
import { openUse } from '../subgraphs/actions'
import { Boxing } from './boxing'
import { Card } from './card'
import { useConnecting, useReconnecting } from './connecting'
import { ConnectionLine } from './connection-line'
import { useDrop, useMoving } from './dropping'
import { Link } from './link'
import { LinkTip } from './link-tip'
import { CanvasMap } from './map'
import { Note } from './note'
import { Overlay } from './overlay/overlay'
import { RefusalTip } from './refusal-tip'
import { useShownEdges, useShownNodes } from './shown'
import { type FlowEdge, type FlowNode, MOUNT_ALL_MAX } from './store'

/** A large drawing opens no further out than this: its cards can be read, and only those in view are drawn. */
const LARGE_ZOOM_MIN = 0.5

const NODE_TYPES: NodeTypes = { card: Card, note: Note, frame: Frame }
const EDGE_TYPES: EdgeTypes = { link: Link }

// Objects of one identity: React Flow draws everything again for a new one.
const SNAP_GRID: [number, number] = [GRID_PX, GRID_PX]
const MULTI_SELECTION_KEYS = ['Shift', 'Meta', 'Control']
const FIT_LARGE = { ...FIT, minZoom: LARGE_ZOOM_MIN }

/** Below this zoom the words on a card are hard to read. */
const READABLE_ZOOM_MIN = 0.58
const READABLE_MARGIN_PX = 24

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
      {...useReconnecting()}
      {...useMoving()}
      {...useDrop()}
      {...useOpening()}
      zoomOnDoubleClick={false}
      connectionLineComponent={ConnectionLine}
      connectionRadius={28}
      reconnectRadius={12}
      edgesReconnectable={!readOnly}
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
      <Boxing />
      <LinkTip />
      <RefusalTip />
      <OthersSelections />
      {hasMap && <CanvasMap />}
    </ReactFlow>
  )
}
