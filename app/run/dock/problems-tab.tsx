'use client'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { type Problem, problemLine, splitRef } from '../../../engine/sdk'
import { reveal } from '../../canvas/commands'
import { type CanvasSession, useCanvas, useSession } from '../../canvas/session'
import { Empty } from '../../ui/notice'

/** Leads to what a problem is about: its node and parameter, or its link. */
function lead(session: CanvasSession, problem: Problem): void {
  if (problem.node) reveal(session, problem.node, problem.param)
  else if (problem.link) {
    reveal(session, splitRef(problem.link).node)
    session.canvas.getState().select([], [problem.link])
  }
}

/** What is wrong with the drawing; each line leads to its place. */
export function ProblemsTab() {
  const session = useSession()
  const problems = useCanvas((state) => state.problems)
  const checkError = useCanvas((state) => state.checkError)
  if (checkError) return <Empty title="The drawing could not be checked.">{checkError}</Empty>
  if (problems.length === 0) return <Empty title="No problems: types, parameters, loops and guards check out." />
  return (
    <ul className="p-1.5" aria-label="Problems">
      {problems.map((problem) => (
        <li key={`${problem.code} ${problemLine(problem)}`}>
          <button
            type="button"
            onClick={() => lead(session, problem)}
            className="flex w-full items-start gap-2 rounded-sm px-2 py-1 text-left text-sm hover:bg-hover"
          >
            {problem.severity === 'error' ? (
              <CircleAlert size={15} aria-label="Error" className="mt-px shrink-0 text-bad" />
            ) : (
              <TriangleAlert size={15} aria-label="Warning" className="mt-px shrink-0 text-warn" />
            )}
            <span className="font-mono text-xs leading-[18px] text-faint">
              {[problem.node, problem.param ?? problem.port].filter(Boolean).join('.') || problem.link || 'topology'}
            </span>
            <span className="min-w-0 flex-1 break-words">{problem.message}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
