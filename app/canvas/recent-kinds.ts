/** The kinds this person has used last, newest first, kept in this browser. */
import { z } from 'zod'
import { create } from 'zustand'

const STORAGE_KEY = 'patchbay-recent-kinds'
/** So many are kept and shown. */
const RECENT_MAX = 5
const stored = z.array(z.string().max(100)).max(50)

function read(): readonly string[] {
  if (typeof localStorage === 'undefined') return []
  try {
    const parsed = stored.safeParse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]'))
    return parsed.success ? parsed.data.slice(0, RECENT_MAX) : []
  } catch {
    return []
  }
}

export const useRecentKinds = create<{ readonly kinds: readonly string[] }>(() => ({ kinds: read() }))

/** Notes that a kind was put on a canvas. */
export function usedKind(kind: string): void {
  const kinds = [kind, ...useRecentKinds.getState().kinds.filter((one) => one !== kind)].slice(0, RECENT_MAX)
  useRecentKinds.setState({ kinds })
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(kinds))
  } catch {
    // A browser that keeps nothing: known until the page is closed.
  }
}
