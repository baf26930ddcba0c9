/** Drawing links by hand, and taking their ends elsewhere: what React Flow asks and tells meanwhile. */
import type {
  Connection,
  HandleType,
  IsValidConnection,
  OnConnectEnd,
  OnConnectStart,
  OnReconnect,
} from '@xyflow/react'
import { useMemo } from 'react'
import { canConnect, linkName } from '../../../engine/sdk'
import { connect } from '../commands'
import { removeLinks } from '../document/edits'
import { reconnect } from '../document/wires'
import { findManifest } from '../drawing-kinds'
import { type CanvasSession, nodeById, useSession } from '../session'
import type { FlowEdge } from './store'

type Ends = Pick<Connection, 'source' | 'target'> & {
  readonly sourceHandle?: string | null | undefined
  readonly targetHandle?: string | null | undefined
}

const linkOf = ({ source, sourceHandle, target, targetHandle }: Ends) => ({
  from: `${source}.${sourceHandle ?? ''}`,
  to: `${target}.${targetHandle ?? ''}`,
})

/** Why two ends may not be linked, or null if they may. The link whose end is in the hand does not count as there. */
export function refusalOf({ document, canvas }: CanvasSession, ends: Ends): string | null {
  const { topology } = document.getState()
  const { source, sourceHandle, target, targetHandle } = ends
  const from = findManifest(nodeById(topology, source)?.kind ?? '')
  const to = findManifest(nodeById(topology, target)?.kind ?? '')
  if (!from || !to) return 'A node of an unknown kind cannot be linked'
  const { reconnecting } = canvas.getState()
  const answer = canConnect(
    { nodeId: source, manifest: from, port: sourceHandle ?? '' },
    { nodeId: target, manifest: to, port: targetHandle ?? '' },
    reconnecting === null ? topology.links : topology.links.filter((link) => linkName(link) !== reconnecting),
  )
  return answer.ok ? null : answer.message
}

const pointOf = (event: MouseEvent | TouchEvent): { x: number; y: number } => {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

const isOnPane = (event: MouseEvent | TouchEvent): boolean => {
  const { x, y } = pointOf(event)
  return document.elementFromPoint(x, y)?.closest('.react-flow__pane') != null
}

/** What is told of links that are drawn from a port. */
export function useConnecting() {
  const session = useSession()
  return useMemo(() => {
    const { canvas } = session
    const isValidConnection: IsValidConnection<FlowEdge> = (connection) => {
      const refusal = refusalOf(session, connection)
      if (refusal !== canvas.getState().refusal) canvas.setState({ refusal })
      return refusal === null
    }
    const onConnectStart: OnConnectStart = (_, { nodeId, handleId, handleType }) => {
      if (!nodeId || !handleId) return
      const side = handleType === 'target' ? 'input' : 'output'
      canvas.setState({ connecting: { node: nodeId, port: handleId, side }, refusal: null, hoveredLink: null })
    }
    const onConnect = (connection: Connection) => {
      const { from, to } = linkOf(connection)
      connect(session, from, to)
    }
    const onConnectEnd: OnConnectEnd = (event, { isValid, toNode }) => {
      const { refusal, announce, connecting, reconnecting } = canvas.getState()
      if (isValid === false && refusal) announce(`Not linked: ${refusal}`)
      canvas.setState({ connecting: null, refusal: null })
      // The end of a link that was there is for onReconnectEnd.
      if (reconnecting !== null || !connecting || isValid !== null || toNode || !isOnPane(event)) return
      canvas.setState({ quickAdd: { from: connecting, ...pointOf(event) } })
    }
    // A click on a port asks what fits there: see port.tsx.
    return { isValidConnection, onConnectStart, onConnect, onConnectEnd, connectOnClick: false }
  }, [session])
}

/** What is told of links whose end is taken elsewhere: to another port, or off, which unlinks. */
export function useReconnecting() {
  const session = useSession()
  return useMemo(() => {
    const { document, canvas } = session
    const onReconnectStart = (_: unknown, edge: FlowEdge) =>
      canvas.setState({ reconnecting: edge.id, hoveredLink: null, hoveredCard: null })
    const onReconnect: OnReconnect<FlowEdge> = (edge, connection) => {
      const link = linkOf(connection)
      if (linkName(link) === edge.id) return
      document.getState().edit('Move link', (topology) => reconnect(topology, edge.id, link) ?? topology)
      canvas.getState().select([], [linkName(link)])
      canvas.getState().announce(`Link moved: ${link.from} to ${link.to}`)
    }
    const onReconnectEnd = (
      event: MouseEvent | TouchEvent,
      edge: FlowEdge,
      _: HandleType,
      { isValid, toNode }: { readonly isValid: boolean | null; readonly toNode: unknown },
    ) => {
      canvas.setState({ reconnecting: null })
      if (isValid !== null || toNode || !isOnPane(event)) return
      document.getState().edit('Unlink', (topology) => removeLinks(topology, new Set([edge.id])))
      canvas.getState().announce('Link removed')
    }
    return { onReconnectStart, onReconnect, onReconnectEnd }
  }, [session])
}
