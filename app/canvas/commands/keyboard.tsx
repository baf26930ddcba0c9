'use client'
/** The keys of the canvas: from a press to its command. */
import { useEffect } from 'react'
import { type CanvasSession, useSession } from '../session'
import { keysOf, useBindings } from './bindings'
import { chordOf } from './chord'
import { listenToClipboard } from './clipboard-events'
import type { Command } from './command'
import { isOnCanvas, isTyping } from './focus'
import { followPointer } from './pointer'
import { COMMANDS, runCommand } from './registry'
import { useOverlay } from './ui'

/** How long the second key of a sequence is waited for. */
const SEQUENCE_WITHIN_MS = 1_500

/** Commands by the text of their keys, as they are bound now; and the first keys of sequences. */
function tableOf(own: Parameters<typeof keysOf>[0]) {
  const commands = new Map<string, Command[]>()
  const beginnings = new Set<string>()
  for (const command of COMMANDS)
    for (const keys of keysOf(own, command)) {
      commands.set(keys, [...(commands.get(keys) ?? []), command])
      const [first, second] = keys.split(' ')
      if (first && second) beginnings.add(first)
    }
  return { commands, beginnings }
}

function holdsAt({ where = 'page' }: Command, target: EventTarget | null): boolean {
  if (where === 'canvas') return isOnCanvas(target) && !isTyping(target)
  return where === 'anywhere' ? !isTyping(target, true) : !isTyping(target)
}

/** Keys of the canvas alone are taken on the way down, before React Flow's own; all others on the way up. */
type Phase = 'down' | 'up'
const phaseOf = ({ where }: Command): Phase => (where === 'canvas' ? 'down' : 'up')

/** With nothing selected, what has the focus is what an edit is about. */
function selectFocused({ canvas }: CanvasSession, command: Command, target: EventTarget | null): void {
  const { selectedNodes, selectedLinks, select } = canvas.getState()
  if (selectedNodes.length + selectedLinks.length > 0 || command.group === 'Select') return
  const focused = target instanceof Element && target.closest<HTMLElement>('.react-flow__node')
  const id = focused ? focused.dataset.id : undefined
  if (id) select([id])
}

/** Whether something was asked for that takes the keys as soon as it is there. */
const isOpening = ({ canvas }: CanvasSession): boolean =>
  !['find', null].includes(useOverlay.getState().open) || canvas.getState().quickAdd !== null

function listenToKeys(session: CanvasSession): () => void {
  let table = tableOf(useBindings.getState().own)
  const stop = useBindings.subscribe(({ own }) => {
    table = tableOf(own)
  })
  let begun: { readonly chord: string; readonly atMs: number } | null = null

  const onKeyDown = (phase: Phase) => (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    if (isOpening(session) && !isTyping(event.target)) return
    const chord = chordOf(event)
    if (!chord) return
    const prefix = begun && event.timeStamp - begun.atMs < SEQUENCE_WITHIN_MS ? `${begun.chord} ` : ''
    const found = table.commands.get(prefix + chord)?.find((one) => {
      if (phaseOf(one) !== phase || !holdsAt(one, event.target)) return false
      selectFocused(session, one, event.target)
      return runCommand(one, session)
    })
    if (found) {
      event.preventDefault()
      if (phase === 'down') event.stopPropagation()
    }
    if (phase === 'down' && !found) return
    begun = null
    if (found || isTyping(event.target) || !table.beginnings.has(chord)) return
    begun = { chord, atMs: event.timeStamp }
    event.preventDefault()
  }
  const down = onKeyDown('down')
  const up = onKeyDown('up')
  document.addEventListener('keydown', down, true)
  document.addEventListener('keydown', up)
  return () => {
    stop()
    document.removeEventListener('keydown', down, true)
    document.removeEventListener('keydown', up)
  }
}

/** Listens while a canvas is open. */
export function Keyboard() {
  const session = useSession()
  useEffect(() => {
    const stopKeys = listenToKeys(session)
    const stopClipboard = listenToClipboard(session)
    const stopPointer = followPointer()
    return () => {
      stopKeys()
      stopClipboard()
      stopPointer()
    }
  }, [session])
  return null
}

/** The keys of a command as they are shown now, the first of them alone; empty where it has none. */
export function useShownKeys(command: Command): string {
  return useBindings(({ own }) => keysOf(own, command)[0] ?? '')
}
