'use client'
import { EdgeLabelRenderer } from '@xyflow/react'
import type { DebugValue, PortType } from '../../engine/sdk'
import { cx } from '../ui/cx'
import { useDebug } from './store'

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

/** The last that a link carried at the moment shown: bright if it was said in this very step. */
export function LinkValue({ id, x, y, type }: LinkValueProps) {
  const link = useDebug(({ state }) => state?.links[id])
  if (!link || (!link.down && !link.up)) return null
  const isFresh = link.down?.fresh || link.up?.fresh
  return (
    <EdgeLabelRenderer>
      <div
        data-testid={`value-${id}`}
        data-fresh={isFresh ? 'true' : 'false'}
        className="absolute max-w-[118px] rounded-sm border bg-canvas px-1 text-2xs leading-[14px]"
        style={{
          transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
          borderColor: isFresh && type ? `var(--port-${type})` : 'var(--line)',
        }}
      >
        {link.down && <Line value={link.down} />}
        {link.up && <Line value={link.up} arrow="↑ " />}
      </div>
    </EdgeLabelRenderer>
  )
}
