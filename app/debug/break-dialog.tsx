'use client'
import { type FormEvent, useState } from 'react'
import { CONDITION_LENGTH_MAX } from '../../engine/sdk'
import { useDocument } from '../canvas/session'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { breakpointsOf } from './controller'
import { exampleAt, namesAt, portsToBreakAt } from './ports'
import { newBreakpointId } from './saved-breakpoints'
import { type BreakAt, portName, useDebug } from './store'
import { useController } from './use-controller'

const FORM_ID = 'break-form'

function BreakForm({ at, onDone }: { readonly at: BreakAt; readonly onDone: () => void }) {
  const controller = useController()
  const topology = useDocument((state) => state.topology)
  const [condition, setCondition] = useState('')
  const { spec, names } = namesAt(topology, at)
  const set = (event: FormEvent) => {
    event.preventDefault()
    const list = breakpointsOf(useDebug.getState().state)
    controller.setBreakpoints([
      ...list,
      { id: newBreakpointId(), node: at.node, port: at.port, condition: condition.trim(), enabled: true },
    ])
    onDone()
  }
  return (
    <form id={FORM_ID} onSubmit={set} className="grid gap-3 text-sm">
      <label className="grid gap-1">
        <span className="text-muted">At</span>
        <select
          className="field"
          value={portName(at)}
          onChange={(event) => {
            const found = portsToBreakAt(topology).find((one) => portName(one) === event.target.value)
            if (found) useDebug.setState({ writing: found })
          }}
        >
          {[...new Set([portName(at), ...portsToBreakAt(topology).map(portName)])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="grid gap-1">
        <span className="text-muted">Condition</span>
        <input
          className="field font-mono"
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to write this.
          autoFocus
          value={condition}
          maxLength={CONDITION_LENGTH_MAX}
          placeholder={exampleAt(spec)}
          onChange={(event) => setCondition(event.target.value)}
        />
      </label>
      <p className="text-xs text-faint">
        Empty stops at every event. Names here: <span className="font-mono">{names.join(', ')}</span>. Also numbers, + −
        * / %, comparisons, and, or, not, and abs, min, max, sqrt, floor, ceil, round, sign, log, exp. Texts go in
        quotes:
        <span className="font-mono"> instrument = "SPY"</span>.
      </p>
    </form>
  )
}

/** Where a breakpoint is written. */
export function BreakDialog() {
  const at = useDebug((state) => state.writing)
  const close = () => useDebug.setState({ writing: null })
  return (
    <Dialog
      open={at !== null}
      onOpenChange={(open) => !open && close()}
      title="Stop where a condition holds"
      actions={
        <>
          <Button tone="primary" type="submit" form={FORM_ID}>
            Set breakpoint
          </Button>
          <Button onClick={close}>Cancel</Button>
        </>
      }
    >
      {at && <BreakForm at={at} onDone={close} />}
    </Dialog>
  )
}
