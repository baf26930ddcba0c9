'use client'
import { GitFork } from 'lucide-react'
import { useTRPCClient, wordsOf } from '../../remote/trpc'
import { Button } from '../../ui/button'
import { PageLink } from '../../ui/page-link'
import { toast } from '../../ui/toasts'
import { openCompare } from '../history/compare-store'
import { useSession } from '../session'

/** The drawing as it was forked is a fork's first revision. */
const FORKED_AS = 1

/** Where a drawing was forked from, and what has become different since. */
export function ForkedFrom() {
  const { document, parent } = useSession()
  const client = useTRPCClient()
  if (!parent) return null
  const show = async () => {
    try {
      const { topologyId } = document.getState()
      const first = await client.revisions.get.query({ id: topologyId, number: FORKED_AS })
      if (first.reason === 'fork') openCompare({ from: FORKED_AS, to: 'draft' })
      else toast('How this drawing was when it was forked has not been kept')
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
    }
  }
  return (
    <section aria-label="Forked from" className="flex items-center gap-2 px-3 pt-3 text-xs text-muted">
      <GitFork size={14} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">
        Forked from{' '}
        <PageLink href={`/t/${parent.id}`} className="text-accent underline">
          {parent.name}
        </PageLink>
      </span>
      <Button className="h-6 text-xs" onClick={() => void show()}>
        What differs
      </Button>
    </section>
  )
}
