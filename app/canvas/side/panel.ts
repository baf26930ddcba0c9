import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'

/** One panel of the right-hand side: a tab on its rail, and what is shown when that tab is chosen. */
export interface SidePanel {
  /** Stable: the choice is remembered by it. */
  readonly id: string
  /** Name of its tab and heading of the panel. */
  readonly title: string
  readonly icon: LucideIcon
  /** Mounted while it is shown. `lazy(() => import(...))` is welcome: the side waits for it, and says so where it fails. */
  readonly Body: ComponentType
  /** A mark on the tab, e.g. a count. */
  readonly Mark?: ComponentType
  /** False for what needs a topology of one's own: left out where a drawing is only shown to somebody. */
  readonly onShared: boolean
  /** True for what is about the level that is shown: inside of a subgraph it has that level's document and selection. */
  readonly isOfLevel?: boolean
}
