'use client'
import { useState } from 'react'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { toast } from '../ui/toasts'
import { useDocument, useSession } from './session'

/** Asks what is to become of edits made on a draft that someone else, or another tab, has saved over meanwhile. */
export function ConflictDialog() {
  const { document } = useSession()
  const client = useTRPCClient()
  const isConflict = useDocument((state) => state.saveState === 'conflict')
  const [isLater, setLater] = useState(false)
  const { topologyId } = document.getState()

  async function settle(how: () => Promise<void>) {
    try {
      await how()
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
    }
  }
  const takeTheirs = async () => {
    const theirs = await client.topologies.get.query({ id: topologyId })
    document.getState().load(theirs.topology, theirs.draftRevision)
  }
  const keepAsCopy = async () => {
    const mine = document.getState().topology
    const name = `${mine.name.slice(0, 190)} (my copy)`
    const copy = await client.topologies.create.mutate({ topology: { ...mine, name } })
    await takeTheirs()
    toast('Your edits are kept as a copy', {
      action: { label: 'Open the copy', run: () => window.location.assign(`/t/${copy.id}`) },
    })
  }
  const overwrite = async () => {
    const theirs = await client.topologies.get.query({ id: topologyId })
    document.getState().rebase(theirs.draftRevision)
  }
  return (
    <Dialog
      open={isConflict && !isLater}
      onOpenChange={(open) => setLater(!open)}
      title="This draft was saved elsewhere meanwhile"
      description="Another tab, or someone else, has saved this topology since you opened it. Your edits are kept in this browser until you choose."
      actions={
        <>
          <Button tone="primary" onClick={() => void settle(keepAsCopy)}>
            Keep mine as a copy
          </Button>
          <Button onClick={() => void settle(takeTheirs)}>Reload theirs</Button>
          <Button tone="danger" onClick={() => void settle(overwrite)}>
            Overwrite
          </Button>
        </>
      }
    />
  )
}
