import { History } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import type { SidePanel } from '../side/panel'

export const historyPanel: SidePanel = {
  id: 'history',
  title: 'History',
  icon: History,
  Body: lazy(() => import('./history-panel')),
  onShared: false,
}
