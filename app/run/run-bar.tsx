'use client'
import { Home } from 'lucide-react'
import { useState } from 'react'
import { asLine, isReadable } from '../../engine/sdk'
import { setName } from '../canvas/document/edits'
import { People } from '../canvas/history/people'
import { SaveStatus } from '../canvas/history/save-status'
import { useDocument, useLive, useSession } from '../canvas/session'
import { DebugButton } from '../debug/debug-button'
import { isActive } from '../live/telemetry'
import { Badge } from '../ui/badge'
import { PageLink } from '../ui/page-link'
import { deploymentLook } from '../ui/state-words'
import { ThemeToggle } from '../ui/theme'
import { Tooltip } from '../ui/tooltip'
import { ApplyButton } from './apply'
import { BacktestButton } from './backtest'
import { ExportButton } from './export-button'
import { KillSwitch } from './kill'
import { ShareButton } from './share-button'
import { StartStop } from './start-stop'
import { StopsMenu } from './stops/stops-menu'
import { SweepButton } from './sweep-link'

/** The name, edited in place. What is empty is never taken: the field goes back to the name when left. */
function NameField() {
  const { document } = useSession()
  const name = useDocument((state) => state.topology.name)
  const [typed, setTyped] = useState<string | null>(null)
  const type = (text: string) => {
    // Only what is not taken is kept here: what is, may be changed by others at any time.
    const isName = isReadable(asLine(text, text.length))
    setTyped(isName ? null : text)
    if (isName) document.getState().edit('Rename', (topology) => setName(topology, text), 'name')
  }
  return (
    <input
      aria-label="Name of the topology"
      className="h-7 field-sizing-content min-w-14 max-w-64 truncate rounded-sm border border-transparent bg-transparent px-1.5 text-sm font-semibold hover:border-line"
      value={typed ?? name}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setTyped(null)}
    />
  )
}

/** What runs, as its processes have confirmed it, and what has been asked for. The mode is on the canvas's own strip. */
function DeploymentBadge() {
  const deployment = useLive((state) => state.deployment)
  if (!deployment) return null
  const look = deploymentLook(deployment.state, deployment.requested)
  return (
    <Tooltip text={deployment.error ?? (isActive(deployment) ? 'Confirmed by its processes' : 'It has ended')}>
      <span role="status" aria-label="Deployment state">
        <Badge tone={look.tone}>{look.word}</Badge>
      </span>
    </Tooltip>
  )
}

/** The bar over the canvas: what it is, what runs of it, and all that can be asked of the engine. */
export function RunBar() {
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-2 max-[1099px]:gap-1 max-[759px]:flex-wrap max-[759px]:py-1">
      <Tooltip text="All topologies">
        <PageLink
          href="/"
          aria-label="All topologies"
          className="flex size-7 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
        >
          <Home size={15} aria-hidden />
        </PageLink>
      </Tooltip>
      <h1 className="contents">
        <NameField />
      </h1>
      <SaveStatus />
      <DeploymentBadge />
      <div className="flex-1" />
      <People />
      <BacktestButton />
      <DebugButton />
      <SweepButton />
      <span className="h-4 w-px bg-line max-[1099px]:hidden" />
      <StartStop />
      <StopsMenu />
      <ApplyButton />
      <span className="h-4 w-px bg-line max-[1099px]:hidden" />
      <ShareButton />
      <ExportButton />
      <ThemeToggle />
      <KillSwitch />
    </header>
  )
}
