'use client'
/** The tour over an open canvas: a card beside the control it tells of. It blocks nothing, and Escape ends it. */
import { X } from 'lucide-react'
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { TOUR_STEPS } from './steps'
import { endTour, goToStep, useTour } from './store'

const CARD_WIDTH_PX = 320
const CARD_HEIGHT_PX = 190
const GAP_PX = 12

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where the control lies now; followed as the window and the page change. */
function useBoxOf(find: () => Element | null): Box | null {
  const [box, setBox] = useState<Box | null>(null)
  useEffect(() => {
    const measure = () => {
      const found = find()?.getBoundingClientRect()
      const next = found && { left: found.left, top: found.top, width: found.width, height: found.height }
      setBox((before) => (JSON.stringify(before) === JSON.stringify(next ?? null) ? before : (next ?? null)))
    }
    measure()
    // Controls come and go with what runs; nothing tells of all their moves.
    const timer = setInterval(measure, 250)
    window.addEventListener('resize', measure)
    return () => {
      clearInterval(timer)
      window.removeEventListener('resize', measure)
    }
  }, [find])
  return box
}

const within = (value: number, most: number): number => Math.max(GAP_PX, Math.min(value, most - GAP_PX))

/** Under the control where there is room, else over it. */
function placeBeside(box: Box | null): CSSProperties {
  if (!box) return { left: GAP_PX, bottom: GAP_PX, width: CARD_WIDTH_PX }
  const below = box.top + box.height + GAP_PX
  const top = below + CARD_HEIGHT_PX < window.innerHeight ? below : box.top - CARD_HEIGHT_PX - GAP_PX
  return {
    left: within(box.left, window.innerWidth - CARD_WIDTH_PX),
    top: within(top, window.innerHeight - CARD_HEIGHT_PX),
    width: CARD_WIDTH_PX,
  }
}

function Step({ at }: { readonly at: number }) {
  const step = TOUR_STEPS[at] ?? TOUR_STEPS[0]
  const card = useRef<HTMLDivElement>(null)
  const box = useBoxOf(step?.find ?? (() => null))
  const isLast = at === TOUR_STEPS.length - 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step is read out, and its buttons are the next Tab.
  useEffect(() => card.current?.focus(), [at])
  if (!step) return null
  return (
    <>
      {box && (
        <div
          aria-hidden
          className="pointer-events-none fixed z-40 rounded-md ring-2 ring-accent ring-offset-2 ring-offset-canvas"
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      )}
      <div
        ref={card}
        role="dialog"
        aria-modal={false}
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Escape') endTour()
          else if (event.key === 'ArrowRight' && !isLast) goToStep(at + 1)
          else if (event.key === 'ArrowLeft' && at > 0) goToStep(at - 1)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
        className="fixed z-40 rounded-md border border-accent bg-surface p-3 text-sm shadow-[var(--shadow)] outline-none"
        style={placeBeside(box)}
      >
        <div className="flex items-start gap-2">
          <h2 id="tour-title" className="flex-1 font-semibold">
            {step.title}
          </h2>
          <Button tone="quiet" icon aria-label="End the tour" onClick={endTour}>
            <X size={14} aria-hidden />
          </Button>
        </div>
        <p id="tour-text" className="pb-3 text-muted">
          {step.text}
        </p>
        <div className="flex items-center gap-2">
          <span className="flex-1 text-xs text-faint">
            {at + 1} of {TOUR_STEPS.length}
          </span>
          {at > 0 && <Button onClick={() => goToStep(at - 1)}>Back</Button>}
          <Button tone="primary" onClick={() => (isLast ? endTour() : goToStep(at + 1))}>
            {isLast ? 'Done' : 'Next'}
          </Button>
        </div>
      </div>
    </>
  )
}

/** The step that is shown, if any. */
export default function Tour() {
  const step = useTour((state) => state.step)
  return step === null ? null : <Step at={step} />
}
