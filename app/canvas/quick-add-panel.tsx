'use client'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
import { cx } from '../ui/cx'
import { KindIcon } from '../ui/icons'
import { addKind, addLinked, focusOn } from './commands'
import { typedEarly } from './commands/early-keys'
import { CARD_WIDTH_PX, type Connecting } from './flow/store'
import { KindHelp } from './kind-help'
import { CATEGORY_LABELS } from './kinds'
import { allOffers, type Offer, offersFor, rankOffers } from './offers'
import { PortShape } from './port-shape'
import { useRecentKinds } from './recent-kinds'
import { useDocument, useSession } from './session'

/** Height of the ports' row under a card's head: the new node's port should lie where the link was let go. */
const PORT_OFFSET_PX = 52

const idOf = ({ kind, port }: Offer): string => `offer-${kind.kind}-${port?.id ?? ''}`

function Row({ offer, isActive, onChoose }: { offer: Offer; isActive: boolean; onChoose: () => void }) {
  const { kind, port } = offer
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys, as a combobox does.
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option.
    <div
      role="option"
      id={idOf(offer)}
      aria-selected={isActive}
      ref={(row) => (isActive ? row?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onClick={onChoose}
      className={cx(
        'flex h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm text-muted hover:bg-hover',
        isActive && 'bg-hover',
      )}
    >
      <KindIcon name={kind.icon} />
      <span className="min-w-0 flex-1 truncate text-text">{kind.label}</span>
      <span className="flex items-center gap-1.5 text-xs text-faint">
        {port?.label ?? CATEGORY_LABELS[kind.category]}
        {port && <PortShape type={port.type} size={9} />}
      </span>
    </div>
  )
}

interface QuickAddPanelProps {
  readonly from: Connecting | null
  readonly x: number
  readonly y: number
}

/** A field and what it finds: what is chosen is added where this was opened, and linked if a link led here. */
export default function QuickAddPanel({ from, x, y }: QuickAddPanelProps) {
  const session = useSession()
  const { canvas } = session
  const topology = useDocument((state) => state.topology)
  const [recent] = useState(() => useRecentKinds.getState().kinds)
  const [query, setQuery] = useState(typedEarly)
  const [at, setAt] = useState(0)
  const found = rankOffers(from ? offersFor(topology, from) : allOffers(), query, recent)
  const index = Math.min(at, found.length - 1)
  const active = found[index]
  const close = () => canvas.setState({ quickAdd: null })
  const choose = (offer: Offer | undefined) => {
    const point = canvas.getState().instance?.screenToFlowPosition({ x, y })
    if (!offer || !point) return
    close()
    if (!from || !offer.port) {
      const id = addKind(session, offer.kind, point)
      if (id) focusOn(id)
      return
    }
    const left = from.side === 'output' ? point.x : point.x - CARD_WIDTH_PX
    addLinked(session, offer.kind, offer.port.id, from, { x: left, y: point.y - PORT_OFFSET_PX })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) setAt((index + step + found.length) % found.length)
    else if (event.key === 'Enter') choose(active)
    else if (event.key === 'Tab') close()
    else return
    event.preventDefault()
  }
  const title = from ? 'Add a node that fits' : 'Add a node'
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
      <Popover.Anchor asChild>
        <span className="fixed size-0" style={{ left: x, top: y }} aria-hidden />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          align="start"
          aria-label={title}
          collisionPadding={8}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="z-50 flex max-h-96 w-72 flex-col rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]"
        >
          <div className="p-1.5">
            <input
              role="combobox"
              aria-expanded
              aria-controls="offer-list"
              aria-activedescendant={active && idOf(active)}
              aria-label={title}
              placeholder={from ? `What ${from.port} leads to` : 'Search nodes'}
              className="field"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value)
                setAt(0)
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id="offer-list" role="listbox" aria-label={title} className="min-h-0 overflow-y-auto px-1.5 pb-1">
            {found.map((offer) => (
              <Row key={idOf(offer)} offer={offer} isActive={offer === active} onChoose={() => choose(offer)} />
            ))}
          </div>
          {active ? (
            <div className="border-t border-line px-3 py-2 text-xs">
              <KindHelp kind={active.kind} />
            </div>
          ) : (
            <p className="px-3 pb-3 text-sm text-faint">
              {query ? `No node kind matches “${query}”.` : 'No kind has a port that fits here.'}
            </p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
