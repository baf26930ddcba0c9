'use client'
import { Keyboard, Map as MapIcon, Maximize, Minus, Plus, Redo2, StickyNote, Undo2, Workflow } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { addNoteHere, fitView, isMapShown, redo, tidy, toggleMap, undo } from './commands'
import { useCanvas, useDocument, useSession } from './session'

interface ToolProps {
  readonly label: string
  readonly keys: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function Tool({ label, keys, disabled = false, onClick, children }: ToolProps) {
  return (
    <Tooltip text={`${label} (${keys})`} side="top">
      <Button tone="quiet" icon aria-label={label} aria-disabled={disabled} onClick={() => !disabled && onClick()}>
        {children}
      </Button>
    </Tooltip>
  )
}

const showSheet = () => document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))

/** The tools that lie over the canvas. */
export function Toolbar() {
  const session = useSession()
  const canUndo = useDocument((state) => state.past.length > 0)
  const canRedo = useDocument((state) => state.future.length > 0)
  const readOnly = useDocument((state) => state.readOnly)
  const hasMap = useCanvas(isMapShown)
  const instance = useCanvas((state) => state.instance)
  return (
    <div
      role="toolbar"
      aria-label="Canvas tools"
      className="absolute bottom-3 left-3 z-10 flex items-center rounded-md border border-line bg-surface p-0.5"
    >
      {!readOnly && (
        <>
          <Tool label="Undo" keys="Ctrl Z" disabled={!canUndo} onClick={() => undo(session)}>
            <Undo2 size={15} aria-hidden />
          </Tool>
          <Tool label="Redo" keys="Ctrl Shift Z" disabled={!canRedo} onClick={() => redo(session)}>
            <Redo2 size={15} aria-hidden />
          </Tool>
          <Tool label="Add note" keys="N" onClick={() => addNoteHere(session)}>
            <StickyNote size={15} aria-hidden />
          </Tool>
          <Tool label="Tidy" keys="T" onClick={() => void tidy(session)}>
            <Workflow size={15} aria-hidden />
          </Tool>
          <span className="mx-0.5 h-4 w-px bg-line" />
        </>
      )}
      <Tool label="Zoom out" keys="−" onClick={() => void instance?.zoomOut()}>
        <Minus size={15} aria-hidden />
      </Tool>
      <Tool label="Zoom in" keys="+" onClick={() => void instance?.zoomIn()}>
        <Plus size={15} aria-hidden />
      </Tool>
      <Tool label="Fit view" keys="F" onClick={() => fitView(session)}>
        <Maximize size={15} aria-hidden />
      </Tool>
      <Tool label={hasMap ? 'Hide the map' : 'Show the map'} keys="M" onClick={() => toggleMap(session)}>
        <MapIcon size={15} aria-hidden />
      </Tool>
      <Tool label="Keyboard shortcuts" keys="?" onClick={showSheet}>
        <Keyboard size={15} aria-hidden />
      </Tool>
    </div>
  )
}
