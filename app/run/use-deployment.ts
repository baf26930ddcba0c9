'use client'
/** Asking the engine for things: each request answers soon, and what came of it is told by the live connection. */
import { useCallback, useState } from 'react'
import { useSession } from '../canvas/session'
import { processesAt, useScope } from '../canvas/subgraphs/scope'
import { problemsOf, useTRPCClient, wordsOf } from '../remote/trpc'
import { within } from '../remote/within'
import { toast } from '../ui/toasts'
import { showTab } from './dock/store'

/** Replay speeds offered, times real time; null is as fast as it goes. */
export const SPEEDS: readonly { readonly label: string; readonly speed: number | null }[] = [
  { label: '1×', speed: 1 },
  { label: '10×', speed: 10 },
  { label: '60×', speed: 60 },
  { label: '300×', speed: 300 },
  { label: '1000×', speed: 1_000 },
  { label: 'Max', speed: null },
]

/** Runs one request at a time; says it when it fails, and when no answer comes. What fails can be told elsewhere by `onFailed`. */
export function useRequest(): {
  readonly isAsking: boolean
  readonly ask: (request: () => Promise<void>, onFailed?: (words: string) => void) => void
} {
  const [isAsking, setAsking] = useState(false)
  const ask = useCallback((request: () => Promise<void>, onFailed?: (words: string) => void) => {
    setAsking(true)
    within(request())
      .catch((error: unknown) => {
        if (onFailed) return onFailed(wordsOf(error))
        toast(wordsOf(error), { tone: 'bad' })
        if (problemsOf(error).length > 0) showTab('problems')
      })
      .finally(() => setAsking(false))
  }, [])
  return { isAsking, ask }
}

/** Starts or stops one node of what is watched; for a subgraph, every node inside. */
export function useNodeAction(): (node: string, action: 'start' | 'stop') => void {
  const { live } = useSession()
  const client = useTRPCClient()
  const { ask } = useRequest()
  return (node, action) => {
    const id = live.store.getState().watching
    const { running } = live.store.getState()
    const way = [...useScope.getState().path, node]
    const inside = running ? processesAt(running, way) : [node]
    if (id)
      ask(
        async () =>
          void (await Promise.all(inside.map((one) => client.deployments.node.mutate({ id, node: one, action })))),
      )
  }
}
