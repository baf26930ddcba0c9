'use client'
/** The equity curve of the whole run, with the cursor that all else on the page stands at. */
import { type PointerEvent, useMemo, useRef } from 'react'
import { Button } from '../ui/button'
import { formatMoney, formatTime } from '../ui/format'
import { Tooltip } from '../ui/tooltip'
import { curvePath, rangeOf } from './curve-path'
import { useDebug } from './store'
import { useController } from './use-controller'

const percentOf = (step: number, steps: number): string => `${(100 * Math.max(0, step)) / Math.max(1, steps - 1)}%`

/** How far a move that is under way is; nothing else moves when it comes and goes. */
function Progress() {
  const busy = useDebug(({ state }) => state?.busy ?? null)
  if (!busy) return null
  const percent = Math.round((100 * busy.step) / Math.max(1, busy.to))
  return (
    <div
      role="progressbar"
      aria-label="Running"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="pointer-events-none absolute inset-x-0 top-0 h-[3px] bg-line"
    >
      <div className="h-full bg-accent" style={{ width: `${percent}%` }} />
    </div>
  )
}

function Curve() {
  const curve = useDebug((state) => state.curve)
  const { drawn, fork } = useMemo(() => {
    const range = curve && rangeOf(curve.points, curve.fork?.points ?? [])
    if (!curve || !range) return { drawn: null, fork: null }
    return {
      drawn: curvePath(curve.points, curve.steps, range),
      fork: curve.fork && curvePath(curve.fork.points, curve.steps, range),
    }
  }, [curve])
  if (!drawn) return null
  return (
    <>
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" className="size-full" aria-hidden>
        <path d={drawn.area} fill="var(--accent-soft)" />
        <path d={drawn.line} fill="none" stroke="var(--accent)" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
        {fork && (
          <path
            data-testid="fork-curve"
            d={fork.line}
            fill="none"
            stroke="var(--warn)"
            strokeWidth={1.5}
            strokeDasharray="5 3"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <span className="pointer-events-none absolute top-1 left-1.5 bg-surface/70 text-2xs text-faint">
        {formatMoney(drawn.high)}
      </span>
      <span className="pointer-events-none absolute bottom-0.5 left-1.5 bg-surface/70 text-2xs text-faint">
        {formatMoney(drawn.low)}
      </span>
    </>
  )
}

/** Where the first pass was ended before its end: the way to take it up again. */
function TheRest() {
  const controller = useController()
  const isPart = useDebug(({ state }) => state !== null && state.busy === null && state.reached < state.steps)
  const isOpening = useDebug((state) => state.isOpening)
  if (!isPart || isOpening) return null
  return (
    <Tooltip text="Run to the end and come back here: then every moment is near">
      <Button className="absolute top-1 right-1" onClick={() => controller.move({ do: 'survey' })}>
        Run the rest
      </Button>
    </Tooltip>
  )
}

function Cursor() {
  const steps = useDebug(({ state }) => state?.steps ?? 0)
  const step = useDebug(({ state, wanted }) => wanted ?? state?.step ?? -1)
  return (
    <div
      className="pointer-events-none absolute inset-y-0 w-0 border-l-2 border-warn"
      style={{ left: percentOf(step, steps) }}
      aria-hidden
    />
  )
}

/** The curve as a ground to click and drag on. Keys and screen readers have the slider below it. */
function Chart() {
  const controller = useController()
  const ground = useRef<HTMLDivElement>(null)
  const steps = useDebug(({ state }) => state?.steps ?? 0)
  const scrub = (event: PointerEvent) => {
    const box = ground.current?.getBoundingClientRect()
    if (!box || steps === 0) return
    const share = (event.clientX - box.left) / box.width
    controller.scrub(Math.round(Math.min(1, Math.max(0, share)) * (steps - 1)))
  }
  return (
    <div
      ref={ground}
      data-testid="debug-chart"
      className="relative min-h-0 flex-1 cursor-ew-resize touch-none overflow-hidden rounded-sm border border-line"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        scrub(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event)
      }}
    >
      <Curve />
      <Cursor />
      <Progress />
    </div>
  )
}

function Slider() {
  const controller = useController()
  const steps = useDebug(({ state }) => state?.steps ?? 0)
  const step = useDebug(({ state, wanted }) => wanted ?? state?.step ?? -1)
  const ts = useDebug(({ state }) => state?.ts ?? null)
  return (
    <input
      type="range"
      aria-label="Moment of the run"
      aria-valuetext={ts ? `step ${step + 1} of ${steps}, ${formatTime(ts)} UTC` : 'before the first step'}
      className="h-4 w-full accent-[var(--accent)]"
      min={-1}
      max={Math.max(0, steps - 1)}
      value={step}
      onChange={(event) => controller.scrub(Number(event.target.value))}
    />
  )
}

export function Timeline() {
  return (
    <div className="relative flex min-w-0 flex-1 flex-col gap-1">
      <Chart />
      <TheRest />
      <Slider />
    </div>
  )
}
