'use client'
import { useQueryClient } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useHandler } from '../canvas/commands/handlers'
import { useDocument, useSession } from '../canvas/session'
import { isActive } from '../live/telemetry'
import { useTRPC, useTRPCClient } from '../remote/trpc'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { showBacktest } from './dock/store'
import { useSeed } from './seed'
import { progressOf, useBacktest } from './use-backtest'
import { useRequest } from './use-deployment'

/** Runs the draft over its recorded data; its own width fills as it goes. */
export function BacktestButton() {
  const { document, autosave } = useSession()
  const client = useTRPCClient()
  const trpc = useTRPC()
  const cache = useQueryClient()
  const { isAsking, ask } = useRequest()
  const backtest = useBacktest()
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  const isRunning = isAsking || isActive(backtest)
  const progress = isRunning && backtest ? progressOf(backtest) : null
  const run = () =>
    ask(async () => {
      await autosave?.saved()
      const { topologyId } = document.getState()
      const started = await client.deployments.start.mutate({
        topologyId,
        mode: 'backtest',
        speed: null,
        seed: useSeed.getState().seed,
      })
      // Known from here on: until the list is read again the page would say that there is none, and offer another.
      const queryKey = trpc.deployments.list.queryKey({ topologyId })
      await cache.cancelQueries({ queryKey })
      cache.setQueryData(queryKey, (known = []) => [started, ...known.filter(({ id }) => id !== started.id)])
      showBacktest(topologyId, started.id)
    })
  useHandler('run.backtest', run, !isRunning && !isEmpty)
  return (
    <Tooltip text="Run the draft over its recorded data">
      <Button
        onClick={run}
        disabled={isRunning || isEmpty}
        className="relative overflow-hidden min-[1100px]:w-[108px]"
        aria-busy={isRunning}
      >
        {isRunning && (
          <span
            role="progressbar"
            aria-label="Backtest progress"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={progress === null ? undefined : Math.round(progress * 100)}
            className="absolute inset-x-0 bottom-0 h-[3px] bg-line"
          >
            <span className="block h-full bg-accent" style={{ width: `${(progress ?? 0.05) * 100}%` }} />
          </span>
        )}
        <FlaskConical size={14} aria-hidden />
        <span className="max-[1099px]:sr-only">
          {isRunning ? (progress === null ? 'Starting…' : `${Math.round(progress * 100)}%`) : 'Backtest'}
        </span>
      </Button>
    </Tooltip>
  )
}
