'use client'
import {
  cloneElement,
  type FocusEvent,
  type HTMLAttributes,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { placeBeside, type Side } from './beside'

/** How long the pointer rests before the words come; at once where a neighbour's words have just gone. */
const DELAY_MS = 400
const NEIGHBOUR_MS = 300
/** How long the words stay for a pointer that is on its way to them. */
const LEAVE_MS = 120

let closedAtMs = Number.NEGATIVE_INFINITY

interface BubbleProps {
  readonly id: string
  readonly anchor: Element
  readonly side: Side
  readonly text: ReactNode
  readonly onEnter: () => void
  readonly onLeave: () => void
  readonly onDismiss: () => void
}

function Bubble({ id, anchor, side, text, onEnter, onLeave, onDismiss }: BubbleProps) {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const bubble = ref.current
    if (!bubble) return
    const { x, y } = placeBeside(anchor.getBoundingClientRect(), bubble.getBoundingClientRect(), side, {
      width: document.documentElement.clientWidth,
      height: document.documentElement.clientHeight,
    })
    bubble.style.left = `${x}px`
    bubble.style.top = `${y}px`
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && onDismiss()
    document.addEventListener('keydown', onKeyDown, true)
    document.addEventListener('scroll', onDismiss, true)
    return () => {
      document.removeEventListener('keydown', onKeyDown, true)
      document.removeEventListener('scroll', onDismiss, true)
    }
  }, [onDismiss])
  return createPortal(
    <div
      ref={ref}
      id={id}
      role="tooltip"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
      className="fixed top-0 left-0 z-50 w-max max-w-72 rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs text-text shadow-[var(--shadow)]"
    >
      {text}
    </div>,
    document.body,
  )
}

/** When the words come and go: after a rest, at once for the keyboard, never for a finger. */
function useShowing() {
  const [anchor, setAnchor] = useState<Element | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [acts] = useState(() => {
    const hold = () => clearTimeout(timer.current)
    const show = (element: Element, afterMs: number) => {
      hold()
      timer.current = setTimeout(() => element.isConnected && setAnchor(element), afterMs)
    }
    const hide = () => {
      hold()
      setAnchor((shown) => {
        if (shown) closedAtMs = performance.now()
        return null
      })
    }
    const leave = () => {
      hold()
      timer.current = setTimeout(hide, LEAVE_MS)
    }
    return { hold, show, hide, leave }
  })
  useEffect(() => acts.hold, [acts])
  return { anchor, ...acts }
}

interface TooltipProps {
  readonly text: ReactNode
  readonly side?: Side
  readonly children: ReactElement<HTMLAttributes<HTMLElement>>
}

/** Words shown beside its one child on hover and on focus. Never the only place where something is said. */
export function Tooltip({ text, side = 'bottom', children }: TooltipProps) {
  const id = useId()
  const { anchor, hold, show, hide, leave } = useShowing()
  if (!text) return children
  const { props } = children
  const child = cloneElement(children, {
    'aria-describedby': anchor ? id : props['aria-describedby'],
    onPointerEnter(event: PointerEvent<HTMLElement>) {
      props.onPointerEnter?.(event)
      if (event.pointerType === 'touch') return
      show(event.currentTarget, performance.now() - closedAtMs < NEIGHBOUR_MS ? 0 : DELAY_MS)
    },
    onPointerLeave(event: PointerEvent<HTMLElement>) {
      props.onPointerLeave?.(event)
      leave()
    },
    onPointerDown(event: PointerEvent<HTMLElement>) {
      props.onPointerDown?.(event)
      hide()
    },
    onFocus(event: FocusEvent<HTMLElement>) {
      props.onFocus?.(event)
      if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, 0)
    },
    onBlur(event: FocusEvent<HTMLElement>) {
      props.onBlur?.(event)
      hide()
    },
  })
  return (
    <>
      {child}
      {anchor && (
        <Bubble id={id} anchor={anchor} side={side} text={text} onEnter={hold} onLeave={leave} onDismiss={hide} />
      )}
    </>
  )
}
