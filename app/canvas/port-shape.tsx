/** The sign of a port type: each type has a shape of its own, so that colour is never the only difference. */
import type { PortType } from '../../engine/sdk'
import { portColor } from './kinds'

/** Within a box of 12 by 12. */
const SHAPES: Readonly<Record<PortType, string>> = {
  // A disc, a square, a triangle that points along, a diamond, a hexagon, a shield.
  market: 'M6 1.5A4.5 4.5 0 1 1 6 10.5A4.5 4.5 0 1 1 6 1.5Z',
  feature: 'M2 2H10V10H2Z',
  signal: 'M2 1.5L10.5 6L2 10.5Z',
  intent: 'M6 0.8L11.2 6L6 11.2L0.8 6Z',
  order: 'M3.4 1.4H8.6L11.3 6L8.6 10.6H3.4L0.7 6Z',
  portfolio: 'M1.5 1.5H10.5V6.5L6 11L1.5 6.5Z',
}

interface PortShapeProps {
  readonly type: PortType
  /** Side of its box, px. */
  readonly size?: number
  readonly className?: string
}

export function PortShape({ type, size = 12, className }: PortShapeProps) {
  return (
    <svg aria-hidden viewBox="0 0 12 12" width={size} height={size} className={className}>
      <path
        d={SHAPES[type]}
        fill="var(--port-fill, var(--surface))"
        stroke={portColor(type)}
        strokeWidth={2}
        strokeLinejoin="round"
      />
    </svg>
  )
}
