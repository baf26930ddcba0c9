'use client'
import { Suspense, useEffect, useState } from 'react'
import { DebugArea, useDebugFromAddress } from '../debug/debug-area'
import { runFromAddress, useRunView } from '../debug/run-view'
import { isDebugging, useDebug } from '../debug/store'
import { isNotFound, useTRPCClient, wordsOf } from '../remote/trpc'
import { TABS_HEIGHT_PX, useDock } from '../run/dock/store'
import { RunBar } from '../run/run-bar'
import { ModeFrame } from '../run/stops/mode-frame'
import { StateStrip } from '../run/stops/state-strip'
import { useNodeAction } from '../run/use-deployment'
import { LazyTour } from '../tour/lazy-tour'
import { Button } from '../ui/button'
import { lazy } from '../ui/lazy'
import { Notice } from '../ui/notice'
import { PageLink } from '../ui/page-link'
import { toast } from '../ui/toasts'
import { LiveBanner } from './banner'
import { Keyboard } from './commands/keyboard'
import { Overlays } from './commands/overlays'
import { compareFromAddress, useCompare } from './history/compare-store'
import { useFollowing } from './history/following'
import { usePointing } from './history/people'
import { RefusedDialog } from './history/refused-dialog'
import { Lasso } from './lasso'
import { type OpenSession, openSession } from './open-session'
import { Palette } from './palette'
import { useShownProblems } from './problems/show'
import { QuickAdd } from './quick-add'
import { SessionProvider, useCanvas, useDocument } from './session'
import { useSide } from './side/store'
import { Breadcrumbs } from './subgraphs/breadcrumbs'
import { useKeptKinds } from './subgraphs/kept-kinds'
import { OutermostLevel, ShownFlow, ShownLevel } from './subgraphs/scoped-session'
import { Toolbar } from './toolbar'
import { followAddress } from './view-address'
import { useChecks, useMarks, useWatching } from './watchers'
import { useWhyFromAddress } from './why/use-why'

/** What screen readers are told of selections, links and refusals. */
function LiveRegion() {
  const announcement = useCanvas((state) => state.announcement)
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {announcement}
    </p>
  )
}

function EmptyHint() {
  const isEmpty = useDocument((state) => state.topology.nodes.length === 0)
  if (!isEmpty) return null
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
      <p className="max-w-xs text-center text-sm text-faint">
        Drag a node from the palette, or click one. Begin with data; an order reaches a gateway only through a guard.
      </p>
    </div>
  )
}

// What the drawing itself does not need comes after it, into a place that is kept for it.
const Dock = lazy(() => import('../run/dock/dock').then(({ Dock }) => ({ default: Dock })))
const Side = lazy(() => import('./side/side').then(({ Side }) => ({ default: Side })))
const NodeMenu = lazy(() => import('./node-menu').then(({ NodeMenu }) => ({ default: NodeMenu })))
const CompareArea = lazy(() => import('./history/compare-area'))
const RunArea = lazy(() => import('../debug/run-area'))

/** Width of the side's tabs. */
const RAIL_WIDTH_PX = 40

function LateDock() {
  const { isOpen, heightPx } = useDock()
  const height = isOpen ? heightPx : TABS_HEIGHT_PX
  return (
    <Suspense fallback={<div className="shrink-0 border-t border-line bg-surface" style={{ height }} />}>
      <Dock />
    </Suspense>
  )
}

function LateSide() {
  const { isOpen, widthPx } = useSide()
  const width = RAIL_WIDTH_PX + (isOpen ? widthPx : 0)
  return (
    <Suspense fallback={<div className="shrink-0 border-l border-line bg-surface" style={{ width }} />}>
      <Side />
    </Suspense>
  )
}

/** The menu of the canvas, from the first time that it is asked for: it fades when it goes. */
function LateMenu({ onNodeAction }: { readonly onNodeAction: ReturnType<typeof useNodeAction> }) {
  const isOpen = useCanvas((state) => state.menu !== null)
  const [isAsked, setAsked] = useState(false)
  if (isOpen && !isAsked) setAsked(true)
  return <Suspense fallback={null}>{isAsked && <NodeMenu onNodeAction={onNodeAction} />}</Suspense>
}

