import { Boxes } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import type { SidePanel } from '../side/panel'
import { SUBGRAPH_PANEL } from './actions'

export const subgraphPanel: SidePanel = {
  id: SUBGRAPH_PANEL,
  title: 'Subgraph',
  icon: Boxes,
  Body: lazy(() => import('./subgraph-panel')),
  onShared: true,
  isOfLevel: true,
}
