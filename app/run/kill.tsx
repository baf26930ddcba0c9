'use client'
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { useHandler } from '../canvas/commands/handlers'
import { useTRPCClient } from '../remote/trpc'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Notice } from '../ui/notice'
import { toast } from '../ui/toasts'
import { useRequest } from './use-deployment'

/** Halts everything that runs on this machine, of every topology. Two steps: it can't be taken back. */
export function KillSwitch() {
  const [isOpen, setOpen] = useState(false)
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const [failed, setFailed] = useState<string | null>(null)
  const open = (next: boolean) => {
    setFailed(null)
    setOpen(next)
  }
  useHandler('stops.kill', () => open(true))
  const kill = () => {
    setFailed(null)
    ask(async () => {
      await client.deployments.kill.mutate({})
      setOpen(false)
      toast('Halt requested for everything that runs')
    }, setFailed)
  }
  return (
    <>
      <Button tone="danger" onClick={() => open(true)} aria-label="Kill switch">
        <OctagonX size={14} aria-hidden />
        Kill
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={open}
        title="Halt everything?"
        description="Every deployment of every topology halts at once: guards deny all new orders, cancel what is open and close every position; then the processes stop. This cannot be undone; you start each one again yourself."
        actions={
          <>
            <Button tone="danger" onClick={kill} disabled={isAsking} autoFocus>
              {isAsking ? 'Halting…' : 'Halt everything now'}
            </Button>
            <Button onClick={() => open(false)}>Cancel</Button>
          </>
        }
      >
        {failed !== null && (
          <Notice tone="bad">
            <p className="font-medium">Nothing says that anything has been halted.</p>
            <p>{failed}</p>
            <p className="pt-1">
              Processes trade on without this page. If it does not come back: press Ctrl-C in Patchbay’s terminal, which
              stops every process. Positions stay as they are.
            </p>
          </Notice>
        )}
      </Dialog>
    </>
  )
}
