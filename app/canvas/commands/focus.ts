/** Where the focus is, as far as keys care. */

const TYPED_IN = 'input, textarea, select, [contenteditable], [role="listbox"]'
const OPENED = '[role="dialog"], [role="alertdialog"], [role="menu"]'

/** Whether keys belong to what is being typed in, opened or chosen, and not to the canvas. */
export function isTyping(target: EventTarget | null, onlyOpened = false): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.closest(onlyOpened ? OPENED : `${TYPED_IN}, ${OPENED}`) !== null
}

/** Whether the focus is on the drawing, or nowhere. */
export function isOnCanvas(target: EventTarget | null): boolean {
  return target instanceof Element && (target === document.body || target.closest('.react-flow') !== null)
}
