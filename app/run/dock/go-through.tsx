'use client'
import { History } from 'lucide-react'
import { openRunView } from '../../debug/run-view'
import { Button } from '../../ui/button'
import { Tooltip } from '../../ui/tooltip'

/** Takes the canvas through a run in time; a click on its curve does so from there. */
export function GoThrough({ run, ts }: { readonly run: string; readonly ts: string | null }) {
  return (
    <Tooltip text="Cards and links show their values then; click the curve to begin at a moment">
      <Button className="mt-2 px-1.5" onClick={() => openRunView(run, ts)}>
        <History size={13} aria-hidden />
        Go through this run
      </Button>
    </Tooltip>
  )
}
