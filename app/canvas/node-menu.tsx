'use client'
import { Copy, Play, Square, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { MenuItem, MenuSeparator } from '../ui/menu'
import { duplicate, removeSelected } from './commands'
import { useCanvas, useDocument, useLive, useSession } from './session'

interface NodeMenuProps {
  /** Asks for a node of the running deployment to be started or stopped. */
  readonly onNodeAction: (node: string, action: 'start' | 'stop') => void
}

/** The one menu of all cards: opened where a card's button, or the pointer, is. */
export function NodeMenu({ onNodeAction }: NodeMenuProps) {
  const session = useSession()
  const menu = useCanvas((state) => state.menu)
  const status = useLive((state) => (menu ? state.nodes[menu.node] : undefined))
  const isRunning = useLive((state) => state.deployment?.state === 'running' || state.deployment?.state === 'starting')
  const readOnly = useDocument((state) => state.readOnly)
  const close = () => session.canvas.setState({ menu: null })
  const isStopped = status?.state === 'stopped'
  return (
    <DropdownMenu.Root open={menu !== null} onOpenChange={(open) => !open && close()}>
      <DropdownMenu.Trigger asChild>
        <span className="fixed size-0" style={{ left: menu?.x ?? 0, top: menu?.y ?? 0 }} aria-hidden tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          aria-label="Node actions"
          collisionPadding={8}
          className="z-50 min-w-48 rounded-md border border-line-strong bg-surface p-1 text-sm shadow-[var(--shadow)]"
        >
          {menu && (
            <>
              {status && isRunning && (
                <>
                  <MenuItem
                    icon={<Play size={14} aria-hidden />}
                    disabled={!isStopped || status.requested === 'run'}
                    onSelect={() => onNodeAction(menu.node, 'start')}
                  >
                    Start this node
                  </MenuItem>
                  <MenuItem
                    icon={<Square size={14} aria-hidden />}
                    disabled={isStopped || status.requested === 'stop'}
                    onSelect={() => onNodeAction(menu.node, 'stop')}
                  >
                    Stop this node
                  </MenuItem>
                  <MenuSeparator />
                </>
              )}
              <MenuItem
                icon={<Copy size={14} aria-hidden />}
                keys="Ctrl D"
                disabled={readOnly}
                onSelect={() => duplicate(session, [menu.node])}
              >
                Duplicate
              </MenuItem>
              <MenuItem
                icon={<Trash2 size={14} aria-hidden />}
                keys="Delete"
                danger
                disabled={readOnly}
                onSelect={() => removeSelected(session, [menu.node])}
              >
                Delete
              </MenuItem>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
