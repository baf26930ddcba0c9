'use client'
import { useEffect, useState } from 'react'
import { Dialog } from '../ui/dialog'
import {
  addNoteHere,
  copyText,
  duplicate,
  fitView,
  pasteText,
  redo,
  removeSelected,
  selectAll,
  tidy,
  toggleMap,
  undo,
} from './commands'
import { type CanvasSession, useSession } from './session'

/** Where keys belong to what is being typed in, opened or chosen, and not to the canvas. */
function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
}

const focusSearch = () => document.getElementById('palette-search')?.focus()

interface Shortcut {
  /** As KeyboardEvent.key, in lower case. */
  readonly key: string
  /** With Ctrl, or Cmd on a Mac. */
  readonly mod?: boolean
  readonly shift?: boolean
  readonly words: string
  readonly shown: string
  run(session: CanvasSession): void
}

const SHORTCUTS: readonly Shortcut[] = [
  { key: 'z', mod: true, words: 'Undo', shown: 'Ctrl Z', run: undo },
  { key: 'z', mod: true, shift: true, words: 'Redo', shown: 'Ctrl Shift Z', run: redo },
  { key: 'y', mod: true, words: 'Redo', shown: 'Ctrl Y', run: redo },
  { key: 'd', mod: true, words: 'Duplicate what is selected', shown: 'Ctrl D', run: (session) => duplicate(session) },
  { key: 'a', mod: true, words: 'Select everything', shown: 'Ctrl A', run: selectAll },
  { key: 'delete', words: 'Delete what is selected', shown: 'Delete', run: (session) => removeSelected(session) },
  { key: 'backspace', words: 'Delete what is selected', shown: 'Backspace', run: (session) => removeSelected(session) },
  { key: 'escape', words: 'Select nothing', shown: 'Esc', run: ({ canvas }) => canvas.getState().select([]) },
  { key: '/', words: 'Search the palette', shown: '/', run: focusSearch },
  { key: 'f', words: 'Fit the drawing into view', shown: 'F', run: fitView },
  { key: 'n', words: 'Add a note', shown: 'N', run: addNoteHere },
  { key: 't', words: 'Tidy the layout', shown: 'T', run: (session) => void tidy(session) },
  { key: 'm', words: 'Show or hide the map', shown: 'M', run: toggleMap },
  { key: '+', words: 'Zoom in', shown: '+', run: ({ canvas }) => void canvas.getState().instance?.zoomIn() },
  { key: '-', words: 'Zoom out', shown: '−', run: ({ canvas }) => void canvas.getState().instance?.zoomOut() },
]

function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const mod = event.ctrlKey || event.metaKey
  if (shortcut.key !== event.key.toLowerCase() || Boolean(shortcut.mod) !== mod) return false
  return !shortcut.mod || Boolean(shortcut.shift) === event.shiftKey
}

/** Copy, cut and paste through the browser's own events: they work without asking for the clipboard. */
function listenToClipboard(session: CanvasSession): () => void {
  const copy = (event: ClipboardEvent) => {
    const text = isElsewhere(event.target) || window.getSelection()?.toString() ? null : copyText(session)
    if (text === null) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'cut') removeSelected(session)
  }
  const paste = (event: ClipboardEvent) => {
    if (isElsewhere(event.target)) return
    if (pasteText(session, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
  }
  document.addEventListener('copy', copy)
  document.addEventListener('cut', copy)
  document.addEventListener('paste', paste)
  return () => {
    document.removeEventListener('copy', copy)
    document.removeEventListener('cut', copy)
    document.removeEventListener('paste', paste)
  }
}

const POINTER_ROWS: readonly (readonly [string, string])[] = [
  ['Copy, cut, paste', 'Ctrl C, X, V'],
  ['Select several', 'Shift drag, or Ctrl click'],
  ['Move a focused node', 'Arrow keys'],
  ['Show these shortcuts', '?'],
]

/** The canvas's keys, and the sheet that lists them. */
export function Shortcuts() {
  const session = useSession()
  const [isSheetOpen, setSheetOpen] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isElsewhere(event.target) || event.defaultPrevented) return
      if (event.key === '?') return setSheetOpen(true)
      const shortcut = SHORTCUTS.find((one) => matches(one, event))
      if (!shortcut) return
      event.preventDefault()
      shortcut.run(session)
    }
    document.addEventListener('keydown', onKeyDown)
    const stopClipboard = listenToClipboard(session)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      stopClipboard()
    }
  }, [session])
  return (
    <Dialog open={isSheetOpen} onOpenChange={setSheetOpen} title="Keyboard shortcuts">
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 text-sm">
        {[...SHORTCUTS.map(({ words, shown }) => [words, shown] as const), ...POINTER_ROWS].map(([words, shown]) => (
          <div key={shown} className="contents">
            <dt className="text-muted">{words}</dt>
            <dd>
              <kbd className="rounded-sm border border-line bg-raised px-1.5 py-0.5 font-sans text-xs">{shown}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
