'use client'
import { Handle, Position } from '@xyflow/react'
import { memo } from 'react'
import { canConnect, type PortSpec } from '../../../engine/sdk'
import { isDebugging, useDebug } from '../../debug/store'
import { findManifest } from '../drawing-kinds'
import { isTwoWay, portColor } from '../kinds'
import { nodeById, useCanvas, useSession } from '../session'
import { wordsOfPort } from './link-words'
import type { Connecting } from './store'

interface PortProps {
  readonly nodeId: string
  readonly kind: string
  readonly port: PortSpec
  readonly side: 'input' | 'output'
}

/** True if the link being drawn could end at this port (or none is being drawn). */
function useFits({ nodeId, kind, port, side }: PortProps): boolean {
  const { document } = useSession()
  return useCanvas(({ connecting }) => {
    if (!connecting || isItself(connecting, nodeId, port.id, side)) return true
    if (connecting.side === side) return false
    const { topology } = document.getState()
    const here = findManifest(kind)
    const there = findManifest(nodeById(topology, connecting.node)?.kind ?? '')
    if (!here || !there) return false
    const end = { nodeId, manifest: here, port: port.id }
    const start = { nodeId: connecting.node, manifest: there, port: connecting.port }
    const [from, to] = side === 'input' ? [start, end] : [end, start]
    return canConnect(from, to, topology.links).ok
  })
}

const isItself = (connecting: Connecting, node: string, port: string, side: string): boolean =>
  connecting.node === node && connecting.port === port && connecting.side === side

/** Whether a run that is debugged stops at this output. */
function useBreaks(nodeId: string, port: string, side: 'input' | 'output'): boolean {
  return useDebug(
    ({ state }) =>
      side === 'output' &&
      (state?.breakpoints.some((one) => one.enabled && one.node === nodeId && one.port === port) ?? false),
  )
}

/** One port of a card: its label and its handle, shaped by direction of travel and coloured by type. */
export const Port = memo(function Port(props: PortProps) {
  const { nodeId, port, side } = props
  const fits = useFits(props)
  const breaks = useBreaks(nodeId, port.id, side)
  const isInput = side === 'input'
  const isWrong = useCanvas(({ shownProblem: shown }) => shown?.node === nodeId && shown.port === port.id && isInput)
  const words = wordsOfPort(port)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the mouse; keys have B on a link, and the list of breakpoints.
    <div
      className={`relative flex h-[22px] items-center px-3 text-xs transition-opacity ${isInput ? '' : 'justify-end'} ${fits ? 'text-muted' : 'text-faint opacity-40'} ${isWrong ? 'bg-bad-soft text-bad' : ''}`}
      title={words}
      data-wrong={isWrong || undefined}
      onContextMenu={(event) => {
        if (isInput || !isDebugging(useDebug.getState())) return
        event.preventDefault()
        event.stopPropagation()
        useDebug.setState({ writing: { node: nodeId, port: port.id } })
      }}
    >
      {breaks && (
        <span
          role="img"
          aria-label="Breakpoint"
          title="Breakpoint"
          className="mr-1.5 size-2 shrink-0 rounded-full bg-bad"
        />
      )}
      <span className="truncate">
        {port.label}
        {port.required && isInput ? <span aria-hidden> *</span> : null}
      </span>
      <Handle
        id={port.id}
        type={isInput ? 'target' : 'source'}
        position={isInput ? Position.Left : Position.Right}
        className={isTwoWay(port.type) ? 'port port-two-way' : 'port'}
        style={{ '--port': portColor(port.type) } as React.CSSProperties}
        aria-label={`${isInput ? 'Input' : 'Output'} ${words}`}
        role="button"
      />
    </div>
  )
})
