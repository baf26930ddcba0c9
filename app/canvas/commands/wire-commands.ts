/** Commands about links. */
import { removeLinks } from '../document/edits'
import { heal, linksAt } from '../document/wires'
import { spliceIn } from '../flow/dropping'
import type { CanvasSession } from '../session'
import { counted, countedIds } from './actions/words'
import type { Command } from './command'

/** Deletes the selected nodes and joins what was linked through them. */
function healSelected({ document, canvas }: CanvasSession): void {
  const { selectedNodes, announce } = canvas.getState()
  const before = document.getState().topology
  const words = countedIds(selectedNodes)
  document.getState().edit(`Delete ${words} and join`, (topology) => heal(topology, selectedNodes))
  const after = document.getState().topology
  const old = new Set(before.links.map(({ from, to }) => `${from}>${to}`))
  const joined = after.links.filter(({ from, to }) => !old.has(`${from}>${to}`)).length
  announce(joined > 0 ? `${words} deleted, ${counted(joined, 'link')} joined` : `${words} deleted; nothing fits across`)
}

/** Removes the selected links, and every link of the selected nodes. */
function unlinkSelected({ document, canvas }: CanvasSession): void {
  const { selectedNodes, selectedLinks, announce } = canvas.getState()
  const names = new Set([...linksAt(document.getState().topology, new Set(selectedNodes)), ...selectedLinks])
  if (names.size === 0) {
    announce('There is no link to remove')
    return
  }
  document.getState().edit(`Unlink ${counted(names.size, 'link')}`, (topology) => removeLinks(topology, names))
  announce(`${counted(names.size, 'link')} removed`)
}

/** Puts the one selected node into the one selected link. */
function spliceSelected(session: CanvasSession): void {
  const { selectedNodes, selectedLinks, announce } = session.canvas.getState()
  const [node] = selectedNodes
  const [link] = selectedLinks
  if (node === undefined || link === undefined) return
  if (!spliceIn(session, link, node)) announce('The node does not fit into this link')
}

export const WIRE_COMMANDS: readonly Command[] = [
  {
    id: 'wire.heal',
    label: 'Delete and join what was linked through it',
    group: 'Edit',
    keys: ['Mod+Delete', 'Mod+Backspace'],
    aliases: ['heal', 'remove', 'bridge'],
    edits: true,
    when: ({ canvas }) => canvas.getState().selectedNodes.length > 0,
    run: healSelected,
  },
  {
    id: 'wire.splice',
    label: 'Insert the selected node into the selected link',
    group: 'Edit',
    keys: ['Alt+I'],
    aliases: ['splice', 'between'],
    edits: true,
    when: ({ canvas }) => canvas.getState().selectedNodes.length === 1 && canvas.getState().selectedLinks.length === 1,
    run: spliceSelected,
  },
  {
    id: 'wire.unlink',
    label: 'Remove the links of what is selected',
    group: 'Edit',
    keys: ['Mod+Shift+X'],
    aliases: ['unlink', 'disconnect', 'cut links', 'slice'],
    edits: true,
    when: ({ canvas }) => canvas.getState().selectedNodes.length + canvas.getState().selectedLinks.length > 0,
    run: unlinkSelected,
  },
  {
    id: 'wire.knife',
    label: 'Take up or put away the knife that cuts links',
    group: 'Edit',
    keys: ['K'],
    aliases: ['slice', 'cut links', 'scissors'],
    edits: true,
    run: ({ canvas }) => canvas.setState(({ isCutting }) => ({ isCutting: !isCutting })),
  },
]
