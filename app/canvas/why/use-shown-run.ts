'use client'
import { useQuery } from '@tanstack/react-query'
import type { DeploymentInfo } from '../../../engine/sdk'
import { useTRPC } from '../../remote/trpc'
import { useBacktest } from '../../run/use-backtest'
import { useLive, useSession } from '../session'

/** What runs here, else the newest backtest, else the newest run of all; undefined until that is known. */
export function useShownRun(): Pick<DeploymentInfo, 'id' | 'mode' | 'startedAt'> | null | undefined {
  const { document } = useSession()
  const { topologyId } = document.getState()
  const live = useLive((state) => state.deployment)
  const backtest = useBacktest()
  const trpc = useTRPC()
  const all = useQuery(trpc.deployments.list.queryOptions({ topologyId }, { enabled: !live && !backtest }))
  if (live && backtest) return live.startedAt > backtest.startedAt ? live : backtest
  return live ?? backtest ?? (all.data === undefined ? undefined : (all.data[0] ?? null))
}
