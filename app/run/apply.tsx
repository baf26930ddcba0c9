'use client'
import { useQuery } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { useState } from 'react'
import { linkName, problemLine } from '../../engine/sdk'
import { titleOf } from '../canvas/kinds'
import { nodeById, useDocument, useLive, useSession } from '../canvas/session'
import { useDiff } from '../canvas/watchers'
import { type Outputs, useTRPCClient, wordsOf } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { Popover } from '../ui/popover'
import { toast } from '../ui/toasts'
import { useRequest } from './use-deployment'

type Plan = Outputs['deployments']['planApply']

function Line({
  label,
  names,
  tone,
}: {
  readonly label: string
  readonly names: readonly string[]
  readonly tone: string
}) {
  if (names.length === 0) return null
  return (
    <div className="flex gap-2">
      <dt className={`w-24 shrink-0 ${tone}`}>{label}</dt>
      <dd className="min-w-0 flex-1 break-words text-text">{names.join(', ')}</dd>
    </div>
  )
}

/** What applying would do, before it is done. */
function PlanList({ plan }: { readonly plan: Plan }) {
  const topology = useDocument((state) => state.topology)
  const running = useLive((state) => state.running)
  const nameOf = (id: string) => {
    const node = nodeById(topology, id) ?? (running ? nodeById(running, id) : undefined)
    return node ? titleOf(node) : id
  }
  const touched = new Set([...plan.stop, ...plan.restart])
  const untouched = (running?.nodes ?? []).filter((node) => !touched.has(node.id)).length
  return (
    <dl className="grid gap-1 text-xs">
      <Line label="Starts" names={plan.start.map(nameOf)} tone="text-good" />
      <Line label="Stops" names={plan.stop.map(nameOf)} tone="text-bad" />
      <Line label="Starts anew" names={plan.restart.map(nameOf)} tone="text-warn" />
      <Line label="Links" names={plan.linked.map(linkName)} tone="text-good" />
      <Line label="Unlinks" names={plan.unlinked.map(linkName)} tone="text-bad" />
      <Line
        label="Untouched"
        names={[`${untouched} ${untouched === 1 ? 'node runs' : 'nodes run'} on`]}
        tone="text-muted"
      />
    </dl>
  )
}

function PlanPanel({ deploymentId, onDone }: { readonly deploymentId: string; readonly onDone: () => void }) {
  const { autosave, live } = useSession()
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const draftRevision = useDocument((state) => state.draftRevision)
  const isSaved = useDocument((state) => state.saveState === 'saved')
  const plan = useQuery({
    queryKey: ['apply-plan', deploymentId, draftRevision],
    queryFn: () => client.deployments.planApply.query({ id: deploymentId }),
    enabled: isSaved,
    gcTime: 0,
  })
  const apply = () =>
    ask(async () => {
      await autosave?.flush()
      const applied = await client.deployments.apply.mutate({ id: deploymentId })
      const first = applied.problems.find((problem) => problem.severity === 'error')
      if (!applied.ok && first) throw new Error(problemLine(first))
      live.refresh()
      toast('Applied to what runs')
      onDone()
    })
  if (plan.isError) return <Notice tone="bad">{wordsOf(plan.error)}</Notice>
  if (!plan.data) return <p className="text-xs text-faint">{isSaved ? 'Planning…' : 'Saving the draft…'}</p>
  const errors = plan.data.problems.filter((problem) => problem.severity === 'error')
  return (
    <div className="grid gap-3">
      <h2 className="text-sm font-semibold">Apply the draft to what runs</h2>
      {plan.data.ok ? (
        <PlanList plan={plan.data} />
      ) : (
        <Notice tone="bad">
          Nothing can be applied yet. {errors[0] ? problemLine(errors[0]) : ''}
          {errors.length > 1 ? ` (and ${errors.length - 1} more, see Problems)` : ''}
        </Notice>
      )}
      <Button tone="primary" disabled={!plan.data.ok || isAsking} onClick={apply}>
        {isAsking ? 'Applying…' : 'Apply now'}
      </Button>
    </div>
  )
}

/** Takes the draft into what runs: says how much differs, and what would happen, before it does. */
export function ApplyButton() {
  const { autosave } = useSession()
  const [isOpen, setOpen] = useState(false)
  const diff = useDiff()
  const deploymentId = useLive((state) => (state.deployment?.state === 'running' ? state.deployment.id : null))
  const count = diff
    ? diff.added.length + diff.removed.length + diff.changed.length + diff.linked.length + diff.unlinked.length
    : 0
  if (!deploymentId || (count === 0 && !isOpen)) return null
  const open = (next: boolean) => {
    if (next) void autosave?.flush()
    setOpen(next)
  }
  return (
    <Popover
      label="Apply plan"
      open={isOpen}
      onOpenChange={open}
      trigger={
        <Button tone="primary" aria-label={`Apply ${count} ${count === 1 ? 'difference' : 'differences'}`}>
          <GitMerge size={14} aria-hidden />
          Apply
          <Badge tone="accent">{count}</Badge>
        </Button>
      }
    >
      <PlanPanel deploymentId={deploymentId} onDone={() => setOpen(false)} />
    </Popover>
  )
}
