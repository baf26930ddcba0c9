'use client'
/** The command palette: every command that can be done now, found by its words. */
import { Dialog as Primitive } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
import { cx } from '../../ui/cx'
import { useSession } from '../session'
import { shownChord } from './chord'
import type { Command } from './command'
import { useShownKeys } from './keyboard'
import { COMMANDS, canRun, runCommand } from './registry'

const textOf = ({ label, group, aliases = [] }: Command): string => [label, group, ...aliases].join(' ').toLowerCase()

/** Commands with every word of the query; those whose label begins with it first. */
export function searchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const begins = (command: Command) => Number(command.label.toLowerCase().startsWith(words[0] ?? ''))
  return commands
    .filter((command) => words.every((word) => textOf(command).includes(word)))
    .sort((a, b) => begins(b) - begins(a))
}

function Row({ command, isActive, onChoose }: { command: Command; isActive: boolean; onChoose: () => void }) {
  const keys = useShownKeys(command)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys, as a combobox does.
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option.
    <div
      role="option"
      id={`command-${command.id}`}
      aria-selected={isActive}
      ref={(row) => (isActive ? row?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onClick={onChoose}
      className={cx('flex h-8 cursor-default items-center gap-3 rounded-sm px-2 text-sm', isActive && 'bg-hover')}
    >
      <span className="w-16 shrink-0 text-xs text-faint">{command.group}</span>
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {keys && <kbd className="font-sans text-xs text-faint">{shownChord(keys)}</kbd>}
    </div>
  )
}

export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const [offered] = useState(() => COMMANDS.filter((one) => one.id !== 'help.commands' && canRun(one, session)))
  const found = searchCommands(offered, query)
  const active = found[Math.min(at, found.length - 1)]
  const choose = (command: Command | undefined) => {
    if (!command) return
    onClose()
    // After the dialog has given the focus back: what the command opens may take it.
    setTimeout(() => runCommand(command, session))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) setAt((Math.min(at, found.length - 1) + step + found.length) % found.length)
    else if (event.key === 'Enter') choose(active)
    else return
    event.preventDefault()
  }
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/30" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[60vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 flex-col rounded-md border border-line-strong bg-surface shadow-[var(--shadow)]"
        >
          <Primitive.Title className="sr-only">All commands</Primitive.Title>
          <div className="border-b border-line p-2">
            <input
              role="combobox"
              aria-expanded
              aria-controls="command-list"
              aria-activedescendant={active && `command-${active.id}`}
              aria-label="Search commands"
              placeholder="What is to be done?"
              className="field"
              value={query}
              onChange={(event) => {
                setQuery(event.target.value)
                setAt(0)
              }}
              onKeyDown={onKeyDown}
            />
          </div>
          <div id="command-list" role="listbox" aria-label="Commands" className="min-h-0 overflow-y-auto p-1">
            {found.map((command) => (
              <Row key={command.id} command={command} isActive={command === active} onChoose={() => choose(command)} />
            ))}
          </div>
          {found.length === 0 && <p className="px-3 pb-3 text-sm text-faint">No command matches “{query}”.</p>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
