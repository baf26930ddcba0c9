'use client'
import { Play, Square } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Fragment, useEffect } from 'react'
import { MenuItem, MenuSeparator } from '../ui/menu-body'
import { CommandItem } from './commands/item'
import { useCanvas, useLive, useSession } from './session'

interface NodeMenuProps {
  /** Asks for a node of the running deployment to be started or stopped. */
  readonly onNodeAction: (node: string, action: 'start' | 'stop') => void
}

/** Commands of the menu on what is selected, and of that on the empty canvas, in groups. */
const ON_SELECTION = [
  ['add.link', 'edit.rename', 'edit.collapse', 'arrange.frame'],
  ['subgraph.open', 'subgraph.group', 'subgraph.ungroup'],
  ['edit.copy', 'edit.duplicate', 'edit.delete'],
  ['select.upstream', 'select.downstream', 'view.fit-selection'],
] as const
const ON_CANVAS = [
  ['add.node', 'add.note'],
  ['edit.paste', 'edit.paste-linked', 'select.all', 'select.lasso'],
  ['arrange.tidy', 'view.fit', 'view.find', 'edit.lock'],
] as const
const ON_SEVERAL = [
  ['arrange.left', 'arrange.centre', 'arrange.right'],
  ['arrange.top', 'arrange.middle', 'arrange.bottom'],
  ['arrange.distribute-x', 'arrange.distribute-y'],
] as const

function ProcessItems({ node, onNodeAction }: NodeMenuProps & { readonly node: string }) {
  const status = useLive((state) => state.nodes[node])
  const isRunning = useLive((state) => state.deployment?.state === 'running' || state.deployment?.state === 'starting')
  if (!status || !isRunning) return null
  const isStopped = status.state === 'stopped'
  return (
    <>
      <MenuItem
        icon={<Play size={14} aria-hidden />}
        disabled={!isStopped || status.requested === 'run'}
        onSelect={() => onNodeAction(node, 'start')}
      >
        Start this node
      </MenuItem>
      <MenuItem
        icon={<Square size={14} aria-hidden />}
        disabled={isStopped || status.requested === 'stop'}
        onSelect={() => onNodeAction(node, 'stop')}
      >
        Stop this node
      </MenuItem>
      <MenuSeparator />
    </>
  )
}

/** The one menu of the canvas: opened where a card's button, or the pointer, is. It is about what is selected. */
export function NodeMenu({ onNodeAction }: NodeMenuProps) {
  const { canvas } = useSession()
  const menu = useCanvas((state) => state.menu)
  const hasSeveral = useCanvas((state) => state.selectedNodes.length > 1)
  const node = menu?.node ?? null
  useEffect(() => {
    const { selectedNodes, select } = canvas.getState()
    if (node !== null && !selectedNodes.includes(node)) select([node])
  }, [canvas, node])
  const groups = node === null ? ON_CANVAS : hasSeveral ? [...ON_SELECTION, ...ON_SEVERAL] : ON_SELECTION
  return (
    <DropdownMenu.Root open={menu !== null} onOpenChange={(open) => !open && canvas.setState({ menu: null })}>
      <DropdownMenu.Trigger asChild>
        <span className="fixed size-0" style={{ left: menu?.x ?? 0, top: menu?.y ?? 0 }} aria-hidden tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          aria-label={node === null ? 'Canvas actions' : 'Node actions'}
          collisionPadding={8}
          className="z-50 max-h-[calc(100vh-16px)] min-w-56 overflow-y-auto rounded-md border border-line-strong bg-surface p-1 text-sm shadow-[var(--shadow)]"
        >
          {node !== null && <ProcessItems node={node} onNodeAction={onNodeAction} />}
          {menu &&
            groups.map((group, index) => (
              <Fragment key={group[0]}>
                {index > 0 && <MenuSeparator />}
                {group.map((id) => (
                  <CommandItem key={id} command={id} />
                ))}
              </Fragment>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
