'use client'
import { SlidersHorizontal } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import { useSelectedNodes } from '../session'
import type { SidePanel } from '../side/panel'
import { Overview } from './overview'

// Fields and what they need come with the first selection.
const Selected = lazy(() => import('./selected'))

/** What is selected, and how it is set. */
function Inspector() {
  const nodes = useSelectedNodes()
  return nodes.length === 0 ? <Overview /> : <Selected nodes={nodes} />
}

export const inspectorPanel: SidePanel = {
  id: 'inspector',
  title: 'Inspector',
  icon: SlidersHorizontal,
  Body: Inspector,
  onShared: true,
  isOfLevel: true,
}
