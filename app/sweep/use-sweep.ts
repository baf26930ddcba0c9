'use client'
/** Following a sweep: how it stands, and its trials as they come in. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { SweepTrial } from '../../engine/sdk'
import { type Outputs, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { TrialsSoFar } from './trials-so-far'

export type SweepView = Outputs['sweeps']['get']

/** How often a running sweep is asked how it stands. */
const ASK_EVERY_MS = 500
/** After an answer that could not be had. */
const RETRY_MS = 2_000
const NONE: readonly SweepTrial[] = []

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

/** All trials so far; more are fetched while the sweep runs. Its end changes nothing in what has been read. */
export function useTrials(
  id: string | null,
  isRunning: boolean,
): { trials: readonly SweepTrial[]; error: string | null } {
  const client = useTRPCClient()
  const reader = useMemo(() => (id === null ? null : new TrialsSoFar(id)), [id])
  const [found, setFound] = useState<{ id: string | null; trials: readonly SweepTrial[] }>({ id: null, trials: [] })
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    if (reader === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    async function ask(so: TrialsSoFar): Promise<void> {
      let wait = isRunning ? ASK_EVERY_MS : null
      try {
        const isMore = await so.read((asked) => client.sweeps.trials.query(asked))
        if (isGone) return
        if (isMore) wait = 0
        setError(null)
        setFound((now) => (now.trials === so.trials ? now : { id: so.id, trials: so.trials }))
      } catch (cause) {
        if (isGone) return
        setError(wordsOf(cause))
        wait = RETRY_MS
      }
      if (wait !== null) timer = setTimeout(() => void ask(so), wait)
    }
    void ask(reader)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [client, reader, isRunning])
  return { trials: found.id === id ? found.trials : NONE, error }
}
