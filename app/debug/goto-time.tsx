'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { instantOf } from './instant'
import { useDebug } from './store'
import { useController } from './use-controller'

/** Where a time is typed to go to, or to run to. */
export function GotoTime() {
  const controller = useController()
  const zone = useDebug(({ state }) => state?.zone ?? null)
  const [text, setText] = useState('')
  const ts = instantOf(text)
  const isWrong = text.trim() !== '' && ts === null
  const go = (event: FormEvent) => {
    event.preventDefault()
    if (ts) controller.move({ do: 'seekTime', ts })
  }
  return (
    <form className="flex shrink-0 items-center gap-1" onSubmit={go}>
      <Tooltip text={`UTC${zone ? `; write an offset for other clocks, as in 2024-01-05T09:30-05:00` : ''}`}>
        <input
          aria-label="Time to go to (UTC)"
          aria-invalid={isWrong}
          placeholder="2024-01-05 14:30"
          className="field w-36"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Tooltip>
      <Button type="submit" disabled={ts === null}>
        Go
      </Button>
      <Tooltip text="Run on to this time, stopping at breakpoints">
        <Button tone="quiet" disabled={ts === null} onClick={() => ts && controller.move({ do: 'runTo', ts })}>
          Run to
        </Button>
      </Tooltip>
    </form>
  )
}
