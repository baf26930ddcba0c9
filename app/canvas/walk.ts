/** Which thing on the canvas lies next in a direction, as an arrow key goes. */
import type { Box } from './document/edits'

export type Direction = 'left' | 'right' | 'up' | 'down'

const AXES = {
  left: { along: 'x', across: 'y', sign: -1 },
  right: { along: 'x', across: 'y', sign: 1 },
  up: { along: 'y', across: 'x', sign: -1 },
  down: { along: 'y', across: 'x', sign: 1 },
} as const

/** What lies aside counts that much more than what lies ahead. */
const ASIDE = 2

const middle = (box: Box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

/**
 * The nearest box in a direction: by how far ahead it lies, and twice by how far aside. It has to lie more ahead than
 * aside by half, so that each arrow means what it shows. Without a start: the box first in reading order.
 */
export function nextInDirection(
  boxes: Readonly<Record<string, Box>>,
  from: string | null,
  direction: Direction,
): string | null {
  const start = from === null ? undefined : boxes[from]
  if (!start) {
    const [first] = Object.entries(boxes).sort(([, a], [, b]) => a.x + a.y - (b.x + b.y))
    return first?.[0] ?? null
  }
  const { along, across, sign } = AXES[direction]
  const here = middle(start)
  let best: { id: string; cost: number } | null = null
  for (const [id, box] of Object.entries(boxes)) {
    if (id === from) continue
    const there = middle(box)
    const ahead = (there[along] - here[along]) * sign
    const aside = Math.abs(there[across] - here[across])
    if (ahead <= 0 || aside > ahead * 3) continue
    const cost = ahead + aside * ASIDE
    if (!best || cost < best.cost) best = { id, cost }
  }
  return best?.id ?? null
}
