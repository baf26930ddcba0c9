'use client'
import type { Problem } from '../../../engine/sdk'
import { showTab } from '../../run/dock/store'
import { cx } from '../../ui/cx'
import { useCanvas, useSession } from '../session'
import { leadTo } from './show'

const NONE: readonly Problem[] = []

/** How many problems a node has, on its card; leads to the first. */
export function ProblemBadge({ id, title }: { readonly id: string; readonly title: string }) {
  const session = useSession()
  const problems = useCanvas((state) => state.problemsByNode.get(id)) ?? NONE
  const [first] = problems
  if (!first) return null
  const isError = problems.some(({ severity }) => severity === 'error')
  const words = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  return (
    <button
      type="button"
      aria-label={`${words} of ${title}`}
      title={problems.map(({ message }) => message).join('\n')}
      className={cx(
        'nodrag flex h-[18px] min-w-[18px] items-center justify-center rounded-full border px-1 text-2xs font-semibold',
        isError ? 'border-bad/40 bg-bad-soft text-bad' : 'border-warn/40 bg-warn-soft text-warn',
      )}
      onClick={(event) => {
        event.stopPropagation()
        showTab('problems')
        leadTo(session, first)
      }}
    >
      {problems.length}
    </button>
  )
}
