'use client'
import { type FocusEvent, type PointerEvent, useState } from 'react'

/**
 * How many rows of a list that grows at its end are shown while it is held at the row with this id: all up to that one.
 * Where that row is gone, so is what was held, and all are shown.
 */
export function heldLength<T>(rows: readonly T[], idOf: (row: T) => string, heldId: string | null): number {
  if (heldId === null) return rows.length
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (row !== undefined && idOf(row) === heldId) return at + 1
  }
  return rows.length
}

/**
 * Rows of a live list that stay where they are while the pointer is over them or one of them has the focus: what is about to be
 * clicked does not move away. Rows that are shown change in their place; new ones wait.
 */
export function useHeld<T>(rows: readonly T[], idOf: (row: T) => string) {
  const [heldId, setHeldId] = useState<string | null>(null)
  const length = heldLength(rows, idOf, heldId)
  const shown = length === rows.length ? rows : rows.slice(0, length)
  const last = rows.at(-1)
  const newestId = last === undefined ? null : idOf(last)
  const hold = () => setHeldId((id) => id ?? newestId)
  const release = (root: Element) => {
    if (!root.matches(':hover') && !root.contains(document.activeElement)) setHeldId(null)
  }
  return {
    shown,
    waiting: rows.length - shown.length,
    /** Takes in what waits. */
    catchUp: () => setHeldId(newestId),
    handlers: {
      // A finger that scrolls points at nothing.
      onPointerMove: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && hold(),
      onPointerLeave: ({ currentTarget }: PointerEvent) => release(currentTarget),
      onFocus: hold,
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (
          !(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) &&
          !currentTarget.matches(':hover')
        )
          setHeldId(null)
      },
    },
  }
}
