'use client'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useTRPC, wordsOf } from '../remote/trpc'
import { Boundary } from '../ui/boundary'
import { lazy } from '../ui/lazy'
import { Empty, Notice } from '../ui/notice'
import { type NamedCurve, withBenchmark } from './compared'
import { ExportLinks } from './export-links'
import { LazyEquityChart } from './lazy-chart'
import { Legend } from './legend'
import { Section } from './section'
import type { LoadedRun, Run } from './use-runs'

const CurveChart = lazy(() => import('./curve-chart'))
const HEIGHT_PX = 230
const DRAWDOWN_HEIGHT_PX = 110

/** A run that left no charts.json (it was made by an earlier version, or did not end well) has its curve all the same. */
function PlainCurve({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const equity = useQuery(trpc.runs.equity.queryOptions({ id, points: 2_000 }))
  if (equity.isError) return <Notice tone="bad">{wordsOf(equity.error)}</Notice>
  return (
    <LazyEquityChart
      points={equity.data ?? []}
      equityHeight={HEIGHT_PX}
      drawdownHeight={DRAWDOWN_HEIGHT_PX}
      syncId="report"
    />
  )
}

function curvesOf(loaded: readonly LoadedRun[], own: Run): readonly NamedCurve[] {
  const curves = loaded.flatMap(({ id, run, charts }): NamedCurve[] =>
    run && charts && charts.tsMs.length > 1 ? [{ id, name: run.name, ...charts }] : [],
  )
  const [only] = curves
  return curves.length === 1 && only ? withBenchmark(only, own.report?.benchmark?.name ?? null) : curves
}

/** The run's growth with its benchmark, or beside that of other runs. */
export function CurvesPanel({ own, loaded }: { readonly own: Run; readonly loaded: readonly LoadedRun[] }) {
  const charts = loaded[0]?.charts
  const curves = curvesOf(loaded, own)
  return (
    <Section
      title="Equity and drawdown"
      note="growth since the start; drawdown from the highest equity so far"
      actions={<ExportLinks id={own.id} table="equity" what="Equity" />}
    >
      {charts === null ? (
        <PlainCurve id={own.id} />
      ) : curves.length === 0 ? (
        <div style={{ height: HEIGHT_PX + DRAWDOWN_HEIGHT_PX }}>
          <Empty title={charts ? 'There is no curve: no account was told of.' : 'Reading the curve…'} />
        </div>
      ) : (
        <>
          <div style={{ height: HEIGHT_PX + DRAWDOWN_HEIGHT_PX }}>
            <Boundary what="The chart">
              <Suspense fallback={<Empty title="Loading the chart…" />}>
                <CurveChart curves={curves} height={HEIGHT_PX} drawdownHeight={DRAWDOWN_HEIGHT_PX} />
              </Suspense>
            </Boundary>
          </div>
          <Legend names={curves} />
        </>
      )}
    </Section>
  )
}
