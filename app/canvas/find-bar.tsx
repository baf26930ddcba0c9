'use client'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { Button } from '../ui/button'
import { bringIntoView, focusOn } from './commands'
import { typedEarly } from './commands/early-keys'
import { type Found, findOnCanvas } from './find'
import { useCanvas, useDocument, useSession } from './session'

/** Lights what was found, and takes the light away when the bar goes. */
function useGlow(found: readonly Found[]): void {
  const { canvas } = useSession()
  useEffect(() => {
    const nodeGlows = Object.fromEntries(found.map(({ id }) => [id, 'path' as const]))
    canvas.getState().mark('find', found.length > 0 ? { nodeGlows } : null)
  }, [canvas, found])
  useEffect(() => () => canvas.getState().mark('find', null), [canvas])
}

/** A bar over the canvas that leads from one match to the next; the drawing stays in use beside it. */
export default function FindBar({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const { canvas } = session
  const topology = useDocument((state) => state.topology)
  const problems = useCanvas((state) => state.problems)
  const [query, setQuery] = useState(typedEarly)
  const [at, setAt] = useState(0)
  const found = useMemo(() => findOnCanvas(topology, problems, query), [topology, problems, query])
  useGlow(found)
  const index = Math.min(at, found.length - 1)
  const current = found[index]

  const show = (match: Found | undefined) => {
    if (!match) return
    canvas.getState().select([match.id])
    bringIntoView(session, match.id)
  }
  const go = (step: number) => {
    const next = (index + step + found.length) % Math.max(1, found.length)
    setAt(next)
    show(found[next])
  }
  const type = (text: string) => {
    setQuery(text)
    setAt(0)
    const [first] = findOnCanvas(topology, problems, text)
    if (first) show(first)
    else canvas.getState().select([])
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed before the bar had loaded, once.
  useEffect(() => show(found[0]), [])
  const close = () => {
    onClose()
    if (current) focusOn(current.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === 'F3') go(event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowDown') go(1)
    else if (event.key === 'ArrowUp') go(-1)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const words = current ? `${index + 1} of ${found.length}` : query.trim() === '' ? '' : 'Nothing found'
  return (
    <search
      aria-label="Find on the canvas"
      className="fixed top-14 left-1/2 z-30 w-[min(420px,calc(100vw-32px))] -translate-x-1/2 rounded-md border border-line-strong bg-surface p-1.5 shadow-[var(--shadow)]"
    >
      <div className="flex items-center gap-1">
        <input
          // biome-ignore lint/a11y/noAutofocus: it opens because the person asked to find something.
          autoFocus
          type="text"
          aria-label="Find by name, kind, parameter or problem"
          placeholder="Name, kind, parameter or problem"
          className="field"
          value={query}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span
          role="status"
          aria-label="Matches"
          className="w-28 shrink-0 text-center whitespace-nowrap text-xs text-faint"
        >
          {words}
        </span>
        <Button tone="quiet" icon aria-label="Previous match" disabled={found.length === 0} onClick={() => go(-1)}>
          <ChevronUp size={15} aria-hidden />
        </Button>
        <Button tone="quiet" icon aria-label="Next match" disabled={found.length === 0} onClick={() => go(1)}>
          <ChevronDown size={15} aria-hidden />
        </Button>
        <Button tone="quiet" icon aria-label="Close find" onClick={close}>
          <X size={15} aria-hidden />
        </Button>
      </div>
      {current && (
        <p className="truncate px-2 pt-1 text-xs text-muted">
          <span className="font-medium text-text">{current.title}</span> · {current.why}
        </p>
      )}
    </search>
  )
}
