/** Parts of the page that are fetched when they are first shown. */
import { lazy as reactLazy } from 'react'
import { toast } from './toasts'

/** Time after which a fetch that failed is tried again, unless the browser says before that it is online. */
const RETRY_MS = 2_000
/** So many failures while the network is there: the server has another version of the page by now. */
const RELOAD_AFTER = 3

function untilWorthTrying(): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      window.removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, RETRY_MS)
    window.addEventListener('online', go)
  })
}

/** True for a part that could not be fetched; what fails in its own code is no better the second time. */
const isFetchFailure = (error: unknown): boolean => error instanceof Error && error.name === 'ChunkLoadError'

function tell(failures: number): void {
  if (failures === 1)
    toast('The server does not answer: what you asked for is shown as soon as it does', { tone: 'bad' })
  if (failures === RELOAD_AFTER && navigator.onLine)
    toast('A part of this page cannot be fetched. Edits are kept: reload the page', {
      tone: 'bad',
      action: { label: 'Reload', run: () => window.location.reload() },
    })
}

/** Fetches, and fetches again until it is there: a network that fails for a moment must not take the page with it. */
export async function patiently<T>(fetch: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await fetch()
    } catch (error) {
      if (!isFetchFailure(error)) throw error
      tell(failures)
      await untilWorthTrying()
    }
  }
}

/** As React's own, but for a part that cannot be fetched now: that is waited for, where React would give up for good. */
export const lazy: typeof reactLazy = (load) => reactLazy(() => patiently(load))
