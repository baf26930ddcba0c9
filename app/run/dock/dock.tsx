'use client'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { Suspense } from 'react'
import { useCanvas, useLive } from '../../canvas/session'
import { Count } from '../../ui/badge'
import { Button } from '../../ui/button'
import { lazy } from '../../ui/lazy'
import { ResizeHandle } from '../../ui/resize-handle'
import { TabList, TabPanel, TabRoot } from '../../ui/tabs'
import { PnlTab } from './pnl-tab'
import {
  DOCK_HEIGHT_MAX_PX,
  DOCK_HEIGHT_MIN_PX,
  type DockTab,
  resizeDock,
  showTab,
  TABS_HEIGHT_PX,
  toggleDock,
  useDock,
} from './store'

// The tab of the figures is there at once; what the others show is fetched when one of them is chosen.
const ResultTab = lazy(() => import('./result-tab').then(({ ResultTab }) => ({ default: ResultTab })))
const ProblemsTab = lazy(() => import('./problems-tab').then(({ ProblemsTab }) => ({ default: ProblemsTab })))
const Orders = lazy(() => import('./live-tables').then(({ Orders }) => ({ default: Orders })))
const Fills = lazy(() => import('./live-tables').then(({ Fills }) => ({ default: Fills })))
const Positions = lazy(() => import('./live-tables').then(({ Positions }) => ({ default: Positions })))
const Log = lazy(() => import('./live-tables').then(({ Log }) => ({ default: Log })))

/** Tabs with their counts; a count is all that a closed tab redraws. */
function useTabs() {
  const orders = useLive((state) => state.orders.length)
  const fills = useLive((state) => state.fills.length)
  const positions = useLive((state) => state.positions.filter(({ quantity }) => quantity !== 0).length)
  const problems = useCanvas((state) => state.problems.length)
  const hasErrors = useCanvas((state) => state.problems.some((problem) => problem.severity === 'error'))
  return [
    { id: 'pnl', label: 'P&L' },
    { id: 'result', label: 'Backtest' },
    { id: 'orders', label: 'Orders', mark: <Count value={orders} /> },
    { id: 'fills', label: 'Fills', mark: <Count value={fills} /> },
    { id: 'positions', label: 'Positions', mark: <Count value={positions} /> },
    { id: 'log', label: 'Log' },
    { id: 'problems', label: 'Problems', mark: <Count value={problems} tone={hasErrors ? 'bad' : 'warn'} /> },
  ] as const
}

/** What runs and what came of it, under the canvas. */
export function Dock() {
  const { tab, isOpen, heightPx } = useDock()
  const tabs = useTabs()
  const inner = heightPx - TABS_HEIGHT_PX
  const panel = 'min-h-0 flex-1 overflow-auto'
  return (
    <section
      aria-label="Dock"
      className="relative max-h-[55dvh] shrink-0 border-t border-line bg-surface"
      style={{ height: isOpen ? heightPx : TABS_HEIGHT_PX }}
    >
      <ResizeHandle
        edge="top"
        label="Height of the dock"
        valuePx={heightPx}
        minPx={DOCK_HEIGHT_MIN_PX}
        maxPx={DOCK_HEIGHT_MAX_PX}
        onResize={resizeDock}
      />
      <TabRoot value={tab} onValueChange={(value) => showTab(value as DockTab)} className="flex h-full flex-col">
        <TabList label="Dock" tabs={tabs}>
          <Button
            tone="quiet"
            icon
            aria-label={isOpen ? 'Collapse the dock' : 'Open the dock'}
            aria-expanded={isOpen}
            className="self-center"
            onClick={toggleDock}
          >
            {isOpen ? <ChevronDown size={15} aria-hidden /> : <ChevronUp size={15} aria-hidden />}
          </Button>
        </TabList>
        {!isOpen && tabs.map(({ id }) => <TabPanel key={id} value={id} tabIndex={-1} />)}
        {isOpen && (
          <Suspense fallback={<p className="p-3 text-sm text-faint">Loading…</p>}>
            <TabPanel value="pnl" className={panel}>
              <PnlTab height={inner} />
            </TabPanel>
            <TabPanel value="result" className={panel}>
              <ResultTab height={inner} />
            </TabPanel>
            <TabPanel value="orders" className={panel}>
              <Orders />
            </TabPanel>
            <TabPanel value="fills" className={panel}>
              <Fills />
            </TabPanel>
            <TabPanel value="positions" className={panel}>
              <Positions />
            </TabPanel>
            <TabPanel value="log" className={panel}>
              <Log />
            </TabPanel>
            <TabPanel value="problems" className={panel}>
              <ProblemsTab />
            </TabPanel>
          </Suspense>
        )}
      </TabRoot>
    </section>
  )
}
