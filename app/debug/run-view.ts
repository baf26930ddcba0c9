/** A run shown as it was drawn, to be gone through; which one and from when, if any. It is in the address too. */
import { create } from 'zustand'
import { enterView, leaveView } from '../canvas/view-address'

interface Shown {
  /** Id of the deployment. */
  readonly run: string
  /** Where to begin; null is before the first step. */
  readonly ts: string | null
}

export const useRunView = create<{ readonly shown: Shown | null }>(() => ({ shown: null }))

const withoutRun = (query: URLSearchParams): void => {
  for (const name of ['run', 'debug']) query.delete(name)
}

/** Shows a run at an instant, over the canvas of its topology. */
export function openRunView(run: string, ts: string | null): void {
  if (useRunView.getState().shown === null)
    enterView((query) => {
      withoutRun(query)
      query.set('run', run)
    })
  useRunView.setState({ shown: { run, ts } })
}

export function closeRunView(): void {
  if (useRunView.getState().shown === null) return
  leaveView(withoutRun)
  useRunView.setState({ shown: null })
}

/** Opens the run that the address asks for. */
export function runFromAddress(): void {
  const query = new URLSearchParams(window.location.search)
  const run = query.get('run')
  useRunView.setState({ shown: run ? { run, ts: query.get('debug') || null } : null })
}
