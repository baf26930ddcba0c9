'use client'
import { GitMerge } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useLive, useSession } from '../canvas/session'
import { useDiff } from '../canvas/watchers'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { lazy } from '../ui/lazy'
import { Popover } from '../ui/popover'
import { RollbackButton } from './rollback'

const PlanPanel = lazy(() => import('./apply-panel'))

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
        <Suspense fallback={<p className="text-xs text-faint">Planning…</p>}>
          <PlanPanel deploymentId={deployment.id} onDone={() => setOpen(false)} />
        </Suspense>
      </Popover>
      {rollback}
    </>
  )
}
