'use client'
/** The command palette: every command that can be done now, found by its words. */
import { useState } from 'react'
import { useSession } from '../session'
import { keysOf, useBindings } from './bindings'
import { Chooser } from './chooser'
import { shownChord } from './chord'
import { COMMANDS, canRun, commandOf, runCommand } from './registry'

export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const own = useBindings((state) => state.own)
  const [offered] = useState(() => COMMANDS.filter((one) => one.id !== 'help.commands' && canRun(one, session)))
  const choices = offered.map((command) => {
    const { id, label, group, aliases } = command
    const [keys] = keysOf(own, command)
    return { id, label, group, aliases, hint: keys && <kbd className="font-sans">{shownChord(keys)}</kbd> }
  })
  return (
    <Chooser
      title="All commands"
      placeholder="What is to be done?"
      choices={choices}
      empty="Nothing can be done here."
      onChoose={({ id }) => runCommand(commandOf(id), session)}
      onClose={onClose}
    />
  )
}
