'use client'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useTRPC, wordsOf } from '../../remote/trpc'
import { Boundary } from '../../ui/boundary'
import { lazy } from '../../ui/lazy'
import { Empty, Notice } from '../../ui/notice'

const Markdown = lazy(() => import('../../ui/markdown'))

/** What a kind's own page says: inputs, outputs, parameters, failures. */
export function KindHelpPage({ kind }: { readonly kind: string }) {
  const trpc = useTRPC()
  const kinds = useQuery(trpc.kinds.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  if (kinds.isPending) return <p className="text-sm text-faint">Loading help…</p>
  if (kinds.isError) return <Notice tone="bad">{wordsOf(kinds.error)}</Notice>
  const help = kinds.data.find((one) => one.kind === kind)?.help
  if (!help) return <Empty title="This kind has no help page." />
  return (
    <Boundary what="The help">
      <Suspense fallback={<p className="text-sm text-faint">Loading help…</p>}>
        <Markdown text={help} />
      </Suspense>
    </Boundary>
  )
}
