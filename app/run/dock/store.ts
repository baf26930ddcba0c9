/** How the dock stands: which tab, how high, and which backtest it shows for which topology. */
import { create } from 'zustand'

export const DOCK_TABS = ['pnl', 'result', 'orders', 'fills', 'positions', 'log', 'problems'] as const
export type DockTab = (typeof DOCK_TABS)[number]

/** Height of the tabs alone: of a dock that is closed. */
export const TABS_HEIGHT_PX = 36
export const DOCK_HEIGHT_MIN_PX = 120
export const DOCK_HEIGHT_MAX_PX = 560
const HEIGHT_KEY = 'patchbay-dock-height'

interface DockState {
  readonly tab: DockTab
  readonly isOpen: boolean
  readonly heightPx: number
  /** The newest backtest started here, by topology id. */
  readonly backtests: Readonly<Record<string, string>>
}

function storedHeight(): number {
  if (typeof localStorage === 'undefined') return 236
  const stored = Number(localStorage.getItem(HEIGHT_KEY))
  return stored >= DOCK_HEIGHT_MIN_PX && stored <= DOCK_HEIGHT_MAX_PX ? stored : 236
}

export const useDock = create<DockState>(() => ({ tab: 'pnl', isOpen: true, heightPx: storedHeight(), backtests: {} }))

export function showTab(tab: DockTab): void {
  useDock.setState({ tab, isOpen: true })
}

export function toggleDock(): void {
  useDock.setState(({ isOpen }) => ({ isOpen: !isOpen }))
}

/** Sets the height within its bounds and keeps it for the next visit. */
export function resizeDock(heightPx: number): void {
  const bounded = Math.round(Math.min(DOCK_HEIGHT_MAX_PX, Math.max(DOCK_HEIGHT_MIN_PX, heightPx)))
  useDock.setState({ heightPx: bounded, isOpen: true })
  try {
    localStorage.setItem(HEIGHT_KEY, String(bounded))
  } catch {}
}

/** The backtest to be shown for a topology; its result comes to the front. */
export function showBacktest(topologyId: string, deploymentId: string): void {
  useDock.setState(({ backtests }) => ({
    backtests: { ...backtests, [topologyId]: deploymentId },
    tab: 'result',
    isOpen: true,
  }))
}
