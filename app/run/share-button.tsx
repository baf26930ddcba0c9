'use client'
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../canvas/session'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { lazy } from '../ui/lazy'
import { Tooltip } from '../ui/tooltip'

const ShareLinks = lazy(() => import('./share-links'))

/** Read-only links to this topology: made, copied, listed, revoked. */
export function ShareButton() {
  const { document } = useSession()
  const { topologyId } = document.getState()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Tooltip text="Share a read-only link">
        <Button tone="quiet" icon aria-label="Share" onClick={() => setOpen(true)}>
          <Share2 size={15} aria-hidden />
        </Button>
      </Tooltip>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title="Share"
        description="A link shows the drawing as it is now, read only. It never holds a secret, and you can revoke it at any time."
      >
        <ShareLinks topologyId={topologyId} />
      </Dialog>
    </>
  )
}
