'use client'
import { useEffect, useState } from 'react'
import type { PnlPoint } from '../../../engine/sdk'
import { useLive, useSession } from '../../canvas/session'
import { openRunView } from '../../debug/run-view'
import { LazyEquityChart } from '../../report/lazy-chart'
import { cx } from '../../ui/cx'
import { formatMoney, formatPercent, formatSigned, gainClass } from '../../ui/format'
import { Empty } from '../../ui/notice'
import { GoThrough } from './go-through'

function Figure({
  label,
  value,
  className,
}: {
  readonly label: string
  readonly value: string
  readonly className?: string
}) {
  return (
    <div className="flex items-baseline justify-between gap-2 border-b border-line py-1">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className={cx('text-sm', className)}>{value}</dd>
    </div>
  )
}

/** Least time between two drawings of the curve: more would cost half a processor and show no more. */
const REDRAW_MS = 500

/** The curve, as it was at most so long ago. */
function usePoints(): readonly PnlPoint[] {
  const { store } = useSession().live
  const [points, setPoints] = useState(() => store.getState().pnl)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const redraw = () => {
      timer = undefined
      setPoints(store.getState().pnl)
    }
    const unsubscribe = store.subscribe((state, before) => {
      if (state.pnl === before.pnl) return
      // Nothing to show, or the first of it, waits for nobody.
      if (state.pnl.length === 0 || before.pnl.length === 0) redraw()
      else timer ??= setTimeout(redraw, REDRAW_MS)
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [store])
  return points
}

/** Equity and drawdown of what runs, as it runs. Everything keeps its place while figures change. */
export function PnlTab({ height }: { readonly height: number }) {
  const points = usePoints()
  const isWatching = useLive((state) => state.watching !== null)
  const last = points.at(-1)
  const run = useLive(({ deployment }) => (deployment?.mode === 'replay' ? deployment.id : null))
  if (!isWatching)
    return <Empty title="Nothing runs.">Press Start to replay the recorded data through this drawing.</Empty>
  const [first] = points
  const total = last && first ? last.equity - first.equity : null
  const earned = last && first ? last.realized + last.unrealized - first.realized - first.unrealized : null
  const charts = Math.max(120, height - 16)
  return (
    <div className="flex gap-4 px-3 pt-2">
      <div className="w-48 shrink-0">
        <dl>
          <Figure label="Equity" value={formatMoney(last?.equity)} />
          <Figure label="P&L" value={formatSigned(total)} className={gainClass(total)} />
          <Figure label="Realized" value={formatSigned(last?.realized)} className={gainClass(last?.realized)} />
          <Figure label="Unrealized" value={formatSigned(last?.unrealized)} className={gainClass(last?.unrealized)} />
          <Figure label="Fees" value={formatMoney(total === null || earned === null ? null : earned - total)} />
          <Figure label="Drawdown" value={formatPercent(last?.drawdown)} />
        </dl>
        {run && <GoThrough run={run} ts={last?.ts ?? null} />}
      </div>
      <div className="min-w-0 flex-1">
        <LazyEquityChart
          points={points}
          equityHeight={Math.round(charts * 0.64)}
          drawdownHeight={Math.round(charts * 0.36)}
          syncId="live"
          {...(run ? { onPick: (ts: string) => openRunView(run, ts) } : {})}
        />
      </div>
    </div>
  )
}
