'use client'
import type { ReactNode } from 'react'
import { MenuItem } from '../../ui/menu-body'
import { useSession } from '../session'
import { shownChord } from './chord'
import { useShownKeys } from './keyboard'
import { commandOf, runCommand } from './registry'
import { type CommandProps, useCanRun } from './tool'

/** A command as an item of a menu. */
export function CommandItem({ command: id, label, icon }: CommandProps & { readonly icon?: ReactNode }) {
  const session = useSession()
  const command = commandOf(id)
  const keys = useShownKeys(command)
  const isPossible = useCanRun(id)
  return (
    <MenuItem
      icon={icon}
      keys={keys && shownChord(keys)}
      disabled={!isPossible}
      danger={id === 'edit.delete'}
      onSelect={() => runCommand(command, session)}
    >
      {label ?? command.label}
    </MenuItem>
  )
}
