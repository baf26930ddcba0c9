'use client'
import { ViewportPortal } from '@xyflow/react'
import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { Popover } from '../../ui/popover'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX } from '../flow/store'
import { titleOf } from '../kinds'
import { nodeById, useCanvas, useDocument, useSession } from '../session'
import { type Person, readName, type TogetherState } from './together'

const NOBODY = createStore<TogetherState>(() => ({ people: [], news: null, isConnected: false }))

/** Shades that tell people apart on a canvas: drawn from the tokens, so that both themes have them. */
const SHADES = ['var(--port-feature)', 'var(--port-signal)', 'var(--port-portfolio)', 'var(--port-market)'] as const

/** The same person has the same shade on everybody's screen. */
function shadeOf({ tab }: Person): string {
  const sum = [...tab].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 997, 7)
  return SHADES[sum % SHADES.length] ?? SHADES[0]
}

export const callName = ({ name, actor }: Pick<Person, 'name' | 'actor'>): string =>
  name || actor.replace(/^./, (letter) => letter.toUpperCase())

interface Here {
  readonly me: Person | undefined
  readonly others: readonly Person[]
}

/** Who has this topology open. */
export function usePeople(): Here {
  const { together } = useSession()
  const people = useStore(together?.store ?? NOBODY, (state) => state.people)
  return useMemo(
    () => ({
      me: people.find(({ tab }) => tab === together?.tab),
      others: people.filter(({ tab }) => tab !== together?.tab),
    }),
    [people, together],
  )
}

/** Another page of this very browser is the same person. */
const wordsFor = (person: Person, me: Person | undefined): string =>
  person.actor === me?.actor ? 'You, in another tab' : callName(person)

function PersonRow({ person, me }: { readonly person: Person; readonly me: Person | undefined }) {
  const topology = useDocument((state) => state.topology)
  const titles = person.selection.flatMap((id) => {
    const node = nodeById(topology, id)
    return node ? [titleOf(node)] : []
  })
  return (
    <li className="flex items-baseline gap-2">
      <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: shadeOf(person) }} />
      <span className="min-w-0 flex-1 text-sm">{wordsFor(person, me)}</span>
      <span className="max-w-40 truncate text-xs text-muted">
        {titles.length > 0 ? `at ${titles.slice(0, 3).join(', ')}` : 'looking'}
      </span>
    </li>
  )
}

function NameField() {
  const { together } = useSession()
  const [name, setName] = useState(readName)
  return (
    <label className="grid gap-1 text-xs text-muted">
      Your name, as others see it
      <input
        className="field"
        maxLength={40}
        value={name}
        placeholder="The name of this browser"
        onChange={(event) => setName(event.target.value)}
        onBlur={() => together?.rename(name)}
        onKeyDown={(event) => event.key === 'Enter' && together?.rename(name)}
      />
    </label>
  )
}

/** Who else is here: nothing while nobody is. */
export function People() {
  const { me, others } = usePeople()
  const [isOpen, setOpen] = useState(false)
  if (others.length === 0) return null
  const label = others.length === 1 ? '1 other page is open here' : `${others.length} other pages are open here`
  return (
    <Popover
      label="Who is here"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="flex h-7 shrink-0 items-center gap-1 rounded-sm px-1 hover:bg-hover"
        >
          {others.slice(0, 3).map((person) => (
            <span
              key={person.tab}
              aria-hidden
              className="flex size-5 items-center justify-center rounded-full border-2 bg-surface text-2xs font-semibold"
              style={{ borderColor: shadeOf(person) }}
            >
              {(person.name || (person.actor === me?.actor ? 'You' : person.actor)).slice(0, 1).toUpperCase()}
            </span>
          ))}
          {others.length > 3 && <span className="text-xs text-muted">+{others.length - 3}</span>}
        </button>
      }
    >
      <div className="grid gap-3">
        <h2 className="text-sm font-semibold">Also here</h2>
        <ul className="grid gap-1">
          {others.map((person) => (
            <PersonRow key={person.tab} person={person} me={me} />
          ))}
        </ul>
        <p className="text-xs text-faint">Edits of all are merged as they are made; each undoes only their own.</p>
        <NameField />
      </div>
    </Popover>
  )
}

/** Frames round the cards that others have selected. They lie over the cards and catch nothing. */
export function OthersSelections() {
  const { me, others } = usePeople()
  const cards = useCanvas((state) => (others.length > 0 ? state.nodes : null))
  if (!cards) return null
  const held = others.flatMap((person) => person.selection.map((id) => ({ person, id })))
  return (
    <ViewportPortal>
      {held.map(({ person, id }) => {
        const card = cards.find((one) => one.id === id)
        if (!card) return null
        const { x, y } = card.position
        const width = card.measured?.width ?? CARD_WIDTH_PX
        const height = card.measured?.height ?? CARD_HEIGHT_PX
        const shade = shadeOf(person)
        return (
          <div
            key={`${person.tab} ${id}`}
            data-testid={`held-${id}`}
            className="pointer-events-none absolute rounded-lg border-2"
            style={{
              transform: `translate(${x - 4}px, ${y - 4}px)`,
              width: width + 8,
              height: height + 8,
              borderColor: shade,
            }}
          >
            <span
              className="absolute bottom-full left-0 mb-0.5 max-w-full truncate rounded-sm bg-surface px-1 text-2xs"
              style={{ color: shade }}
            >
              {wordsFor(person, me)}
            </span>
          </div>
        )
      })}
    </ViewportPortal>
  )
}

/** Tells the others what is selected here. */
export function usePointing(): void {
  const { canvas, together } = useSession()
  useEffect(
    () =>
      canvas.subscribe((state, before) => {
        if (state.selectedNodes !== before.selectedNodes) together?.point(state.selectedNodes)
      }),
    [canvas, together],
  )
}
