/** A run shown as it was drawn, to be gone through; which one and from when, if any. It is in the address too. */
import { create } from 'zustand'

interface Shown {
  /** Id of the deployment. */
  readonly run: string
  /** Where to begin; null is before the first step. */
  readonly ts: string | null
}

export const useRunView = create<{ readonly shown: Shown | null }>(() => ({ shown: null }))

/** Shows a run at an instant, over the canvas of its topology. */
export function openRunView(run: string, ts: string | null): void {
  useRunView.setState({ shown: { run, ts } })
}

export function closeRunView(): void {
  const address = new URL(window.location.href)
  for (const name of ['run', 'debug']) address.searchParams.delete(name)
  window.history.replaceState(window.history.state, '', `${address.pathname}${address.search}${address.hash}`)
  useRunView.setState({ shown: null })
}

/** Opens the run that the address asks for. */
export function runFromAddress(): void {
  const query = new URLSearchParams(window.location.search)
  const run = query.get('run')
  useRunView.setState({ shown: run ? { run, ts: query.get('debug') || null } : null })
}
