import { toast } from '../../ui/toasts'
import type { CanvasSession } from '../session'
import { copyText, pasteText, removeSelected } from '.'
import { isTyping } from './focus'

/**
 * Copy, cut and paste through the browser's own events: they work without asking for the clipboard. The browser pastes
 * on Ctrl V and on Ctrl Shift V alike; which of the two it was, the key press before it has told.
 */
export function listenToClipboard(session: CanvasSession): () => void {
  let withInbound = false
  const press = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'v') withInbound = event.shiftKey
  }
  const copy = (event: ClipboardEvent) => {
    const text = isTyping(event.target) || window.getSelection()?.toString() ? null : copyText(session)
    if (text === null) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'cut' && !session.document.getState().readOnly) removeSelected(session)
  }
  const paste = (event: ClipboardEvent) => {
    if (isTyping(event.target)) return
    if (pasteText(session, event.clipboardData?.getData('text/plain') ?? '', withInbound)) event.preventDefault()
    withInbound = false
  }
  document.addEventListener('keydown', press, true)
  document.addEventListener('copy', copy)
  document.addEventListener('cut', copy)
  document.addEventListener('paste', paste)
  return () => {
    document.removeEventListener('keydown', press, true)
    document.removeEventListener('copy', copy)
    document.removeEventListener('cut', copy)
    document.removeEventListener('paste', paste)
  }
}

/** Copies from a menu: here the browser has to be asked. */
export async function copySelected(session: CanvasSession): Promise<void> {
  const text = copyText(session)
  if (text === null) return
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    toast('This browser does not let a menu write to the clipboard: press Ctrl C', { tone: 'bad' })
  }
}

/** Pastes from a menu. */
export async function pasteFromClipboard(session: CanvasSession, withInbound: boolean): Promise<void> {
  try {
    const text = await navigator.clipboard.readText()
    if (!pasteText(session, text, withInbound)) toast('The clipboard holds no topology')
  } catch {
    toast(`This browser does not let a menu read the clipboard: press Ctrl ${withInbound ? 'Shift ' : ''}V`, {
      tone: 'bad',
    })
  }
}
