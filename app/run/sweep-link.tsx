'use client'
import { Grid3x3 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useDocument, useSession } from '../canvas/session'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { useRequest } from './use-deployment'

/** Opens the page where the draft is tried with other parameters. */
export function SweepButton() {
  const { document, autosave } = useSession()
  const router = useRouter()
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  const { isAsking, ask } = useRequest()
  const open = () =>
    ask(async () => {
      await autosave?.saved()
      router.push(`/t/${document.getState().topologyId}/sweep`)
    })
  return (
    <Tooltip text="Try the draft with other parameters: sweep and walk-forward">
      <Button onClick={open} disabled={isEmpty || isAsking}>
        <Grid3x3 size={14} aria-hidden />
        <span className="max-[1099px]:sr-only">Sweep…</span>
      </Button>
    </Tooltip>
  )
}
