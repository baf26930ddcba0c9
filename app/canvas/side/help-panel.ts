import { CircleQuestionMark } from 'lucide-react'
import { lazy } from '../../ui/lazy'
import type { SidePanel } from './panel'

export const helpPanel: SidePanel = {
  id: 'help',
  title: 'Help',
  icon: CircleQuestionMark,
  Body: lazy(() => import('./help-body')),
  onShared: true,
  isOfLevel: true,
}
