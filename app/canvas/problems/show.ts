/** How problems are shown on the drawing: what they are about glows, and one of them can be looked at. */
import { useEffect } from 'react'
import { innerId, type Problem, problemLine, splitRef } from '../../../engine/sdk'
import { reveal } from '../commands'
import { FIT } from '../commands/actions'
import type { MarkLayer } from '../flow/marks'
import { type CanvasSession, useCanvas, useSession } from '../session'

/** Tells problems apart from one check of the drawing to the next. */
export const keyOf = (problem: Problem): string => `${problem.code} ${problemLine(problem)}`

/** The problems of each node, by its id. */
export function byNode(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>()
  for (const problem of problems)
    if (problem.node !== undefined) found.set(problem.node, [...(found.get(problem.node) ?? []), problem])
  return found
}

const linksOf = ({ path, link }: Problem): readonly string[] => path?.links ?? (link ? [link] : [])
const nodesOf = ({ path, node }: Problem): readonly string[] => path?.nodes ?? (node ? [node] : [])
const glowing = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'error' as const]))

/** Ways and links that are wrong glow all the time; the problem that is looked at alone, and the rest is dimmed. */
export function glowOf(problems: readonly Problem[], shown: Problem | null): MarkLayer | null {
  const meant = shown ? [shown] : problems.filter(({ severity }) => severity === 'error')
  const links = meant.flatMap(linksOf)
  const nodes = shown ? nodesOf(shown) : meant.flatMap(({ path }) => path?.nodes ?? [])
  if (links.length + nodes.length === 0) return null
  return { linkGlows: glowing(links), nodeGlows: glowing(nodes), dimsOthers: shown?.path !== undefined }
}

/** Leads to what a problem is about: its node in view and selected, its field focused, its port and path lit. */
export function leadTo(session: CanvasSession, problem: Problem): void {
  const { canvas, document } = session
  const { instance, select, announce } = canvas.getState()
  const ids = new Set(document.getState().topology.nodes.map(({ id }) => id))
  const nodes = nodesOf(problem).filter((id) => ids.has(id))
  const node = problem.node ?? (problem.link && splitRef(problem.link).node)
  if (problem.path && nodes.length > 1) {
    select(problem.node ? [problem.node] : [], linksOf(problem))
    void instance?.fitView({ ...FIT, padding: 0.2, nodes: nodes.map((id) => ({ id })) })
  } else if (problem.node && problem.inside) {
    // The field is the inner node's own where the subgraph does not expose it.
    reveal(session, [problem.node, ...problem.inside].reduce(innerId, ''))
  } else if (node) {
    reveal(session, node, problem.param?.split('.')[0])
    if (problem.link) select(ids.has(node) ? [node] : [], [problem.link])
  }
  announce(problemLine(problem))
  canvas.setState({ shownProblem: problem })
}

/** Leads to the next problem after the one that is looked at, or to the one before. */
export function leadOn(session: CanvasSession, by: 1 | -1): void {
  const { problems, shownProblem } = session.canvas.getState()
  const at = shownProblem ? problems.findIndex((one) => keyOf(one) === keyOf(shownProblem)) : -1
  const from = at < 0 && by < 0 ? 0 : at
  const next = problems[(from + by + problems.length) % problems.length]
  if (next) leadTo(session, next)
}

/** Keeps the glow at the problems there are; who selects something else, or mends the problem, has looked at it. */
export function useShownProblems(): void {
  const { canvas } = useSession()
  const problems = useCanvas((state) => state.problems)
  const shown = useCanvas((state) => state.shownProblem)
  useEffect(() => {
    if (shown && !problems.some((one) => keyOf(one) === keyOf(shown))) canvas.setState({ shownProblem: null })
    canvas.getState().mark('problems', glowOf(problems, shown))
  }, [canvas, problems, shown])
  useEffect(
    () =>
      canvas.subscribe(({ selectedNodes, selectedLinks, shownProblem }, before) => {
        // Set after the selection it makes: only later ones put it away.
        if (!shownProblem || shownProblem !== before.shownProblem) return
        if (selectedNodes !== before.selectedNodes || selectedLinks !== before.selectedLinks)
          canvas.setState({ shownProblem: null })
      }),
    [canvas],
  )
}
