'use client'
import { useQueries } from '@tanstack/react-query'
import { type Outputs, useTRPC } from '../remote/trpc'

export type Run = Outputs['runs']['get']
export type Charts = NonNullable<Outputs['runs']['charts']>

export interface LoadedRun {
  readonly id: string
  readonly run: Run | undefined
  readonly charts: Charts | null | undefined
  readonly error: unknown
}

/** Runs with their curves, in the order of their ids. What has ended does not change. */
export function useRuns(ids: readonly string[]): readonly LoadedRun[] {
  const trpc = useTRPC()
  const options = { staleTime: Number.POSITIVE_INFINITY }
  const runs = useQueries({ queries: ids.map((id) => trpc.runs.get.queryOptions({ id }, options)) })
  const charts = useQueries({ queries: ids.map((id) => trpc.runs.charts.queryOptions({ id }, options)) })
  return ids.map((id, index) => ({
    id,
    run: runs[index]?.data,
    charts: charts[index]?.data,
    error: runs[index]?.error ?? charts[index]?.error ?? null,
  }))
}
