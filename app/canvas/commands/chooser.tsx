'use client'
/** A field over a list: typing narrows it, arrows walk it, Enter takes. In a dialog of its own. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { cx } from '../../ui/cx'
import { Modal } from '../../ui/dialog'
import { typedEarly } from './early-keys'

export interface Choice {
  readonly id: string
  readonly label: string
  /** Small, before the label: where it belongs. */
  readonly group?: string
  /** At the end of the row. */
  readonly hint?: ReactNode
  /** Further words by which it is found. */
  readonly aliases?: readonly string[]
}

const textOf = ({ label, group = '', aliases = [] }: Choice): string =>
  [label, group, ...aliases].join(' ').toLowerCase()

/** Choices with every word of the query; those whose label begins with it first. */
export function searchChoices<T extends Choice>(choices: readonly T[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const begins = (choice: T) => Number(choice.label.toLowerCase().startsWith(words[0] ?? ''))
  const found = choices.filter((choice) => words.every((word) => textOf(choice).includes(word)))
  return words.length === 0 ? found : found.toSorted((a, b) => begins(b) - begins(a))
}

interface RowProps {
  readonly id: string
  readonly choice: Choice
  readonly isActive: boolean
  readonly onChoose: () => void
}

function Row({ id, choice, isActive, onChoose }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys, as a combobox does.
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option.
    <div
      role="option"
      id={id}
      aria-selected={isActive}
      ref={(row) => (isActive ? row?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onClick={onChoose}
      className={cx(
        'flex h-8 cursor-default items-center gap-3 rounded-sm px-2 text-sm hover:bg-hover',
        isActive && 'bg-hover',
      )}
    >
      {choice.group !== undefined && <span className="w-24 shrink-0 truncate text-xs text-faint">{choice.group}</span>}
      <span className="min-w-0 flex-1 truncate">{choice.label}</span>
      {choice.hint && <span className="shrink-0 text-xs text-faint">{choice.hint}</span>}
    </div>
  )
}

interface ChooserProps<T extends Choice> {
  readonly title: string
  readonly placeholder: string
  readonly choices: readonly T[]
  /** Said where there is nothing to choose from at all. */
  readonly empty: string
  readonly onChoose: (choice: T) => void
  readonly onClose: () => void
}

export function Chooser<T extends Choice>({ title, placeholder, choices, empty, onChoose, onClose }: ChooserProps<T>) {
  const [query, setQuery] = useState(typedEarly)
  const [at, setAt] = useState(0)
  const listId = useId()
  const found = searchChoices(choices, query)
  const index = Math.min(at, found.length - 1)
  const active = found[index]
  const rowId = (choice: Choice) => `${listId}-${choice.id}`
  const choose = (choice: T | undefined) => {
    if (!choice) return
    onClose()
    // After the dialog has given the focus back: what is chosen may take it.
    setTimeout(() => onChoose(choice))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) setAt((index + step + found.length) % found.length)
    else if (event.key === 'Enter') choose(active)
    else return
    event.preventDefault()
  }
  return (
    <Modal label={title} className="top-[12vh] max-h-[60vh] w-[min(560px,calc(100vw-32px))]" onClose={onClose}>
      <div className="border-b border-line p-2">
        <input
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active && rowId(active)}
          aria-label={title}
          placeholder={placeholder}
          className="field"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={listId} role="listbox" aria-label={title} className="min-h-0 overflow-y-auto p-1">
        {found.map((choice) => (
          <Row
            key={choice.id}
            id={rowId(choice)}
            choice={choice}
            isActive={choice === active}
            onChoose={() => choose(choice)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p className="px-3 pb-3 text-sm text-faint">{query ? `Nothing matches “${query}”.` : empty}</p>
      )}
    </Modal>
  )
}
