'use client'
import { type ComponentProps, lazy, Suspense } from 'react'
import { Empty } from '../ui/notice'

const EquityChart = lazy(() => import('./charts'))

/** The equity chart, fetched when first shown; its room is kept from the start. */
export function LazyEquityChart(props: ComponentProps<typeof EquityChart>) {
  const height = props.equityHeight + props.drawdownHeight
  return (
    <div style={{ height }}>
      {props.points.length < 2 ? (
        <Empty title="No equity yet.">The curve begins with the first marked bar.</Empty>
      ) : (
        <Suspense fallback={<Empty title="Loading the chart…" />}>
          <EquityChart {...props} />
        </Suspense>
      )}
    </div>
  )
}
