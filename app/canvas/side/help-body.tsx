'use client'
import { KindIcon } from '../../ui/icons'
import { Empty } from '../../ui/notice'
import { findManifest } from '../drawing-kinds'
import { KindHelpPage } from '../inspector/help'
import { useSelectedNodes } from '../session'
import { SideScroll } from './scroll'

/** What the kind of the selected node says of itself. */
export default function Help() {
  const [first, ...others] = useSelectedNodes()
  const kinds = new Set([first, ...others].map((node) => node?.kind))
  if (!first || kinds.size > 1)
    return (
      <Empty title={first ? 'Nodes of several kinds are selected.' : 'Nothing is selected.'}>
        Select a node to read about its kind: inputs, outputs, parameters, and what can go wrong.
      </Empty>
    )
  const manifest = findManifest(first.kind)
  return (
    <SideScroll label={`Help about ${manifest?.label ?? first.kind}`} className="px-3 pt-2.5 pb-4">
      <p className="flex items-center gap-2 pb-2 font-mono text-xs text-faint">
        <KindIcon name={manifest?.icon ?? ''} /> {first.kind} v{first.version}
      </p>
      <KindHelpPage kind={first.kind} />
    </SideScroll>
  )
}
