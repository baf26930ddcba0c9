'use client'
import { useState } from 'react'
import { useTRPCClient, wordsOf } from '../../remote/trpc'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { toast } from '../../ui/toasts'
import { useDocument, useSession } from '../session'

/** Where the server takes a drawing no more (the topology was removed elsewhere, say): the work is kept, and can be had. */
export function RefusedDialog() {
  const { document, autosave } = useSession()
  const client = useTRPCClient()
  const isRefused = useDocument((state) => state.saveState === 'refused')
  const error = useDocument((state) => state.saveError)
  const [putAway, setPutAway] = useState<string | null>(null)

  const [isKeeping, setKeeping] = useState(false)

  const keepAsCopy = async () => {
    setKeeping(true)
    try {
      const mine = document.getState().topology
      const name = `${mine.name.slice(0, 190)} (my copy)`
      const copy = await client.topologies.create.mutate({ topology: { ...mine, name } })
      window.location.assign(`/t/${copy.id}`)
    } catch (failure) {
      toast(wordsOf(failure), { tone: 'bad' })
      setKeeping(false)
    }
  }
  return (
    <Dialog
      open={isRefused && error !== putAway}
      onOpenChange={(open) => setPutAway(open ? null : error)}
      title="The server does not take this draft"
      description={`${error ?? ''}. Your edits are kept in this browser until they are saved: edit on, or keep them as a topology of their own.`}
      actions={
        <>
          <Button tone="primary" disabled={isKeeping} onClick={() => void keepAsCopy()}>
            Keep as a copy
          </Button>
          <Button onClick={() => void autosave?.flush()}>Try again</Button>
        </>
      }
    />
  )
}
