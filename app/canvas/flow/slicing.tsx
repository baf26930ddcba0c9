'use client'
import { useStoreApi } from '@xyflow/react'
import { type RefObject, useEffect, useRef } from 'react'
import { removeLinks } from '../document/edits'
import { useCanvas, useSession } from '../session'
import { crosses } from './overlay/curve'
import type { Stage } from './overlay/stage'
import type { FlowEdge, FlowNode } from './store'

interface Point {
  readonly x: number
  readonly y: number
}

/** Least way of the pointer between two points of a stroke, px. */
const STEP_PX = 3

/** One stroke of the knife, from press to release. */
class Stroke {
  private readonly points: Point[] = []
  private readonly cut = new Set<string>()

  constructor(
    private readonly line: SVGPolylineElement,
    private readonly stage: Stage,
    private readonly toCanvas: (point: Point) => Point,
  ) {}

  /** Takes the knife to a point of the window; returns every link cut so far. */
  to(point: Point): ReadonlySet<string> {
    const last = this.points.at(-1)
    if (last && Math.hypot(point.x - last.x, point.y - last.y) < STEP_PX) return this.cut
    this.points.push(point)
    this.line.setAttribute('points', this.points.map(({ x, y }) => `${x},${y}`).join(' '))
    if (last) {
      const [from, to] = [this.toCanvas(last), this.toCanvas(point)]
      for (const { edge, curve } of this.stage.links.values()) if (crosses(curve, from, to)) this.cut.add(edge.id)
    }
    return new Set(this.cut)
  }

  end(): void {
    this.line.setAttribute('points', '')
  }
}

/**
 * Cuts links by drawing across them: with Ctrl and the right button, or with the left one while the knife is taken up
 * (a command). What a stroke crosses turns red and is removed, as one step, when it ends; Escape lets everything be.
 */
export function Knife({ stage }: { readonly stage: RefObject<Stage | null> }) {
  const { canvas, document: drawing } = useSession()
  const flow = useStoreApi<FlowNode, FlowEdge>()
  const line = useRef<SVGPolylineElement>(null)
  const isTaken = useCanvas((state) => state.isCutting)
  useEffect(() => {
    const surface = line.current?.closest<HTMLElement>('.react-flow')
    if (!surface) return
    let stroke: Stroke | null = null
    const isMine = (event: MouseEvent) =>
      !drawing.getState().readOnly &&
      ((event.button === 2 && event.ctrlKey) || (event.button === 0 && canvas.getState().isCutting))
    const swallow = (event: Event) => {
      event.preventDefault()
      event.stopPropagation()
    }
    const begin = (event: PointerEvent) => {
      const { current } = stage
      if (!isMine(event) || !line.current || !current) return
      swallow(event)
      const box = surface.getBoundingClientRect()
      const toCanvas = ({ x, y }: Point) => {
        const [left, top, zoom] = flow.getState().transform
        return { x: (x - box.left - left) / zoom, y: (y - box.top - top) / zoom }
      }
      stroke = new Stroke(line.current, current, toCanvas)
      canvas.setState({ hoveredLink: null, hoveredCard: null, cut: stroke.to({ x: event.clientX, y: event.clientY }) })
    }
    const move = (event: PointerEvent) => {
      if (stroke) canvas.setState({ cut: stroke.to({ x: event.clientX, y: event.clientY }) })
    }
    const drop = () => {
      stroke?.end()
      stroke = null
      canvas.setState({ cut: new Set() })
    }
    const finish = () => {
      if (!stroke) return
      const { cut, announce } = canvas.getState()
      drop()
      if (cut.size === 0) return
      const words = `${cut.size} link${cut.size === 1 ? '' : 's'}`
      drawing.getState().edit(`Cut ${words}`, (topology) => removeLinks(topology, cut))
      announce(`${words} cut`)
    }
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || (!stroke && !canvas.getState().isCutting)) return
      event.stopPropagation()
      drop()
      canvas.setState({ isCutting: false })
    }
    // The view's own panning hears the mouse apart from the pointer.
    const silence = (event: MouseEvent) => {
      if (stroke || isMine(event)) swallow(event)
    }
    surface.addEventListener('pointerdown', begin, true)
    surface.addEventListener('mousedown', silence, true)
    surface.addEventListener('contextmenu', silenceMenu, true)
    function silenceMenu(event: MouseEvent) {
      if (stroke || event.ctrlKey) swallow(event)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', finish)
    window.addEventListener('keydown', leave, true)
    return () => {
      surface.removeEventListener('pointerdown', begin, true)
      surface.removeEventListener('mousedown', silence, true)
      surface.removeEventListener('contextmenu', silenceMenu, true)
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', finish)
      window.removeEventListener('keydown', leave, true)
    }
  }, [canvas, drawing, flow, stage])
  useEffect(() => {
    line.current?.closest('.react-flow')?.classList.toggle('is-cutting', isTaken)
  }, [isTaken])
  return (
    <>
      <svg aria-hidden className="pointer-events-none fixed inset-0 z-50 size-full">
        <polyline ref={line} fill="none" stroke="var(--bad)" strokeWidth={1.5} strokeDasharray="5 3" />
      </svg>
      {isTaken && (
        <p className="pointer-events-none absolute top-2 left-1/2 z-10 -translate-x-1/2 rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs text-muted">
          Draw across links to cut them. Esc puts the knife away.
        </p>
      )}
    </>
  )
}
