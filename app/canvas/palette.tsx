'use client'
import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { NodeManifest, PortSpec } from '../../engine/sdk'
import { Button } from '../ui/button'
import { KindIcon } from '../ui/icons'
import { Tooltip } from '../ui/tooltip'
import { addKind } from './commands'
import { findManifest, useKindsVersion } from './drawing-kinds'
import { carryKind } from './flow/dropping'
import { KindHelp } from './kind-help'
import { CATEGORY_LABELS, searchKinds } from './kinds'
import { PortShape } from './port-shape'
import { useRecentKinds } from './recent-kinds'
import { useDocument, useSession } from './session'
import { useScope } from './subgraphs/scope'

/** The signs of a kind's ports: what it takes, what it gives. */
function PortSigns({ ports }: { readonly ports: readonly PortSpec[] }) {
  const types = [...new Set(ports.map((port) => port.type))]
  return types.map((type) => <PortShape key={type} type={type} size={9} />)
}

function KindItem({ kind, isRecent = false }: { readonly kind: NodeManifest; readonly isRecent?: boolean }) {
  const session = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  return (
    <Tooltip text={<KindHelp kind={kind} />} side="right">
      <button
        type="button"
        draggable={!readOnly}
        aria-disabled={readOnly}
        data-palette-item
        data-testid={`${isRecent ? 'recent' : 'palette'}-${kind.kind}`}
        aria-label={isRecent ? `Add ${kind.label} again` : `Add ${kind.label}`}
        onClick={() => addKind(session, kind)}
        onDragStart={(event) => {
          carryKind(event.dataTransfer, kind.kind)
        }}
        className="flex h-8 w-full cursor-grab items-center aria-disabled:opacity-50 gap-2 rounded-sm px-2 text-left text-sm text-muted hover:bg-hover hover:text-text"
      >
        <KindIcon name={kind.icon} />
        <span className="min-w-0 flex-1 truncate text-text">{kind.label}</span>
        <span className="flex items-center gap-[3px]" aria-hidden>
          <PortSigns ports={kind.inputs} />
          {kind.inputs.length > 0 && kind.outputs.length > 0 && (
            <span className="text-2xs leading-[6px] text-faint">›</span>
          )}
          <PortSigns ports={kind.outputs} />
        </span>
      </button>
    </Tooltip>
  )
}

/** Arrow keys walk from the search through the items and back. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-palette-item]')]
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** On a window narrower than this the canvas needs the room: the palette begins closed. */
const WIDE_PX = 700

/** The kinds to draw with: searched, clicked, or dragged onto the canvas. */
export function Palette() {
  const session = useSession()
  const [query, setQuery] = useState('')
  const [isOpen, setOpen] = useState(() => window.innerWidth >= WIDE_PX)
  const panel = useRef<HTMLElement>(null)
  useKindsVersion()
  useScope()
  const found = searchKinds(query)
  // As they were when the list was last opened or searched: an item must not move away under the pointer that adds it.
  const [recentIds, setRecentIds] = useState(() => useRecentKinds.getState().kinds)
  const recent = recentIds.flatMap((kind) => findManifest(kind) ?? [])
  if (!isOpen)
    return (
      <aside
        aria-label="Palette"
        className="flex w-10 shrink-0 flex-col items-center border-r border-line bg-surface pt-2"
      >
        <Button tone="quiet" icon aria-label="Show the palette" onClick={() => setOpen(true)}>
          <PanelLeftOpen size={15} aria-hidden />
        </Button>
      </aside>
    )
  const addFirst = (event: KeyboardEvent) => {
    const first = found[0]?.kinds[0]
    if (event.key === 'Enter' && first && query) addKind(session, first)
  }
  return (
    <aside
      ref={panel}
      aria-label="Palette"
      className="flex w-[216px] shrink-0 flex-col border-r border-line bg-surface"
      onKeyDown={walk}
    >
      <div className="flex items-center gap-1 p-2">
        <div className="relative min-w-0 flex-1">
          <Search size={14} aria-hidden className="absolute top-[7px] left-2 text-faint" />
          <input
            id="palette-search"
            type="search"
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setRecentIds(useRecentKinds.getState().kinds)
            }}
            onKeyDown={addFirst}
            placeholder="Search nodes ( / )"
            aria-label="Search nodes"
            className="field pl-7"
          />
        </div>
        <Button tone="quiet" icon aria-label="Hide the palette" onClick={() => setOpen(false)}>
          <PanelLeftClose size={15} aria-hidden />
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {found.length === 0 && <p className="px-2 py-3 text-sm text-faint">No node kind matches “{query}”.</p>}
        {query === '' && recent.length > 0 && (
          <section aria-label="Recently used" className="pb-2">
            <h2 className="px-2 pt-1 pb-0.5 text-xs font-medium text-faint">Recently used</h2>
            {recent.map((kind) => (
              <KindItem key={kind.kind} kind={kind} isRecent />
            ))}
          </section>
        )}
        {found.map(({ category, kinds }) => (
          <section key={category} aria-label={CATEGORY_LABELS[category]} className="pb-2">
            <h2 className="px-2 pt-1 pb-0.5 text-xs font-medium text-faint">{CATEGORY_LABELS[category]}</h2>
            {kinds.map((kind) => (
              <KindItem key={kind.kind} kind={kind} />
            ))}
          </section>
        ))}
      </div>
    </aside>
  )
}
