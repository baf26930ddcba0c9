/** Where the pointer is, as long as it is what the person works with: once the focus moves by key, it does not count. */
let last: { readonly x: number; readonly y: number; readonly target: EventTarget | null } | null = null

const MOVES_FOCUS = /^(?:Tab|Arrow)/

/** Follows the pointer. Returns how to stop. */
export function followPointer(): () => void {
  const move = ({ clientX: x, clientY: y, target }: PointerEvent) => {
    last = { x, y, target }
  }
  const forget = (event: KeyboardEvent) => {
    if (MOVES_FOCUS.test(event.key) && !event.defaultPrevented) last = null
  }
  document.addEventListener('pointermove', move, { passive: true })
  document.addEventListener('pointerdown', move, { passive: true })
  document.addEventListener('keydown', forget)
  return () => {
    document.removeEventListener('pointermove', move)
    document.removeEventListener('pointerdown', move)
    document.removeEventListener('keydown', forget)
  }
}

/** The pointer over the empty canvas (screen px), or null. */
export function pointerOnPane(): { readonly x: number; readonly y: number } | null {
  const isOnPane = last?.target instanceof Element && last.target.classList.contains('react-flow__pane')
  return last && isOnPane ? { x: last.x, y: last.y } : null
}
