/** What makes a part of the page modal: the rest can't be reached, Tab goes round in it, and the focus comes back from it. */
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]'

function tabStops(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility(),
  )
}

/** Makes everything beside `root` inert, but for what is told to screen readers at any time. Returns how to undo it. */
function shutOut(root: HTMLElement): () => void {
  const others = [...document.body.children].filter(
    (one): one is HTMLElement =>
      one instanceof HTMLElement && one !== root && !one.inert && !one.matches('script, [role=status], [aria-live]'),
  )
  for (const one of others) one.inert = true
  return () => {
    for (const one of others) one.inert = false
  }
}

/** Keeps what lies behind where it is: it neither scrolls nor moves when its scroll bar goes. */
function holdScroll(): () => void {
  const { style } = document.body
  const was = { overflow: style.overflow, paddingRight: style.paddingRight }
  const barPx = window.innerWidth - document.documentElement.clientWidth
  style.overflow = 'hidden'
  if (barPx > 0) style.paddingRight = `${barPx}px`
  return () => {
    Object.assign(style, was)
  }
}

/** From the last stop to the first, and back. */
function goRound(event: KeyboardEvent, root: HTMLElement): void {
  const stops = tabStops(root)
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]]
  const active = document.activeElement
  if (active !== from && stops.some((one) => one === active)) return
  event.preventDefault()
  to?.focus()
}

/**
 * Makes the element modal while it is mounted; it has to be a child of the body. The focus goes to what asked for it in there,
 * else to the first that takes it. Returns the handler for its keys: Escape calls `onClose`, unless something inside took it.
 */
export function useModal(ref: RefObject<HTMLElement | null>, onClose: () => void): (event: KeyboardEvent) => void {
  const [before] = useState(() => document.activeElement)
  const close = useRef(onClose)
  close.current = onClose
  useLayoutEffect(() => {
    const root = ref.current
    if (!root) return
    const undo = [shutOut(root), holdScroll()]
    if (!root.contains(document.activeElement)) (tabStops(root)[0] ?? root).focus()
    return () => {
      for (const one of undo) one()
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [ref, before])
  useEffect(() => {
    // Where the focus has been lost, as with a button that was disabled, its keys go to the body, or to the root around it.
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || (event.target !== document.body && event.target !== ref.current)) return
      event.preventDefault()
      close.current()
    }
    document.addEventListener('keydown', listen, true)
    return () => document.removeEventListener('keydown', listen, true)
  }, [ref])
  return (event) => {
    const root = ref.current
    if (!root || event.defaultPrevented) return
    if (event.key === 'Tab' && event.target instanceof Node && root.contains(event.target)) goRound(event, root)
    if (event.key !== 'Escape') return
    event.preventDefault()
    onClose()
  }
}
