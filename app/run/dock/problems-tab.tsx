'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, TriangleAlert, Wrench } from 'lucide-react'
import { type KeyboardEvent, useMemo } from 'react'
import type { Problem } from '../../../engine/sdk'
import { type Fix, fixOf } from '../../canvas/problems/fixes'
import { keyOf, leadTo } from '../../canvas/problems/show'
import { useCanvas, useDocument, useSession } from '../../canvas/session'
import { useTRPC } from '../../remote/trpc'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { formatCount } from '../../ui/format'
import { Empty } from '../../ui/notice'

/** Most lines drawn. Errors come first, and mending some brings up the others. */
const LINES_MAX = 200

/** Arrow keys go from line to line. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!by) return
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')]
  const at = lines.findIndex((line) => line.parentElement?.contains(document.activeElement))
  const next = lines[at + by]
  if (!next) return
  event.preventDefault()
  event.stopPropagation()
  next.focus()
}

function placeOf({ node, param, port, link }: Problem): string {
  return [node, param ?? port].filter(Boolean).join('.') || link || 'topology'
}

function Line({ problem, fix }: { readonly problem: Problem; readonly fix: Fix | null }) {
  const session = useSession()
  const isShown = useCanvas(({ shownProblem }) => shownProblem !== null && keyOf(shownProblem) === keyOf(problem))
  const mend = () => {
    if (!fix) return
    session.document.getState().edit(fix.label, fix.edit)
    session.canvas.getState().announce(`${fix.label}: done`)
  }
  return (
    <li className={cx('flex items-start gap-1 rounded-sm', isShown && 'bg-hover')}>
      <button
        type="button"
        data-line
        aria-current={isShown || undefined}
        onClick={() => leadTo(session, problem)}
        className="flex min-w-0 flex-1 items-start gap-2 rounded-sm px-2 py-1 text-left text-sm hover:bg-hover"
      >
        {problem.severity === 'error' ? (
          <CircleAlert size={15} aria-label="Error" className="mt-px shrink-0 text-bad" />
        ) : (
          <TriangleAlert size={15} aria-label="Warning" className="mt-px shrink-0 text-warn" />
        )}
        <span className="max-w-[40%] shrink-0 font-mono text-xs leading-[18px] break-all text-faint">
          {placeOf(problem)}
        </span>
        <span className="min-w-0 flex-1 break-words">{problem.message}</span>
      </button>
      {fix && (
        <Button className="my-0.5 h-6" onClick={mend} aria-label={`${fix.label} (${placeOf(problem)})`}>
          <Wrench size={12} aria-hidden />
          {fix.label}
        </Button>
      )}
    </li>
  )
}

/** What is wrong with the drawing; each line leads to its place, and some can be mended at once. */
export function ProblemsTab() {
  const trpc = useTRPC()
  const problems = useCanvas((state) => state.problems)
  const checkError = useCanvas((state) => state.checkError)
  const topology = useDocument((state) => state.topology)
  const readOnly = useDocument((state) => state.readOnly)
  const datasets = useQuery(trpc.datasets.list.queryOptions(undefined, { staleTime: 60_000 })).data
  const rows = useMemo(() => {
    const context = { datasets: (datasets ?? []).map(({ name }) => name) }
    const first = problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
    return first
      .slice(0, LINES_MAX)
      .map((problem) => ({ problem, fix: readOnly ? null : fixOf(topology, problem, context) }))
  }, [problems, topology, readOnly, datasets])
  if (checkError) return <Empty title="The drawing could not be checked.">{checkError}</Empty>
  if (rows.length === 0) return <Empty title="No problems: types, parameters, loops and guards check out." />
  return (
    <ul className="p-1.5" aria-label="Problems" onKeyDown={walk}>
      {rows.map(({ problem, fix }) => (
        <Line key={keyOf(problem)} problem={problem} fix={fix} />
      ))}
      {problems.length > rows.length && (
        <li className="px-2 py-1 text-xs text-faint">
          and {formatCount(problems.length - rows.length)} more, shown once some of these are mended
        </li>
      )}
    </ul>
  )
}
