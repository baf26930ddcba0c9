'use client'
import { type ComponentProps, Suspense } from 'react'
import { Boundary } from '../ui/boundary'
import { lazy } from '../ui/lazy'
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
        <Boundary what="The chart">
          <Suspense fallback={<Empty title="Loading the chart…" />}>
            <EquityChart {...props} />
          </Suspense>
        </Boundary>
      )}
    </div>
  )
}
