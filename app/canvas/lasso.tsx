'use client'
import { useEffect, useState } from 'react'
import { boxesOf } from './commands'
import { countedIds } from './commands/actions/words'
import { endLasso, useOverlay } from './commands/ui'
import type { Box, Point } from './document/edits'
import { useSession } from './session'

/** True for a point inside of a closed line: a ray from it crosses the line an odd number of times. */
export function isInside({ x, y }: Point, line: readonly Point[]): boolean {
  let isIn = false
  line.forEach((a, index) => {
    const b = line[(index + line.length - 1) % line.length] ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn
  })
  return isIn
}

/** What a closed line has inside by its middle; a frame only if all its corners are in. */
export function encircled(boxes: Readonly<Record<string, Box>>, line: readonly Point[]): string[] {
  return Object.entries(boxes).flatMap(([id, { x, y, width, height }]) => {
    const corners = [
      { x, y },
      { x: x + width, y },
      { x, y: y + height },
      { x: x + width, y: y + height },
    ]
    const points = id.startsWith('frame:') ? corners : [{ x: x + width / 2, y: y + height / 2 }]
    return points.every((point) => isInside(point, line)) ? [id] : []
  })
}

/** While a lasso is thrown it lies over the canvas: one drag, and what it encircles is selected. */
export function Lasso() {
  const isOn = useOverlay((state) => state.hasLasso)
  const session = useSession()
  const [line, setLine] = useState<readonly Point[]>([])
  const [corner, setCorner] = useState<Point>({ x: 0, y: 0 })
  useEffect(() => {
    if (!isOn) return
    const stop = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      setLine([])
      endLasso()
    }
    window.addEventListener('keydown', stop, true)
    return () => window.removeEventListener('keydown', stop, true)
  }, [isOn])
  if (!isOn) return null
  const drop = () => {
    const { instance, select, announce } = session.canvas.getState()
    const drawn = instance ? line.map((point) => instance.screenToFlowPosition(point)) : []
    const ids = drawn.length > 2 ? encircled(boxesOf(session), drawn) : []
    select(ids)
    announce(ids.length > 0 ? `${countedIds(ids)} selected` : 'Nothing selected')
    setLine([])
    endLasso()
  }
  return (
    <svg
      role="img"
      aria-label="Lasso: drag round what is to be selected, Escape to leave"
      className="absolute inset-0 z-20 size-full cursor-crosshair touch-none"
      onPointerDown={(event) => {
        const { currentTarget, pointerId } = event
        currentTarget.setPointerCapture(pointerId)
        setCorner(currentTarget.getBoundingClientRect())
        setLine([{ x: event.clientX, y: event.clientY }])
      }}
      onPointerMove={({ clientX: x, clientY: y }) => line.length > 0 && setLine([...line, { x, y }])}
      onPointerUp={drop}
    >
      <polygon
        points={line.map(({ x, y }) => `${x - corner.x},${y - corner.y}`).join(' ')}
        fill="var(--accent)"
        fillOpacity={0.1}
        stroke="var(--accent)"
        strokeDasharray="4 3"
      />
    </svg>
  )
}
