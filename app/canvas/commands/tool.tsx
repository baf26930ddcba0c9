'use client'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Tooltip } from '../../ui/tooltip'
import { useCanvas, useDocument, useSession } from '../session'
import { ariaChord, shownChord } from './chord'
import { useHandlers } from './handlers'
import { useShownKeys } from './keyboard'
import { canRun, commandOf, runCommand } from './registry'

export interface CommandProps {
  /** The command's id. */
  readonly command: string
  /** Where its state asks for other words than its own. */
  readonly label?: string
}

/** Whether a command can be done, followed as document and canvas change. */
export function useCanRun(id: string): boolean {
  const session = useSession()
  const command = commandOf(id)
  // Asked on each of these; the answer alone decides whether anything is drawn again.
  useHandlers((state) => id in state.byId)
  const byDocument = useDocument(() => canRun(command, session))
  const byCanvas = useCanvas(() => canRun(command, session))
  return byDocument && byCanvas
}

/** A command as a button of a toolbar. */
export function CommandButton({ command: id, label, children }: CommandProps & { readonly children: ReactNode }) {
  const session = useSession()
  const command = commandOf(id)
  const keys = useShownKeys(command)
  const isPossible = useCanRun(id)
  const words = label ?? command.label
  return (
    <Tooltip text={keys ? `${words} (${shownChord(keys)})` : words} side="top">
      <Button
        tone="quiet"
        icon
        aria-label={words}
        aria-keyshortcuts={keys ? ariaChord(keys) : undefined}
        aria-disabled={!isPossible}
        onClick={() => runCommand(command, session)}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