/** Everything on an open canvas. */
function Workspace() {
  useChecks()
  useShownProblems()
  useMarks()
  useFollowing()
  usePointing()
  useWatching()
  useKeptKinds()
  useDebugFromAddress()
  useWhyFromAddress()
  const onNodeAction = useNodeAction()
  const isDebugged = useDebug(isDebugging)
  const pair = useCompare((state) => state.pair)
  const shownRun = useRunView((state) => state.shown)
  useEffect(
    () =>
      followAddress(() => {
        compareFromAddress()
        runFromAddress()
      }),
    [],
  )
  if (shownRun)
    return (
      <Suspense fallback={<Loading />}>
        <RunArea run={shownRun.run} ts={shownRun.ts} />
      </Suspense>
    )
  if (pair)
    return (
      <Suspense fallback={<Loading />}>
        <CompareArea pair={pair} />
        <RefusedDialog />
      </Suspense>
    )
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      {isDebugged ? <DebugArea part="bar" /> : <RunBar />}
      <ShownLevel>
        <div className="flex min-h-0 flex-1">
          {!isDebugged && <Palette />}
          <main className="flex min-w-0 flex-1 flex-col">
            <div className="relative min-h-0 flex-1">
              <LiveBanner />
              {!isDebugged && <ModeFrame />}
              {!isDebugged && <StateStrip />}
              <ShownFlow />
              <Breadcrumbs />
              <EmptyHint />
              <Lasso />
              <Toolbar />
            </div>
            <OutermostLevel>{isDebugged ? <DebugArea part="dock" /> : <LateDock />}</OutermostLevel>
          </main>
          {isDebugged ? (
            <OutermostLevel>
              <DebugArea part="panel" />
            </OutermostLevel>
          ) : (
            <LateSide />
          )}
        </div>
        <QuickAdd />
        <LateMenu onNodeAction={onNodeAction} />
        <Keyboard />
        <Overlays />
        <LiveRegion />
      </ShownLevel>
      <RefusedDialog />
      <LazyTour />
    </div>
  )
}

/** Where a topology could not be opened: words and a way on, never an empty canvas that could be saved. */
function LoadFailed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <main className="mx-auto flex h-dvh max-w-md flex-col justify-center gap-3 px-6">
      <h1 className="text-lg font-semibold">This topology could not be opened</h1>
      <Notice tone="bad">{wordsOf(error)}</Notice>
      <div className="flex gap-2">
        {!isNotFound(error) && (
          <Button tone="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
        <PageLink href="/" className="inline-flex h-7 items-center px-2 text-sm text-accent underline">
          All topologies
        </PageLink>
      </div>
    </main>
  )
}

function Loading() {
  return (
    <main className="flex h-dvh items-center justify-center" aria-busy="true">
      <p className="text-sm text-faint">Opening the topology…</p>
    </main>
  )
}

/** The canvas of one topology. What it edits is read from the server when it opens, never from a cache. */
export function CanvasPage({ id }: { readonly id: string }) {
  const client = useTRPCClient()
  const [session, setSession] = useState<OpenSession | null>(null)
  const [failure, setFailure] = useState<{ error: unknown } | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a new run of this effect.
  useEffect(() => {
    let opened: OpenSession | null = null
    let isGone = false
    const open = async () => {
      try {
        const detail = await client.topologies.get.query({ id })
        if (isGone) return
        const session = await openSession(client, detail)
        if (isGone) return session.close()
        opened = session
        document.title = `${detail.name} · Patchbay`
        if (opened.restored) toast('Edits that were not saved yet have been restored from this browser')
        setSession(opened)
      } catch (error) {
        if (!isGone) setFailure({ error })
      }
    }
    setFailure(null)
    setSession(null)
    void open()
    return () => {
      isGone = true
      opened?.close()
    }
  }, [client, id, attempt])
  if (failure) return <LoadFailed error={failure.error} onRetry={() => setAttempt(attempt + 1)} />
  if (!session) return <Loading />
  return (
    <SessionProvider value={session}>
      <Workspace />
    </SessionProvider>
  )
}
