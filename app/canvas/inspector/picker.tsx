'use client'
/** A field with a searchable list of names under it: instruments and datasets. What is typed need not be on the list. */
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { cx } from '../../ui/cx'
import type { Choice } from './choices'

/** Most names shown at once; typing narrows them. */
const SHOWN_MAX = 50

interface PickerProps {
  readonly id: string
  readonly label: string
  readonly text: string
  readonly choices: readonly Choice[]
  readonly disabled: boolean
  readonly placeholder?: string
  readonly invalid: boolean
  readonly describedBy: string
  /** As it is typed. */
  readonly onText: (text: string) => void
  /** A name taken from the list, or typed and finished by Enter. */
  readonly onPick: (name: string) => void
  readonly onLeave?: () => void
}

/** Names that hold what is typed, those that begin with it first. */
export function matching(choices: readonly Choice[], text: string): readonly Choice[] {
  const sought = text.trim().toLowerCase()
  if (sought === '') return choices
  const begins = choices.filter(({ name }) => name.toLowerCase().startsWith(sought))
  const holds = choices.filter(
    ({ name, from }) => !name.toLowerCase().startsWith(sought) && `${name} ${from}`.toLowerCase().includes(sought),
  )
  return [...begins, ...holds]
}

function Options({
  id,
  label,
  shown,
  more,
  active,
  onPick,
}: {
  readonly id: string
  readonly label: string
  readonly shown: readonly Choice[]
  readonly more: number
  readonly active: number
  readonly onPick: (name: string) => void
}) {
  return (
    <div>
      <div id={`${id}-list`} role="listbox" aria-label={label} className="max-h-60 overflow-y-auto p-1">
        {shown.map((choice, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field, which keeps the focus, has the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are not focused but pointed at.
          <div
            key={choice.name}
            id={`${id}-option-${place}`}
            role="option"
            aria-selected={place === active}
            ref={(row) => {
              if (place === active) row?.scrollIntoView({ block: 'nearest' })
            }}
            className={cx('menu-item justify-between gap-4 text-sm', place === active && 'bg-hover')}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(choice.name)}
          >
            <span className="truncate">{choice.name}</span>
            <span className="truncate text-xs text-faint">{choice.from}</span>
          </div>
        ))}
      </div>
      {more > 0 && (
        <p className="px-3 pb-1.5 text-xs text-faint">{more.toLocaleString('en-US')} more: type to narrow them</p>
      )}
    </div>
  )
}

export function Picker(props: PickerProps) {
  const { id, label, text, choices, disabled, placeholder, invalid, describedBy, onText, onPick, onLeave } = props
  const [isOpen, setOpen] = useState(false)
  const [isTyped, setTyped] = useState(false)
  const [active, setActive] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  // Until something is typed the whole list is offered, not only what holds the present name.
  const found = useMemo(() => matching(choices, isTyped ? text : ''), [choices, isTyped, text])
  const shown = found.slice(0, SHOWN_MAX)
  const isShown = isOpen && shown.length > 0 && !disabled
  const close = () => {
    setOpen(false)
    setTyped(false)
    setActive(-1)
  }
  const pick = (name: string) => {
    onPick(name)
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by) {
      event.preventDefault()
      setOpen(true)
      return setActive((at) => (shown.length === 0 ? -1 : (at + by + shown.length) % shown.length))
    }
    if (event.key === 'Escape' && isShown) {
      event.preventDefault()
      event.stopPropagation()
      return close()
    }
    if (event.key !== 'Enter') return
    event.preventDefault()
    const chosen = isShown ? shown[active]?.name : undefined
    if (chosen ?? text.trim()) pick(chosen ?? text.trim())
  }
  return (
    <Popover.Root open={isShown} onOpenChange={(open) => !open && close()}>
      <Popover.Anchor asChild>
        <input
          ref={field}
          id={id}
          role="combobox"
          aria-expanded={isShown}
          aria-controls={isShown ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isShown && active >= 0 ? `${id}-option-${active}` : undefined}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          className="field"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={text}
          disabled={disabled}
          onChange={(event) => {
            onText(event.target.value)
            setTyped(true)
            setActive(event.target.value.trim() === '' ? -1 : 0)
            setOpen(true)
          }}
          onClick={() => setOpen(true)}
          onBlur={() => {
            close()
            onLeave?.()
          }}
          onKeyDown={onKeyDown}
        />
      </Popover.Anchor>
      {/* Within the panel's landmark, where a screen reader that walks by landmarks finds it. */}
      <Popover.Portal container={field.current?.closest('aside')}>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          role="presentation"
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target === field.current) event.preventDefault()
          }}
          className="z-50 w-[var(--radix-popover-trigger-width)] min-w-56 rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]"
        >
          <Options
            id={id}
            label={label}
            shown={shown}
            more={found.length - shown.length}
            active={active}
            onPick={pick}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
