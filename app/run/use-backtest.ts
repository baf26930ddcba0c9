'use client'
import { useQuery } from '@tanstack/react-query'
import type { DeploymentInfo } from '../../engine/sdk'
import { useSession } from '../canvas/session'
import { isActive } from '../live/telemetry'
import { useTRPC } from '../remote/trpc'
import { useDock } from './dock/store'

/** How often a running backtest is asked how far it is. */
const ASK_EVERY_MS = 250

/** The newest backtest of this topology started here, as it stands now; null while there is none. */
export function useBacktest(): DeploymentInfo | null {
  const { document } = useSession()
  const { topologyId } = document.getState()
  const id = useDock((state) => state.backtests[topologyId])
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.deployments.list.queryOptions(
      { topologyId },
      {
        enabled: id !== undefined,
        refetchInterval: (query) => {
          const mine = query.state.data?.find((one) => one.id === id)
          return !mine || isActive(mine) ? ASK_EVERY_MS : false
        },
      },
    ),
  )
  return data?.find((one) => one.id === id) ?? null
}

/** Share of a backtest's steps that is done, null while that is not known. */
export function progressOf({ progress, state }: DeploymentInfo): number | null {
  if (state === 'finished') return 1
  return progress.steps ? Math.min(1, progress.step / progress.steps) : null
}
