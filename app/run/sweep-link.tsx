'use client'
import { Grid3x3 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useDocument, useSession } from '../canvas/session'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'

/** Opens the page where the draft is tried with other parameters. */
export function SweepButton() {
  const { document, autosave } = useSession()
  const router = useRouter()
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  const open = async () => {
    await autosave?.flush()
    router.push(`/t/${document.getState().topologyId}/sweep`)
  }
  return (
    <Tooltip text="Try the draft with other parameters: sweep and walk-forward">
      <Button onClick={() => void open()} disabled={isEmpty}>
        <Grid3x3 size={14} aria-hidden />
        <span className="max-[1099px]:sr-only">Sweep…</span>
      </Button>
    </Tooltip>
  )
}
