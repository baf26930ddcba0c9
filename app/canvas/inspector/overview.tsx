'use client'
import { PORT_TYPES } from '../../../engine/sdk'
import { Empty } from '../../ui/notice'
import { ExposureSummary } from '../exposure/summary'
import { isTwoWay } from '../kinds'
import { PortShape } from '../port-shape'
import { useDocument } from '../session'
import { SideScroll } from '../side/scroll'
import { ForkedFrom } from './forked-from'

/** What the colours and shapes of ports mean. */
function Legend() {
  return (
    <section className="px-3 pt-3">
      <h3 className="pb-1 text-xs font-medium text-faint">What links carry</h3>
      <ul className="grid grid-cols-2 gap-y-1 text-xs text-muted">
        {PORT_TYPES.map((type) => (
          <li key={type} className="flex items-center gap-2">
            <PortShape type={type} />
            {type}
            {isTwoWay(type) ? ' ⇄' : ''}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The drawing as a whole, while nothing is selected. */
export function Overview() {
  const readOnly = useDocument((state) => state.readOnly)
  const { nodes, links } = useDocument((state) => state.topology)
  return (
    <SideScroll label="Overview" className="pb-4">
      <header className="px-3 pt-1">
        <h3 className="text-sm font-semibold">Nothing selected</h3>
        <p className="pt-0.5 text-xs text-faint">
          {nodes.length} {nodes.length === 1 ? 'node' : 'nodes'}, {links.length} {links.length === 1 ? 'link' : 'links'}
        </p>
      </header>
      <ForkedFrom />
      <ExposureSummary />
      <Legend />
      <Empty
        title={readOnly ? 'Select a node to see its parameters.' : 'Select a node to see and change its parameters.'}
      />
    </SideScroll>
  )
}
