'use client'
import { Button } from '../../ui/button'
import { Tooltip } from '../../ui/tooltip'
import type { SaveState } from '../document/store'
import { useDocument, useSession } from '../session'

const WORDS: Readonly<Record<SaveState, string>> = {
  saved: 'Saved',
  dirty: 'Saving…',
  saving: 'Saving…',
  failed: 'Offline: kept in this browser',
  refused: 'Not saved',
}

/** Where the draft is: with the server, on its way, or only in this browser. */
export function SaveStatus() {
  const { autosave } = useSession()
  const state = useDocument((one) => one.saveState)
  const error = useDocument((one) => one.saveError)
  // Shown as it was until an attempt has come out otherwise, so that nothing flickers while it is tried again.
  const isBad = error !== null && state !== 'saved'
  if (!isBad)
    return (
      <span className="w-[60px] shrink-0 text-xs text-faint" role="status" aria-label="Save state">
        {WORDS[state]}
      </span>
    )
  const words = WORDS[state === 'refused' ? 'refused' : 'failed']
  return (
    <Tooltip text={`${error}. It is tried again by itself; click to try now`}>
      <span role="status" aria-label="Save state" className="shrink-0">
        <Button tone="danger" onClick={() => void autosave?.flush()}>
          {words}
        </Button>
      </span>
    </Tooltip>
  )
}
