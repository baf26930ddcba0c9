import type { CanvasSession } from '../canvas/session'
import type { Controller } from './controller'
import { MOVES, type Move, NEXT_MOVES } from './moves'
import { portOfLink } from './ports'
import { useDebug } from './store'

const ALL: readonly Move[] = Object.values(MOVES)

/** The keys of debugging, until what is returned is called. They hold wherever the focus is but in a dialog. */
export function listenToKeys(controller: Controller, { canvas }: Pick<CanvasSession, 'canvas'>): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && event.target.closest('[role="dialog"]')) return
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      // On a Mac, Alt writes another letter; the key itself stays the same.
      const next = NEXT_MOVES.find(({ key }) => event.code === `Key${key.toUpperCase()}`)
      if (!next) return
      event.preventDefault()
      controller.move({ do: 'next', what: next.what })
      return
    }
    if (event.key === 'b' && !(event.target instanceof HTMLInputElement)) {
      const [link] = canvas.getState().selectedLinks
      if (!link) return
      event.preventDefault()
      useDebug.setState({ writing: portOfLink(link) })
      return
    }
    const move = ALL.find(({ key, shift = false }) => key === event.key && shift === event.shiftKey)
    if (!move || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    controller.move(move.command)
  }
  // Before the canvas and the browser, which have keys of their own.
  window.addEventListener('keydown', onKeyDown, true)
  return () => window.removeEventListener('keydown', onKeyDown, true)
}
