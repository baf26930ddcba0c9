'use client'
import { Bug } from 'lucide-react'
import { useDocument } from '../canvas/session'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { useDebug } from './store'
import { useController } from './use-controller'

/** Opens the draft for step-by-step debugging. */
export function DebugButton() {
  const controller = useController()
  const isOpening = useDebug((state) => state.isOpening)
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  return (
    <Tooltip text="Go through a run step by step, forwards and backwards">
      <Button disabled={isOpening || isEmpty} aria-busy={isOpening} onClick={() => void controller.open(null)}>
        <Bug size={14} aria-hidden />
        <span className="max-[1099px]:sr-only">{isOpening ? 'Opening…' : 'Debug'}</span>
      </Button>
    </Tooltip>
  )
}
