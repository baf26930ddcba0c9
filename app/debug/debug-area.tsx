'use client'
/** The parts of the page that debugging puts in place of the canvas's own. They are loaded when first needed. */
import { Suspense, useEffect } from 'react'
import { fitView } from '../canvas/commands'
import { useSession } from '../canvas/session'
import { lazy, patiently } from '../ui/lazy'
import { useDebug } from './store'
import { useController } from './use-controller'

const PARTS = {
  bar: lazy(async () => ({ default: (await import('./debug-bar')).DebugBar })),
  dock: lazy(async () => ({ default: (await import('./debug-dock')).DebugDock })),
  panel: lazy(async () => ({ default: (await import('./panel')).DebugPanel })),
  dialog: lazy(async () => ({ default: (await import('./break-dialog')).BreakDialog })),
}

/** Time for the parts to take their places, and for the cards to be measured anew. */
const FIT_AFTER_MS = 150

/** What each part takes of the page until it is there. */
const PLACES = {
  bar: 'h-11 shrink-0 border-b border-line bg-surface',
  dock: 'h-[228px] shrink-0 border-t border-line bg-surface',
  panel: 'w-[284px] shrink-0 border-l border-line bg-surface',
}

/** The drawing in the room that debugging leaves it; left, it lies as it lay before. */
function useOwnView(isOn: boolean): void {
  const session = useSession()
  useEffect(() => {
    const { instance } = session.canvas.getState()
    if (!isOn || !instance) return
    const before = instance.getViewport()
    const timer = setTimeout(() => fitView(session), FIT_AFTER_MS)
    return () => {
      clearTimeout(timer)
      void instance.setViewport(before)
    }
  }, [session, isOn])
}

/** Keys hold from the moment the run is open: React would show what is fetched a little later. */
function useKeys(isOn: boolean): void {
  const controller = useController()
  const session = useSession()
  useEffect(() => {
    if (!isOn) return
    let stop = () => {}
    let isOver = false
    void patiently(() => import('./keys')).then(({ listenToKeys }) => {
      if (!isOver) stop = listenToKeys(controller, session)
    })
    return () => {
      isOver = true
      stop()
    }
  }, [controller, session, isOn])
}

export function DebugArea({ part }: { readonly part: keyof typeof PLACES }) {
  const Part = PARTS[part]
  useOwnView(part === 'bar')
  useKeys(part === 'bar')
  const { dialog: BreakDialog } = PARTS
  return (
    <Suspense fallback={<div className={PLACES[part]} />}>
      <Part />
      {part === 'bar' && <BreakDialog />}
    </Suspense>
  )
}

/** An address with `?debug` opens debugging, at the instant it gives; whoever goes away ends the session. */
export function useDebugFromAddress(): void {
  const controller = useController()
  useEffect(() => {
    const query = new URLSearchParams(window.location.search)
    const ts = query.get('debug')
    // With a run it is that run which is gone through.
    if (ts !== null && !query.has('run')) void controller.open(ts === '' ? null : ts)
    const endWithPage = () => {
      const { session } = useDebug.getState()
      const headers = { 'content-type': 'application/json' }
      // The page is going: this is sent all the same.
      if (session)
        void fetch(`/api/debug/${session.id}/close`, { method: 'POST', headers, body: '{}', keepalive: true })
    }
    window.addEventListener('pagehide', endWithPage)
    return () => {
      window.removeEventListener('pagehide', endWithPage)
      controller.leave()
    }
  }, [controller])
}
