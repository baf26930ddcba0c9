'use client'
/** What goes on beside editing: checking the drawing, comparing it with what runs, finding what runs. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { canonicalJson, diffTopologies, linkName, type Topology, type TopologyDiff } from '../../engine/sdk'
import { isActive } from '../live/telemetry'
import { useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import type { Mark, MarkLayer } from './flow/marks'
import { byNode } from './problems/show'
import { useDocument, useLive, useSession } from './session'

/** Quiet time after an edit before the drawing is checked. */
const CHECK_AFTER_MS = 500
/** How often it is asked whether something runs that is not watched yet. */
const LOOK_EVERY_MS = 4_000

const graphOf = ({ nodes, links, subgraphs = [] }: Topology): string =>
  canonicalJson({ nodes, links, subgraphs: subgraphs.map(({ layout: _, ...graph }) => graph) })

/** Keeps the list of problems at what the server says of the drawing. Moving nodes asks nothing. */
export function useChecks(): void {
  const { canvas, document } = useSession()
  const client = useTRPCClient()
  const topology = useDocument((state) => state.topology)
  const graph = useMemo(() => graphOf(topology), [topology])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the graph, not the drawing with its places, is what is checked.
  useEffect(() => {
    const abort = new AbortController()
    const check = async () => {
      try {
        const input = { topology: document.getState().topology }
        const problems = await client.topologies.check.mutate(input, { signal: abort.signal })
        const errors = problems.filter((problem) => problem.severity === 'error')
        const problemNodes = new Set(errors.flatMap((problem) => problem.node ?? []))
        canvas.setState({ problems, problemNodes, problemsByNode: byNode(problems), checkError: null })
      } catch (error) {
        if (!abort.signal.aborted) canvas.setState({ checkError: wordsOf(error) })
      }
    }
    const timer = setTimeout(() => void check(), CHECK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [graph, canvas, document, client])
}

const marksOf = (added: readonly string[], changed: readonly string[]): Record<string, Mark> => ({
  ...Object.fromEntries(changed.map((id) => [id, 'changed' as const])),
  ...Object.fromEntries(added.map((id) => [id, 'added' as const])),
})

/** The badges that a difference puts on nodes and links. */
export function marks(diff: TopologyDiff): MarkLayer {
  return { nodeMarks: marksOf(diff.added, diff.changed), linkMarks: marksOf(diff.linked.map(linkName), []) }
}

/** How the draft differs from what runs; null while nothing runs that could be changed. */
export function useDiff(): TopologyDiff | null {
  const topology = useDocument((state) => state.topology)
  const running = useLive((state) => (isActive(state.deployment) ? state.running : null))
  return useMemo(() => (running ? diffTopologies(running, topology) : null), [running, topology])
}

/** Keeps the badges at the difference. */
export function useMarks(): void {
  const { canvas } = useSession()
  const diff = useDiff()
  useEffect(() => canvas.getState().mark('draft', diff && marks(diff)), [canvas, diff])
}

/** Watches what runs of this topology, whoever started it; what has ended stays in view until something new runs. */
export function useWatching(): void {
  const { live, document } = useSession()
  const trpc = useTRPC()
  const { topologyId } = document.getState()
  const isWatchingActive = useLive((state) => isActive(state.deployment))
  const { data } = useQuery(
    trpc.deployments.list.queryOptions({ topologyId }, { refetchInterval: isWatchingActive ? false : LOOK_EVERY_MS }),
  )
  useEffect(() => {
    const running = data?.find((deployment) => deployment.mode !== 'backtest' && isActive(deployment))
    if (running && !isActive(live.store.getState().deployment)) live.watch(running.id)
  }, [data, live])
}
