'use client'
import { Compass } from 'lucide-react'
import { useEffect, useState } from 'react'
import { endTour, startTour, useTour } from '../tour/store'
import { Button } from '../ui/button'
import type { Gallery } from './use-gallery'

/** The template that the tour is taken on. */
const TOUR_TEMPLATE = 'pair-trade'

/** Begins the tour on a drawing of its own. */
function takeTour(gallery: Gallery): void {
  startTour()
  gallery.createFrom(TOUR_TEMPLATE)
}

/** For somebody who is here for the first time; gone for good once it was taken or declined. */
export function Welcome({ gallery }: { readonly gallery: Gallery }) {
  const isKnown = useTour((state) => state.isKnown)
  // What this browser remembers is not known where the page is first drawn.
  const [isHere, setHere] = useState(false)
  useEffect(() => setHere(true), [])
  if (!isHere || isKnown) return null
  return (
    <section
      aria-label="First steps"
      className="mb-4 flex flex-wrap items-center gap-3 rounded-md border border-accent/40 bg-accent-soft px-4 py-3"
    >
      <Compass size={18} aria-hidden className="text-accent" />
      <p className="min-w-64 flex-1 text-sm">
        <span className="font-medium">New here?</span> Six short steps on a pair trade: the drawing, a backtest, a
        replay, and how to change what runs.
      </p>
      <Button tone="primary" disabled={gallery.isBusy} onClick={() => takeTour(gallery)}>
        Show me around
      </Button>
      <Button onClick={endTour}>Not now</Button>
    </section>
  )
}

/** The way back to the tour once the invitation is gone. */
export function TourButton({ gallery }: { readonly gallery: Gallery }) {
  return (
    <Button tone="quiet" disabled={gallery.isBusy} onClick={() => takeTour(gallery)}>
      <Compass size={14} aria-hidden />
      Tour
    </Button>
  )
}
