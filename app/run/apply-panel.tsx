'use client'
import { useQuery } from '@tanstack/react-query'
import { problemLine } from '../../engine/sdk'
import { ExposureChange } from '../canvas/exposure/exposure-change'
import { openCompare } from '../canvas/history/compare-store'
import { useDocument, useLive, useSession } from '../canvas/session'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { toast } from '../ui/toasts'
import { PlanList } from './apply-plan'
import { applyNow, useRollback } from './rollback'
import { useRequest } from './use-deployment'

/** What Apply would do, and the button that does it. */
export default function PlanPanel({
  deploymentId,
  onDone,
}: {
  readonly deploymentId: string
  readonly onDone: () => void
}) {
  const { autosave, live } = useSession()
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const { rollBack } = useRollback()
  const topology = useDocument((state) => state.topology)
  const running = useLive((state) => state.running)
  const draftRevision = useDocument((state) => state.draftRevision)
  const isSaved = useDocument((state) => state.saveState === 'saved')
  const plan = useQuery({
    queryKey: ['apply-plan', deploymentId, draftRevision],
    queryFn: () => client.deployments.planApply.query({ id: deploymentId }),
    enabled: isSaved,
    staleTime: 0,
    gcTime: 0,
  })
  const apply = () =>
    ask(async () => {
      const before = live.store.getState().deployment?.revision ?? null
      await autosave?.saved()
      await applyNow(client, deploymentId)
      live.refresh()
      toast('Applied to what runs', {
        ...(before !== null && { action: { label: 'Roll back', run: () => rollBack(deploymentId, before) } }),
      })
      onDone()
    })
  if (plan.isError) return <Notice tone="bad">{wordsOf(plan.error)}</Notice>
  if (!plan.data) return <p className="text-xs text-faint">{isSaved ? 'Planning…' : 'Saving the draft…'}</p>
  const errors = plan.data.problems.filter((problem) => problem.severity === 'error')
  return (
    <div className="grid max-h-[70vh] gap-3 overflow-y-auto">
      <h2 className="text-sm font-semibold">Apply the draft to what runs</h2>
      {plan.data.ok ? (
        <>
          <PlanList plan={plan.data} />
          {running && <ExposureChange before={running} after={topology} />}
        </>
      ) : (
        <Notice tone="bad">
          Nothing can be applied yet. {errors[0] ? problemLine(errors[0]) : ''}
          {errors.length > 1 ? ` (and ${errors.length - 1} more, see Problems)` : ''}
        </Notice>
      )}
      <div className="flex gap-2">
        <Button tone="primary" className="flex-1" disabled={!plan.data.ok || isAsking} onClick={apply}>
          {isAsking ? 'Applying…' : 'Apply now'}
        </Button>
        <Button
          onClick={() => {
            onDone()
            openCompare({ from: 'live', to: 'draft' })
          }}
        >
          See it on the canvas
        </Button>
      </div>
    </div>
  )
}
