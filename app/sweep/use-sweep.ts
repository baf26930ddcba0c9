'use client'
/** Following a sweep: how it stands, and its trials as they come in. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SweepTrial } from '../../engine/sdk'
import { type Outputs, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'

export type SweepView = Outputs['sweeps']['get']

/** How often a running sweep is asked how it stands. */
const ASK_EVERY_MS = 500
/** After an answer that could not be had. */
const RETRY_MS = 2_000

export function useSweep(id: string | null) {
  const trpc = useTRPC()
  return useQuery(
    trpc.sweeps.get.queryOptions(
      { id: id ?? '' },
      {
        enabled: id !== null,
        refetchInterval: ({ state }) =>
          state.data?.ended ? false : state.status === 'error' ? RETRY_MS : ASK_EVERY_MS,
      },
    ),
  )
}

/** All trials so far; more are fetched while the sweep runs. */
export function useTrials(
  id: string | null,
  isRunning: boolean,
): { trials: readonly SweepTrial[]; error: string | null } {
  const client = useTRPCClient()
  const [found, setFound] = useState<{ id: string | null; trials: readonly SweepTrial[] }>({ id: null, trials: [] })
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    if (id === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    let from = 0
    let trials: SweepTrial[] = []
    async function ask(): Promise<void> {
      let wait = isRunning ? ASK_EVERY_MS : null
      try {
        const { rows, next } = await client.sweeps.trials.query({ id: id ?? '', from })
        if (isGone) return
        if (next > from) wait = 0
        from = next
        trials = [...trials, ...rows]
        setError(null)
        if (rows.length > 0) setFound({ id, trials })
      } catch (cause) {
        if (isGone) return
        setError(wordsOf(cause))
        wait = RETRY_MS
      }
      if (wait !== null) timer = setTimeout(() => void ask(), wait)
    }
    void ask()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [client, id, isRunning])
  return { trials: found.id === id ? found.trials : [], error }
}
