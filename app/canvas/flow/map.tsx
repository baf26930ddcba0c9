'use client'
import { useReactFlow, useStoreApi } from '@xyflow/react'
import { type PointerEvent, useEffect, useRef } from 'react'
import { useSession } from '../session'
import { type Box, touches } from './overlay/curve'
import { type Inks, onThemeChange, readInks } from './overlay/inks'
import { boxOfNode } from './overlay/scene'
import type { FlowEdge, FlowNode } from './store'

const WIDTH_PX = 148
const HEIGHT_PX = 96
const PADDING_PX = 6
/** While nodes are dragged they are painted anew this often at most. */
const DRAWN_EVERY_MS = 150

/** Where the drawing lies on the map: `scale` px of the map to one of the canvas. */
interface Placing {
  readonly left: number
  readonly top: number
  readonly scale: number
}

function placing(boxes: readonly Box[]): Placing | null {
  if (boxes.length === 0) return null
  const left = Math.min(...boxes.map((box) => box.left))
  const top = Math.min(...boxes.map((box) => box.top))
  const width = Math.max(...boxes.map((box) => box.right)) - left
  const height = Math.max(...boxes.map((box) => box.bottom)) - top
  const scale = Math.min((WIDTH_PX - 2 * PADDING_PX) / width, (HEIGHT_PX - 2 * PADDING_PX) / height)
  return {
    scale,
    left: left - (WIDTH_PX / scale - width) / 2,
    top: top - (HEIGHT_PX / scale - height) / 2,
  }
}

/** The nodes as they lie on the map, painted once and kept until one moves. */
class MapPainter {
  private inks: Inks | null = null
  private readonly drawing = document.createElement('canvas')
  private nodes: readonly FlowNode[] | null = null
  private place: Placing | null = null
  private drawnAtMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly element: HTMLCanvasElement,
    private readonly ratio: number,
  ) {
    for (const canvas of [element, this.drawing]) {
      canvas.width = WIDTH_PX * ratio
      canvas.height = HEIGHT_PX * ratio
    }
  }

  get placing(): Placing | null {
    return this.place
  }

  forgetInks(): void {
    this.inks = null
    this.nodes = null
  }

  /** @returns how long to wait until nodes that moved can be painted, ms; 0 where all is painted. */
  paint(nodes: readonly FlowNode[], boxes: () => readonly Box[], view: Box): number {
    const ctx = this.element.getContext('2d')
    this.inks ??= readInks(this.element.parentElement ?? document.body)
    if (!ctx) return 0
    const waitMs = nodes === this.nodes ? 0 : Math.max(0, this.drawnAtMs + DRAWN_EVERY_MS - performance.now())
    if (nodes !== this.nodes && waitMs === 0) {
      this.nodes = nodes
      this.drawnAtMs = performance.now()
      this.paintDrawing(boxes(), this.inks)
    }
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.element.width, this.element.height)
    ctx.drawImage(this.drawing, 0, 0)
    if (this.place) this.paintView(ctx, this.place, view, this.inks)
    return waitMs
  }

  private paintDrawing(boxes: readonly Box[], inks: Inks): void {
    const ctx = this.drawing.getContext('2d')
    if (!ctx) return
    this.place = placing(boxes)
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    ctx.clearRect(0, 0, WIDTH_PX, HEIGHT_PX)
    if (!this.place) return
    const { left, top, scale } = this.place
    ctx.fillStyle = inks.faint
    for (const box of boxes) {
      const width = Math.max(1, (box.right - box.left) * scale)
      ctx.fillRect(
        (box.left - left) * scale,
        (box.top - top) * scale,
        width,
        Math.max(1, (box.bottom - box.top) * scale),
      )
    }
  }

  private paintView(ctx: CanvasRenderingContext2D, { left, top, scale }: Placing, view: Box, inks: Inks): void {
    const whole = { left, top, right: left + WIDTH_PX / scale, bottom: top + HEIGHT_PX / scale }
    if (!touches(view, whole)) return
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    ctx.strokeStyle = inks.accent
    ctx.lineWidth = 1.5
    const [x, y] = [(view.left - left) * scale, (view.top - top) * scale]
    ctx.strokeRect(x, y, (view.right - view.left) * scale, (view.bottom - view.top) * scale)
  }
}

/** A map of the whole drawing with what is seen of it; a press or drag goes there. */
export function CanvasMap() {
  const { canvas } = useSession()
  const flow = useStoreApi<FlowNode, FlowEdge>()
  const { setCenter, getZoom } = useReactFlow()
  const element = useRef<HTMLCanvasElement>(null)
  const painter = useRef<MapPainter | null>(null)
  useEffect(() => {
    if (!element.current) return
    const made = new MapPainter(element.current, window.devicePixelRatio || 1)
    painter.current = made
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const paint = () => {
      frame = 0
      const { nodeLookup, transform, width, height } = flow.getState()
      const [x, y, zoom] = transform
      const view = { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
      const waitMs = made.paint(canvas.getState().nodes, () => [...nodeLookup.values()].map(boxOfNode), view)
      clearTimeout(timer)
      if (waitMs > 0) timer = setTimeout(ask, waitMs)
    }
    const ask = () => {
      if (frame === 0) frame = requestAnimationFrame(paint)
    }
    const stops = [
      flow.subscribe(ask),
      onThemeChange(() => {
        made.forgetInks()
        ask()
      }),
    ]
    ask()
    return () => {
      for (const stop of stops) stop()
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [canvas, flow])
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const place = painter.current?.placing
    if (!place || event.buttons !== 1) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { offsetX, offsetY } = event.nativeEvent
    void setCenter(place.left + offsetX / place.scale, place.top + offsetY / place.scale, { zoom: getZoom() })
  }
  return (
    <canvas
      ref={element}
      role="img"
      aria-label="Map of the canvas"
      className="canvas-map nokey nopan nowheel"
      style={{ width: WIDTH_PX, height: HEIGHT_PX }}
      onPointerDown={go}
      onPointerMove={go}
    />
  )
}
