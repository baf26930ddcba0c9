'use client'
import { Handle, Position } from '@xyflow/react'
import { memo } from 'react'
import { canConnect, linkName, type PortSpec } from '../../../engine/sdk'
import { isDebugging, useDebug } from '../../debug/store'
import { findManifest } from '../drawing-kinds'
import { portColor } from '../kinds'
import { PortShape } from '../port-shape'
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
  return useCanvas(({ connecting, reconnecting }) => {
    if (!connecting || isItself(connecting, nodeId, port.id, side)) return true
    if (connecting.side === side) return false
    const { topology } = document.getState()
    const here = findManifest(kind)
    const there = findManifest(nodeById(topology, connecting.node)?.kind ?? '')
    if (!here || !there) return false
    const end = { nodeId, manifest: here, port: port.id }
    const start = { nodeId: connecting.node, manifest: there, port: connecting.port }
    const [from, to] = side === 'input' ? [start, end] : [end, start]
    const others = topology.links.filter((link) => linkName(link) !== reconnecting)
    return canConnect(from, to, others).ok
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

/** How far beside a port that was clicked what fits there is added, px of the screen. */
const ASIDE_PX = 40

/** One port of a card: its label and its handle, coloured and shaped by type. */
export const Port = memo(function Port(props: PortProps) {
  const { nodeId, port, side } = props
  const { document, canvas } = useSession()
  const fits = useFits(props)
  const breaks = useBreaks(nodeId, port.id, side)
  const isInput = side === 'input'
  const isWrong = useCanvas(({ shownProblem: shown }) => shown?.node === nodeId && shown.port === port.id && isInput)
  const words = wordsOfPort(port)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for the mouse; keys have commands for both.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <div
      className={`relative flex h-[22px] items-center px-3 text-xs transition-opacity ${isInput ? '' : 'justify-end'} ${fits ? 'text-muted' : 'text-faint opacity-40'} ${isWrong ? 'bg-bad-soft text-bad' : ''}`}
      title={words}
      data-wrong={isWrong || undefined}
      onClick={(event) => {
        const dot = event.target instanceof Element && event.target.closest('.port')
        if (!dot || document.getState().readOnly) return
        event.stopPropagation()
        const { left, top, width, height } = dot.getBoundingClientRect()
        const from = { node: nodeId, port: port.id, side }
        canvas.setState({
          quickAdd: { from, x: left + width / 2 + (isInput ? -ASIDE_PX : ASIDE_PX), y: top + height / 2 },
        })
      }}
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
        className="port"
        style={{ '--port': portColor(port.type) } as React.CSSProperties}
        aria-label={`${isInput ? 'Input' : 'Output'} ${words}`}
        role="button"
      >
        <PortShape type={port.type} />
      </Handle>
    </div>
  )
})
