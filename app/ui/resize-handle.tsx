'use client'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { cx } from './cx'

const KEY_STEP_PX = 24

interface Edge {
  /** Which edge of its box the handle is: the upper one sets a height, the left one a width. */
  readonly edge: 'top' | 'left'
  /** Accessible name, e.g. `Height of the dock`. */
  readonly label: string
  readonly valuePx: number
  readonly minPx: number
  readonly maxPx: number
  /** Is given the wanted size; whoever sets it keeps it within its bounds. */
  readonly onResize: (px: number) => void
}

/** An edge that is dragged, or moved with the arrow keys; it moves away from its box to make that larger. */
export function ResizeHandle({ edge, label, valuePx, minPx, maxPx, onResize }: Edge) {
  const isTop = edge === 'top'
  const grabbed = useRef<{ at: number; px: number } | null>(null)
  const placeOf = (event: PointerEvent) => (isTop ? event.clientY : event.clientX)
  const letGo = () => {
    grabbed.current = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const larger = isTop ? 'ArrowUp' : 'ArrowLeft'
    const smaller = isTop ? 'ArrowDown' : 'ArrowRight'
    if (event.key !== larger && event.key !== smaller) return
    event.preventDefault()
    event.stopPropagation()
    onResize(valuePx + (event.key === larger ? KEY_STEP_PX : -KEY_STEP_PX))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is a widget, which <hr> is not.
    <div
      role="separator"
      aria-label={label}
      aria-orientation={isTop ? 'horizontal' : 'vertical'}
      aria-valuenow={valuePx}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      tabIndex={0}
      className={cx(
        'absolute z-10 touch-none hover:bg-accent/30',
        isTop ? 'inset-x-0 -top-1 h-2 cursor-row-resize' : 'inset-y-0 -left-1 w-2 cursor-col-resize',
      )}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        grabbed.current = { at: placeOf(event), px: valuePx }
      }}
      onPointerMove={(event) => {
        const { current } = grabbed
        if (current) onResize(current.px + current.at - placeOf(event))
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onKeyDown={onKeyDown}
    />
  )
}
