'use client'
import type { NodeProps } from '@xyflow/react'
import { EllipsisVertical } from 'lucide-react'
import { type MouseEvent, memo } from 'react'
import type { PortSpec, TopologyNode } from '../../../engine/sdk'
import { DebugStrip } from '../../debug/debug-strip'
import { useHasActed } from '../../debug/levels'
import { isDebugging, useDebug } from '../../debug/store'
import { Badge } from '../../ui/badge'
import { cx } from '../../ui/cx'
import { KindIcon } from '../../ui/icons'
import { findManifest } from '../drawing-kinds'
import { summaryOf, titleOf } from '../kinds'
import { ProblemBadge } from '../problems/problem-badge'
import { useCanvas, useDocument, useLive, useSession, useTopologyNode } from '../session'
import { collapsedTop } from './card-shape'
import { LiveStrip } from './live-strip'
import { Port } from './port'
import type { FlowNode } from './store'

/** Whether the card is to be seen as in trouble: only that word, so that a heartbeat does not redraw the card. */
function useTrouble(id: string): boolean {
  return useLive((state) => {
    const word = state.nodes[id]?.state
    return word === 'crashed' || word === 'restarting' || word === 'failed'
  })
}

function MenuButton({ id, title }: { readonly id: string; readonly title: string }) {
  const { canvas } = useSession()
  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation()
    const box = event.currentTarget.getBoundingClientRect()
    canvas.setState({ menu: { node: id, x: box.right, y: box.bottom } })
  }
  return (
    <button
      type="button"
      aria-label={`Actions for ${title}`}
      aria-haspopup="menu"
      onClick={open}
      className="nodrag -mr-1.5 flex size-6 items-center justify-center rounded-sm text-faint hover:bg-hover hover:text-text"
    >
      <EllipsisVertical size={14} aria-hidden />
    </button>
  )
}

const MARK_LOOKS = {
  added: { word: 'New', tone: 'accent' },
  changed: { word: 'Changed', tone: 'accent' },
  moved: { word: 'Moved', tone: 'plain' },
  removed: { word: 'Removed', tone: 'bad' },
} as const

interface CollapsedPortsProps {
  readonly node: TopologyNode
  readonly ports: readonly PortSpec[]
  readonly side: 'input' | 'output'
}

/** The ports of a collapsed card: their handles on the sides of its head, their names in their tooltips alone. */
function CollapsedPorts({ node, ports, side }: CollapsedPortsProps) {
  return ports.map((port, row) => (
    <div key={port.id} className="collapsed-port" style={{ top: collapsedTop(row, ports.length) }}>
      <Port nodeId={node.id} kind={node.kind} port={port} side={side} />
    </div>
  ))
}

/** A node of the drawing. Live figures come from the live store by id, never through the node's data. */
export const Card = memo(function Card({ id, selected }: NodeProps<FlowNode>) {
  const node = useTopologyNode(id)
  const mark = useCanvas((state) => state.nodeMarks[id])
  const glow = useCanvas((state) => state.nodeGlows[id])
  const isDim = useCanvas((state) => state.dimsOthers && state.nodeGlows[id] === undefined)
  const trouble = useTrouble(id)
  const isDebugged = useDebug(isDebugging)
  const hasActed = useHasActed(id)
  const isAtWork = useDebug(
    ({ state }) => state !== null && state.done < state.tasks && state.events.at(-1)?.node === id,
  )
  const isCollapsed = useDocument((state) => state.topology.layout.nodes[id]?.collapsed ?? false)
  if (!node) return null
  const manifest = findManifest(node.kind)
  const title = titleOf(node)
  return (
    <div
      data-glow={glow}
      data-mark={mark}
      className={cx(
        'relative w-[208px] rounded-md border bg-surface text-sm',
        trouble && !isDebugged
          ? 'border-bad bg-bad-soft'
          : selected || hasActed
            ? 'border-accent'
            : 'border-line-strong',
        selected && 'ring-1 ring-accent',
        isAtWork && 'ring-2 ring-warn',
        glow && (glow === 'error' ? 'ring-2 ring-bad' : 'ring-2 ring-accent'),
        isDim && 'opacity-35',
      )}
    >
      <header className="flex h-[30px] items-center gap-2 pt-1 pr-2.5 pl-3 text-muted">
        <KindIcon name={manifest?.icon ?? ''} />
        <span className="min-w-0 flex-1 truncate font-medium text-text" title={title}>
          {title}
        </span>
        <ProblemBadge id={id} title={title} />
        {mark && <Badge tone={MARK_LOOKS[mark].tone}>{MARK_LOOKS[mark].word}</Badge>}
        <MenuButton id={id} title={title} />
      </header>
      <p className={cx('h-[20px] truncate pr-3 pl-[35px] text-xs', manifest ? 'text-faint' : 'text-bad')}>
        {summaryOf(node)}
        {manifest?.simulated ? ' · simulated' : ''}
      </p>
      {manifest && isCollapsed && (
        <>
          <CollapsedPorts node={node} ports={manifest.inputs} side="input" />
          <CollapsedPorts node={node} ports={manifest.outputs} side="output" />
        </>
      )}
      {manifest && !isCollapsed && (
        <div className="grid grid-cols-2 pb-[6px]">
          <div>
            {manifest.inputs.map((port) => (
              <Port key={port.id} nodeId={id} kind={node.kind} port={port} side="input" />
            ))}
          </div>
          <div>
            {manifest.outputs.map((port) => (
              <Port key={port.id} nodeId={id} kind={node.kind} port={port} side="output" />
            ))}
          </div>
        </div>
      )}
      {!isCollapsed && (isDebugged ? <DebugStrip nodeId={id} /> : <LiveStrip nodeId={id} />)}
    </div>
  )
})
