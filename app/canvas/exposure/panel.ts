import { ShieldCheck } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import type { SidePanel } from '../side/panel'

export const exposurePanel: SidePanel = {
  id: 'exposure',
  title: 'Guards and worst case',
  icon: ShieldCheck,
  Body: lazy(() => import('./exposure-panel')),
  onShared: true,
}
