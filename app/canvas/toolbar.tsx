'use client'
import {
  Compass,
  Frame,
  Keyboard,
  Lasso,
  Lock,
  LockOpen,
  Map as MapIcon,
  Maximize,
  Minus,
  Plus,
  Redo2,
  Search,
  StickyNote,
  Undo2,
  Workflow,
} from 'lucide-react'
import { isMapShown } from './commands'
import { CommandButton } from './commands/tool'
import { useCanvas, useDocument } from './session'

/** The tools that lie over the canvas. */
export function Toolbar() {
  const readOnly = useDocument((state) => state.readOnly)
  const isHeld = useDocument((state) => state.isHeld)
  const isLocked = useDocument((state) => Boolean(state.topology.layout.locked))
  const hasMap = useCanvas(isMapShown)
  return (
    <div
      role="toolbar"
      aria-label="Canvas tools"
      className="absolute bottom-3 left-3 z-10 flex max-w-[calc(100%-24px)] flex-wrap items-center rounded-md border border-line bg-surface p-0.5"
    >
      {!readOnly && (
        <>
          <CommandButton command="edit.undo">
            <Undo2 size={15} aria-hidden />
          </CommandButton>
          <CommandButton command="edit.redo">
            <Redo2 size={15} aria-hidden />
          </CommandButton>
          <CommandButton command="add.note">
            <StickyNote size={15} aria-hidden />
          </CommandButton>
          <CommandButton command="arrange.frame">
            <Frame size={15} aria-hidden />
          </CommandButton>
          <CommandButton command="arrange.tidy">
            <Workflow size={15} aria-hidden />
          </CommandButton>
        </>
      )}
      {!isHeld && (
        <>
          <CommandButton command="edit.lock" label={isLocked ? 'Unlock the drawing' : 'Lock the drawing'}>
            {isLocked ? <Lock size={15} aria-hidden className="text-warn" /> : <LockOpen size={15} aria-hidden />}
          </CommandButton>
          <span className="mx-0.5 h-4 w-px bg-line" />
        </>
      )}
      <CommandButton command="select.lasso">
        <Lasso size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="view.find">
        <Search size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="view.zoom-out">
        <Minus size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="view.zoom-in">
        <Plus size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="view.fit">
        <Maximize size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="view.map" label={hasMap ? 'Hide the map' : 'Show the map'}>
        <MapIcon size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="help.tour">
        <Compass size={15} aria-hidden />
      </CommandButton>
      <CommandButton command="help.keys">
        <Keyboard size={15} aria-hidden />
      </CommandButton>
    </div>
  )
}
