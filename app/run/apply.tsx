'use client'
import { useQuery } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { useState } from 'react'
import { problemLine } from '../../engine/sdk'
import { ExposureChange } from '../canvas/exposure/exposure-change'
import { openCompare } from '../canvas/history/compare-store'
import { useDocument, useLive, useSession } from '../canvas/session'
import { useDiff } from '../canvas/watchers'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { Popover } from '../ui/popover'
import { toast } from '../ui/toasts'
import { PlanList } from './apply-plan'
import { applyNow, RollbackButton, useRollback } from './rollback'
import { useRequest } from './use-deployment'

function PlanPanel({ deploymentId, onDone }: { readonly deploymentId: string; readonly onDone: () => void }) {
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

/** Takes the draft into what runs: says how much differs, and what would happen, before it does. And the way back. */
export function ApplyButton() {
  const { autosave } = useSession()
  const [isOpen, setOpen] = useState(false)
  const diff = useDiff()
  const deployment = useLive((state) => (state.deployment?.state === 'running' ? state.deployment : null))
  const count = diff
    ? diff.added.length +
      diff.removed.length +
      diff.changed.length +
      diff.linked.length +
      diff.unlinked.length +
      diff.reframed.length
    : 0
  if (!deployment) return null
  const before = deployment.revisionBefore
  const rollback = before != null && <RollbackButton id={deployment.id} revision={before} />
  if (count === 0 && !isOpen) return rollback
  const open = (next: boolean) => {
    if (next) void autosave?.flush()
    setOpen(next)
  }
  return (
    <>
      <Popover
        label="Apply plan"
        open={isOpen}
        onOpenChange={open}
        trigger={
          <Button tone="primary" aria-label={`Apply ${count} ${count === 1 ? 'difference' : 'differences'}`}>
            <GitMerge size={14} aria-hidden />
            <span className="max-[1099px]:sr-only">Apply</span>
            <Badge tone="accent">{count}</Badge>
          </Button>
        }
      >
        <PlanPanel deploymentId={deployment.id} onDone={() => setOpen(false)} />
      </Popover>
      {rollback}
    </>
  )
}
