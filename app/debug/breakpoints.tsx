'use client'
import { Plus, Trash2 } from 'lucide-react'
import { useDocument, useSession } from '../canvas/session'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { breakpointsOf } from './controller'
import { portsToBreakAt } from './ports'
import { useDebug } from './store'
import { useController } from './use-controller'

/** The list of breakpoints: on and off, how often each has stopped the run, and what is wrong with one. */
export function Breakpoints() {
  const controller = useController()
  const { canvas } = useSession()
  const topology = useDocument((state) => state.topology)
  const list = useDebug(({ state }) => state?.breakpoints) ?? []
  const plain = () => breakpointsOf(useDebug.getState().state)
  const toggle = (id: string) =>
    controller.setBreakpoints(plain().map((one) => (one.id === id ? { ...one, enabled: !one.enabled } : one)))
  const remove = (id: string) => controller.setBreakpoints(plain().filter((one) => one.id !== id))
  const add = () => {
    const [selected] = canvas.getState().selectedNodes
    const ports = portsToBreakAt(topology)
    const at = ports.find(({ node }) => node === selected) ?? ports[0]
    if (at) useDebug.setState({ writing: at })
  }
  return (
    <>
      <ul aria-label="Breakpoints">
        {list.map(({ id, node, port, condition, enabled, hits, error }) => (
          <li key={id} className="flex items-start gap-2 py-0.5 text-sm">
            <input
              type="checkbox"
              aria-label={`Breakpoint at ${node}.${port}${condition ? `, ${condition}` : ''}`}
              className="mt-1 accent-[var(--bad)]"
              checked={enabled}
              onChange={() => toggle(id)}
            />
            <div className="min-w-0 flex-1">
              <p className={enabled && error === null ? 'break-words' : 'break-words text-faint'}>
                {condition || 'every event'}
              </p>
              <p className="truncate text-xs text-faint">
                {node}.{port} · stopped {hits} {hits === 1 ? 'time' : 'times'}
              </p>
              {error && <p className="text-xs break-words text-bad">{error}</p>}
            </div>
            <Tooltip text="Remove">
              <Button
                tone="quiet"
                icon
                aria-label={`Remove the breakpoint at ${node}.${port}`}
                onClick={() => remove(id)}
              >
                <Trash2 size={13} aria-hidden />
              </Button>
            </Tooltip>
          </li>
        ))}
      </ul>
      {list.length === 0 && (
        <p className="pb-1 text-xs text-faint">
          None. Right-click an output or a link, or select a link and press B, to stop where a condition holds.
        </p>
      )}
      <Button tone="quiet" onClick={add}>
        <Plus size={13} aria-hidden />
        Add breakpoint
      </Button>
    </>
  )
}
