'use client'
/** The drawings behind the sides of a comparison. */
import { useQuery } from '@tanstack/react-query'
import type { Topology } from '../../../engine/sdk'
import { useTRPC, wordsOf } from '../../remote/trpc'
import { useDocument, useLive } from '../session'
import type { Side } from './sides'

export interface SideDrawing {
  readonly topology: Topology | null
  /** Why there is none, in words; null while it is being read. */
  readonly trouble: string | null
  /** True where it is no fault and ends by itself: what runs is compared once something does. */
  readonly isWaiting?: boolean
}

/** The drawing of one side, as it is now. */
export function useSide(side: Side): SideDrawing {
  const trpc = useTRPC()
  const topologyId = useDocument((state) => state.topologyId)
  const draft = useDocument((state) => state.topology)
  const running = useLive((state) => state.running)
  const revision = useQuery(
    trpc.revisions.get.queryOptions(
      { id: topologyId, number: typeof side === 'number' ? side : 1 },
      { enabled: typeof side === 'number', staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  if (side === 'draft') return { topology: draft, trouble: null }
  if (side === 'live')
    return running
      ? { topology: running, trouble: null }
      : { topology: null, trouble: 'Nothing of this topology runs: once it does, it is compared here', isWaiting: true }
  if (revision.isError) return { topology: null, trouble: wordsOf(revision.error) }
  return { topology: revision.data?.topology ?? null, trouble: null }
}

/** The history of the open topology; asked anew whenever the draft is saved or something else runs. */
export function useHistory() {
  const trpc = useTRPC()
  const id = useDocument((state) => state.topologyId)
  return useQuery(trpc.revisions.history.queryOptions({ id }, { staleTime: 0 }))
}
