'use client'
import { memo } from 'react'
import { cx } from '../ui/cx'
import { formatFigure, formatSigned, gainClass } from '../ui/format'
import { useDebugNode } from './levels'
import { useDebug } from './store'

const FIGURES_MAX = 3

/** What a node knows at the moment shown, at the foot of its card. */
export const DebugStrip = memo(function DebugStrip({ nodeId }: { readonly nodeId: string }) {
  const node = useDebugNode(nodeId)
  const isMidway = useDebug(({ state }) => state !== null && state.done < state.tasks)
  if (!node) return null
  const blocked = Object.values(node.blocked).reduce((sum, count) => sum + count, 0)
  const figures = Object.entries(node.values).slice(0, FIGURES_MAX)
  return (
    <div
      className="border-t border-line px-3 py-1 text-2xs"
      data-testid={`debug-${nodeId}`}
      data-acted={node.acted ? 'true' : 'false'}
    >
      <div className="flex items-center gap-1.5">
        <span
          className={cx('size-2 rounded-full bg-current', node.acted ? 'text-accent' : 'text-line-strong')}
          aria-hidden
        />
        <span className={node.acted ? 'font-medium text-accent' : 'text-faint'}>
          {node.acted ? 'Acted in this step' : isMidway ? 'Not yet in this step' : 'Idle in this step'}
        </span>
        <span className="flex-1" />
        {!node.ready && <span className="text-warn">warming up</span>}
        {node.halted && <span className="text-bad">halted</span>}
      </div>
      {(figures.length > 0 || node.pnl !== null || blocked > 0) && (
        <dl className="grid grid-cols-3 gap-x-2">
          {node.pnl !== null && (
            <div className="min-w-0">
              <dt className="text-faint">P&L</dt>
              <dd className={cx('truncate', gainClass(node.pnl))}>{formatSigned(node.pnl)}</dd>
            </div>
          )}
          {blocked > 0 && (
            <div className="min-w-0">
              <dt className="text-faint">Blocked</dt>
              <dd className="text-warn">{blocked}</dd>
            </div>
          )}
          {figures.map(([name, value]) => (
            <div key={name} className="min-w-0">
              <dt className="truncate text-faint">{name}</dt>
              <dd className="truncate">{typeof value === 'number' ? formatFigure(value) : (value ?? '–')}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
})
