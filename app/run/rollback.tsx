'use client'
import { Undo2 } from 'lucide-react'
import { problemLine } from '../../engine/sdk'
import { useSession } from '../canvas/session'
import { type Client, useTRPCClient } from '../remote/trpc'
import { Button } from '../ui/button'
import { toast } from '../ui/toasts'
import { Tooltip } from '../ui/tooltip'
import { useRequest } from './use-deployment'

/** Makes a change of what runs. @throws Error with the first thing that is wrong, if it is not made. */
export async function applyNow(client: Client, id: string, revision?: number): Promise<void> {
  const applied = await client.deployments.apply.mutate(revision === undefined ? { id } : { id, revision })
  const first = applied.problems.find((problem) => problem.severity === 'error')
  if (!applied.ok && first) throw new Error(problemLine(first))
}

/** Goes back to what ran before, in the same way as any change; the draft stays as it is. */
export function useRollback(): {
  readonly isAsking: boolean
  readonly rollBack: (id: string, revision: number) => void
} {
  const { live } = useSession()
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const rollBack = (id: string, revision: number) =>
    ask(async () => {
      await applyNow(client, id, revision)
      live.refresh()
      toast(`Revision ${revision} runs again; the draft stays as it is`)
    })
  return { isAsking, rollBack }
}

/** The one click back. */
export function RollbackButton({ id, revision }: { readonly id: string; readonly revision: number }) {
  const { isAsking, rollBack } = useRollback()
  return (
    <Tooltip text={`Run revision ${revision} again, which ran before the last change`}>
      <Button
        icon
        tone="quiet"
        aria-label={`Roll back to revision ${revision}`}
        disabled={isAsking}
        onClick={() => rollBack(id, revision)}
      >
        <Undo2 size={14} aria-hidden />
      </Button>
    </Tooltip>
  )
}
