'use client'
/** The cheat sheet: every command with its keys, which can be changed here. */
import { Keyboard as KeyboardIcon, RotateCcw } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { bindKeys, conflictsOf, keysOf, resetKeys, useBindings } from './bindings'
import { chordOf, shownChord } from './chord'
import { COMMAND_GROUPS, type Command } from './command'
import { COMMANDS } from './registry'

const Keys = ({ shown }: { readonly shown: string }) => (
  <kbd className="whitespace-nowrap rounded-sm border border-line bg-raised px-1.5 py-0.5 font-sans text-xs">
    {shown}
  </kbd>
)

/** What the pointer does, which has no key of its own. */
const POINTER_ROWS: readonly (readonly [string, string])[] = [
  ['Copy, cut, paste', 'Ctrl C, X, V'],
  ['Paste with inbound links', 'Ctrl Shift V'],
  ['Select several', 'Shift drag, or Ctrl click'],
  ['Add a node here', 'Double-click'],
]

/** Waits for a key press and says what it would take it from. */
function Recorder({ command, onDone }: { readonly command: Command; readonly onDone: () => void }) {
  const own = useBindings((state) => state.own)
  const [pressed, setPressed] = useState<string | null>(null)
  const conflicts = pressed ? conflictsOf(COMMANDS, own, command, pressed) : []
  const take = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onDone()
    const chord = chordOf(event.nativeEvent)
    if (!chord) return
    if (conflictsOf(COMMANDS, own, command, chord).length > 0) return setPressed(chord)
    bindKeys(COMMANDS, command, chord)
    onDone()
  }
  if (pressed)
    return (
      <span className="flex items-center gap-2" role="alert">
        <Keys shown={shownChord(pressed)} />
        <span className="text-xs text-warn">is {conflicts.map((one) => `“${one.label}”`).join(', ')}</span>
        <Button
          autoFocus
          onClick={() => {
            bindKeys(COMMANDS, command, pressed)
            onDone()
          }}
        >
          Take it
        </Button>
        <Button tone="quiet" onClick={onDone}>
          Leave it
        </Button>
      </span>
    )
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it opens because the person asked to press a key.
      autoFocus
      readOnly
      aria-label={`New keys for ${command.label}`}
      placeholder="Press keys, Esc to leave"
      className="field w-44"
      onKeyDown={take}
      onBlur={onDone}
    />
  )
}

function Row({ command }: { readonly command: Command }) {
  const own = useBindings((state) => state.own)
  const [isRecording, setRecording] = useState(false)
  const keys = keysOf(own, command)
  return (
    <li className="group flex min-h-7 items-center gap-2 text-sm">
      <span className="min-w-0 flex-1 text-muted">{command.label}</span>
      {isRecording ? (
        <Recorder command={command} onDone={() => setRecording(false)} />
      ) : (
        <>
          {keys.map((one) => (
            <Keys key={one} shown={shownChord(one)} />
          ))}
          {command.id in own && (
            <Button
              tone="quiet"
              icon
              aria-label={`Default keys for ${command.label}`}
              onClick={() => resetKeys(command)}
            >
              <RotateCcw size={13} aria-hidden />
            </Button>
          )}
          <Button
            tone="quiet"
            icon
            aria-label={`Change the keys of ${command.label}`}
            onClick={() => setRecording(true)}
          >
            <KeyboardIcon size={13} aria-hidden />
          </Button>
        </>
      )}
    </li>
  )
}

export default function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const isChanged = useBindings((state) => Object.keys(state.own).length > 0)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title="Keyboard shortcuts"
      description="Each can be changed; what you change is kept in this browser."
      actions={
        <Button disabled={!isChanged} onClick={() => resetKeys()}>
          All to their defaults
        </Button>
      }
    >
      <div className="gap-8 sm:columns-2">
        {COMMAND_GROUPS.map((group) => {
          const commands = COMMANDS.filter((one) => one.group === group)
          if (commands.length === 0) return null
          return (
            <section key={group} aria-label={group} className="mb-3 break-inside-avoid">
              <h3 className="pb-0.5 text-xs font-medium text-faint">{group}</h3>
              <ul>
                {commands.map((command) => (
                  <Row key={command.id} command={command} />
                ))}
              </ul>
            </section>
          )
        })}
        <section aria-label="Pointer" className="break-inside-avoid">
          <h3 className="pb-0.5 text-xs font-medium text-faint">Pointer and clipboard</h3>
          <ul>
            {POINTER_ROWS.map(([words, shown]) => (
              <li key={words} className="flex min-h-7 items-center gap-2 text-sm">
                <span className="flex-1 text-muted">{words}</span>
                <Keys shown={shown} />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  )
}
