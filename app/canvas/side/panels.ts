/** The panels of the right-hand side, in the order of their tabs. A panel of its own is a file of its own and one line here. */
import { exposurePanel } from '../exposure/panel'
import { historyPanel } from '../history/panel'
import { inspectorPanel } from '../inspector/inspector'
import { subgraphPanel } from '../subgraphs/panel'
import { ledgerPanel, whyPanel } from '../why/panels'
import { helpPanel } from './help-panel'
import type { SidePanel } from './panel'

export const SIDE_PANELS: readonly SidePanel[] = [
  inspectorPanel,
  helpPanel,
  subgraphPanel,
  exposurePanel,
  historyPanel,
  whyPanel,
  ledgerPanel,
]
