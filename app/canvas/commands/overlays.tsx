'use client'
import { Suspense } from 'react'
import { lazy } from '../../ui/lazy'
import { EarlyKeys } from './early-keys'
import { type Overlay, openOverlay, useOverlay } from './ui'

const OVERLAYS = {
  commands: lazy(() => import('./command-palette')),
  keys: lazy(() => import('./key-sheet')),
  link: lazy(() => import('./link-chooser')),
  find: lazy(() => import('../find-bar')),
} satisfies Readonly<Record<Overlay, unknown>>

const close = () => openOverlay(null)

/** The overlay that is open, loaded when it is first asked for. */
export function Overlays() {
  const open = useOverlay((state) => state.open)
  const Shown = open && OVERLAYS[open]
  return <Suspense fallback={<EarlyKeys onClose={close} />}>{Shown && <Shown onClose={close} />}</Suspense>
}
