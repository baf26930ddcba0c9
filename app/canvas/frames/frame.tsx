'use client'
import { type NodeProps, NodeResizer } from '@xyflow/react'
import { Pencil } from 'lucide-react'
import { memo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { isActive } from '../../live/telemetry'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { resizeTo } from '../commands'
import { FRAME_MIN, frameIdOf, renameFrame } from '../document/frames'
import type { FlowNode } from '../flow/store'
import { useCanvas, useDocument, useLive, useSession } from '../session'
import { useOverFrame } from './over'

function NameField({ id, flowId, label }: { readonly id: string; readonly flowId: string; readonly label: string }) {
  const { document, canvas } = useSession()
  const [typed, setTyped] = useState(label)
  const close = (isTaken: boolean) => {
    canvas.setState({ writing: null })
    if (isTaken && typed !== label)
      document.getState().edit('Name frame', (topology) => renameFrame(topology, id, typed.trim()))
    window.document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(flowId)}"]`)?.focus()
  }
  return (
    <input
      aria-label="Name of the frame"
      // biome-ignore lint/a11y/noAutofocus: it opens because the person asked to name the frame.
      autoFocus
      maxLength={200}
      placeholder="Name this process"
      className="field nodrag h-6 max-w-60"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => canvas.getState().writing === flowId && close(true)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        event.stopPropagation()
        close(event.key === 'Enter')
      }}
    />
  )
}

/** How many processes the nodes of a frame run in just now; null while they don't run. */
function useProcesses(nodes: readonly string[]): readonly number[] | null {
  return useLive(
    useShallow((state) => {
      if (!isActive(state.deployment)) return null
      return [...new Set(nodes.flatMap((id) => state.nodes[id]?.pid ?? []))]
    }),
  )
}

function wordsOf(pids: readonly number[] | null, count: number): string {
  if (count === 0) return 'empty: drag nodes in'
  if (!pids || pids.length === 0) return 'one process'
  return pids.length === 1 ? `one process · pid ${pids[0]}` : `${pids.length} processes until the next start`
}

const NO_NODES: readonly string[] = []

/** A frame: its nodes run in one process. It is taken by its head; all else of it lets the pointer through. */
export const Frame = memo(function Frame({ id: flowId, selected }: NodeProps<FlowNode>) {
  const id = frameIdOf(flowId)
  const session = useSession()
  const { canvas } = session
  const readOnly = useDocument((state) => state.readOnly)
  const frame = useDocument((state) => state.topology.layout.frames.find((one) => one.id === id))
  const isNaming = useCanvas((state) => state.writing === flowId)
  const isOver = useOverFrame((state) => state.id === id)
  const pids = useProcesses(frame?.nodes ?? NO_NODES)
  if (!frame) return null
  const name = () => !readOnly && canvas.setState({ writing: flowId })
  return (
    <div
      className={cx(
        'size-full rounded-lg border-[1.5px] border-dashed bg-raised/30',
        selected || isOver ? 'border-accent' : 'border-line-strong',
        isOver && 'bg-accent-soft/40',
      )}
    >
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={FRAME_MIN.width}
        minHeight={FRAME_MIN.height}
        lineClassName="resize-line"
        handleClassName="resize-handle"
        onResizeEnd={(_, box) => resizeTo(session, flowId, box)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: React Flow's wrapper has the role and takes the keys. */}
      <header
        className="frame-head pointer-events-auto flex h-8 cursor-grab items-center gap-2 rounded-t-lg px-2.5 text-sm"
        onDoubleClick={(event) => {
          event.stopPropagation()
          name()
        }}
      >
        {isNaming ? (
          <NameField id={id} flowId={flowId} label={frame.label} />
        ) : (
          <span className="truncate font-medium text-muted">{frame.label || 'Frame'}</span>
        )}
        <span className="min-w-0 flex-1 truncate text-faint">{wordsOf(pids, frame.nodes.length)}</span>
        {selected && !readOnly && !isNaming && (
          <Button tone="quiet" icon aria-label="Name this frame" className="nodrag size-6" onClick={name}>
            <Pencil size={13} aria-hidden />
          </Button>
        )}
      </header>
    </div>
  )
})
