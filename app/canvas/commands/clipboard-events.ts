import type { CanvasSession } from '../session'
import { copyText, pasteText, removeSelected } from '.'
import { isTyping } from './focus'

/** Copy, cut and paste through the browser's own events: they work without asking for the clipboard. */
export function listenToClipboard(session: CanvasSession): () => void {
  const copy = (event: ClipboardEvent) => {
    const text = isTyping(event.target) || window.getSelection()?.toString() ? null : copyText(session)
    if (text === null) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    if (event.type === 'cut') removeSelected(session)
  }
  const paste = (event: ClipboardEvent) => {
    if (isTyping(event.target)) return
    if (pasteText(session, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
  }
  document.addEventListener('copy', copy)
  document.addEventListener('cut', copy)
  document.addEventListener('paste', paste)
  return () => {
    document.removeEventListener('copy', copy)
    document.removeEventListener('cut', copy)
    document.removeEventListener('paste', paste)
  }
}
