'use client'
/** Takes in what others save while this page has the topology open. */
import { useEffect } from 'react'
import { toast } from '../../ui/toasts'
import { useDocument, useSession } from '../session'
import { callName } from './people'
import type { TogetherState } from './together'

/** While nobody can be heard it is asked now and then, as a script may save too. */
const ASK_EVERY_MS = 5_000

/** Follows the draft: word of a save is followed at once; after a broken connection it is asked for. */
export function useFollowing(): void {
  const { document, autosave, together } = useSession()
  const readOnly = useDocument((state) => state.readOnly)
  useEffect(() => {
    if (!autosave || !together || readOnly) return
    const follow = async (before: TogetherState, now: TogetherState) => {
      const isNews = now.news !== null && now.news !== before.news
      const hasComeBack = now.isConnected && !before.isConnected
      if (!isNews && !hasComeBack) return
      if (isNews && now.news && now.news.draftRevision <= document.getState().draftRevision) return
      if (!(await autosave.follow())) return
      // A page that is seen editing needs no word for each of its edits; a script is seen by nobody.
      const { news, people } = together.store.getState()
      const author = people.find(({ tab }) => tab === news?.tab)
      if (isNews && !author)
        toast(`The drawing was changed by ${callName({ name: '', actor: news?.by ?? 'somebody' })}`)
    }
    const unsubscribe = together.store.subscribe((now, before) => void follow(before, now))
    const timer = setInterval(() => {
      if (!together.store.getState().isConnected) void autosave.follow()
    }, ASK_EVERY_MS)
    // What was said while this page could not follow.
    if (together.store.getState().news) void autosave.follow()
    return () => {
      unsubscribe()
      clearInterval(timer)
    }
  }, [document, autosave, together, readOnly])
}
