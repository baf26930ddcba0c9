'use client'
import { EdgeLabelRenderer, useStore } from '@xyflow/react'
import type { DebugValue, PortType } from '../../engine/sdk'
import { cx } from '../ui/cx'
import { useDebugLink } from './levels'

interface LinkValueProps {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly type: PortType | undefined
}

function Line({ value, arrow = '' }: { readonly value: DebugValue; readonly arrow?: string }) {
  return (
    <div className={cx('truncate', value.fresh ? 'text-text' : 'text-faint')} title={value.text}>
      {arrow}
      {value.short}
      {value.count > 1 ? <span className="text-faint"> +{value.count - 1}</span> : null}
    </div>
  )
}

/** Small drawings are shown small, their figures less so: by how much, in few steps, so that zooming redraws little. */
const SCALE_MAX = 1.5
const scaleAt = ({ transform: [, , zoom] }: { transform: [number, number, number] }): number =>
  Math.round(10 * Math.min(SCALE_MAX, Math.max(1, 0.95 / zoom))) / 10

/** The last that a link carried at the moment shown: bright if it was said in this very step. */
export function LinkValue({ id, x, y, type }: LinkValueProps) {
  const link = useDebugLink(id)
  const scale = useStore(scaleAt)
  if (!link || (!link.down && !link.up)) return null
  const isFresh = link.down?.fresh || link.up?.fresh
  return (
    <EdgeLabelRenderer>
      <div
        data-testid={`value-${id}`}
        data-fresh={isFresh ? 'true' : 'false'}
        className="absolute max-w-[118px] rounded-sm border bg-canvas px-1 text-2xs leading-[14px]"
        style={{
          transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`,
          // Over the cards, which would cut off what is wider than the gap between two of them.
          zIndex: 1_001,
          borderColor: isFresh && type ? `var(--port-${type})` : 'var(--line)',
        }}
      >
        {link.down && <Line value={link.down} />}
        {link.up && <Line value={link.up} arrow="↑ " />}
      </div>
    </EdgeLabelRenderer>
  )
}
