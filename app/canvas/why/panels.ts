import { Filter, Route } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import type { SidePanel } from '../side/panel'

export const whyPanel: SidePanel = {
  id: 'why',
  title: 'Why',
  icon: Route,
  Body: lazy(() => import('./why-panel')),
  onShared: false,
}

export const ledgerPanel: SidePanel = {
  id: 'ledger',
  title: 'Not traded',
  icon: Filter,
  Body: lazy(() => import('./ledger-panel')),
  onShared: false,
}
