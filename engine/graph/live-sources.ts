import type { Problem } from '../sdk'
import type { Catalogue } from './catalogue'
import type { Plan } from './plan'

/** What keeps a drawing from running on the wall clock: its sources that have recorded data only, each by name. */
export function liveProblems(plan: Plan, catalogue: Pick<Catalogue, 'findManifest'>): Problem[] {
  return plan.nodes.flatMap(({ id, kind, category, label }) => {
    const manifest = catalogue.findManifest(kind)
    if (category !== 'data' || manifest?.live === true) return []
    const name = label === '' ? (manifest?.label ?? kind) : label
    const message = `${name} has recorded data only, so it can't run as paper: replay it, or take a source that brings live data`
    return [{ severity: 'error', code: 'NOT_LIVE', node: id, message }]
  })
}
