'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTRPC, useTRPCClient, wordsOf } from '../../remote/trpc'
import { toast } from '../../ui/toasts'
import { undo } from '../commands/actions'
import { useSession } from '../session'
import { closeCompare } from './compare-store'

/**
 * Makes a revision the draft again. The draft as it was is kept as a revision first, and the step can be undone, so
 * nothing is lost either way.
 */
export function useRestore(): (number: number) => Promise<void> {
  const session = useSession()
  const client = useTRPCClient()
  const trpc = useTRPC()
  const cache = useQueryClient()
  const isRestoring = useRef(false)
  return async (number) => {
    const { document, autosave } = session
    const { topologyId: id } = document.getState()
    if (isRestoring.current) return
    isRestoring.current = true
    try {
      if (document.getState().readOnly)
        throw new Error('Not restored: the drawing is locked. Unlock it first (Shift L)')
      await autosave?.saved()
      const { topology } = await client.revisions.get.query({ id, number })
      const { number: kept } = await client.revisions.keep.mutate({ id })
      document.getState().edit(`Restore revision ${number}`, (draft) => ({ ...topology, name: draft.name }))
      await autosave?.flush()
      closeCompare()
      toast(`Revision ${number} is the draft now; what it was is revision ${kept}`, {
        action: { label: 'Undo', run: () => undo(session) },
      })
      await cache.invalidateQueries({ queryKey: trpc.revisions.history.queryKey({ id }) })
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
    } finally {
      isRestoring.current = false
    }
  }
}
