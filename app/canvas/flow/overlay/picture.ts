/**
 * The canvas that is painted on, as it lies in the window: larger than what is seen, so that a view that moves shifts it, and one
 * that zooms stretches it, without painting anything.
 */
import type { Box } from './curve'

/** Painted beyond each edge of what is seen. */
const MARGIN_PX = 200

/** A view of the drawing: where its origin lies in the window, at which zoom, and the window's size. */
export interface Shown {
  readonly x: number
  readonly y: number
  readonly zoom: number
  readonly width: number
  readonly height: number
}

export class Picture {
  private shown: Shown | null = null
  private atMs = Number.NEGATIVE_INFINITY
  private ratio = 1

  constructor(readonly element: HTMLCanvasElement) {}

  /** The view that it was painted for. */
  get painted(): Shown | null {
    return this.shown
  }

  /** When it was painted as a whole, ms on the page's clock. */
  get paintedAtMs(): number {
    return this.atMs
  }

  /** Whether it is as sharp as the view, and of its size. */
  fits({ zoom, width, height }: Shown): boolean {
    const { shown } = this
    return shown !== null && shown.zoom === zoom && shown.width === width && shown.height === height
  }

  /** Whether it reaches to each edge of the view, shifted and stretched to it. */
  covers(view: Shown): boolean {
    if (!this.shown) return false
    const { left, top, scale } = this.placeFor(view, this.shown)
    const right = left + (this.shown.width + 2 * MARGIN_PX) * scale
    const bottom = top + (this.shown.height + 2 * MARGIN_PX) * scale
    return left <= 0 && top <= 0 && right >= view.width && bottom >= view.height
  }

  private placeFor({ x, y, zoom }: Shown, from: Shown) {
    const scale = zoom / from.zoom
    return { left: x - scale * (MARGIN_PX + from.x), top: y - scale * (MARGIN_PX + from.y), scale }
  }

  /** Moves and stretches it to where it belongs in the view. */
  placeIn(view: Shown): void {
    if (!this.shown) return
    const { left, top, scale } = this.placeFor(view, this.shown)
    this.element.style.transform = `translate(${left}px, ${top}px)${scale === 1 ? '' : ` scale(${scale})`}`
  }

  /** Begins anew for a view: an empty picture whose context is in the drawing's own coordinates. */
  begin(view: Shown, nowMs: number): { ctx: CanvasRenderingContext2D; box: Box } | null {
    const ctx = this.element.getContext('2d')
    if (!ctx) return null
    this.ratio = window.devicePixelRatio || 1
    this.resize(view)
    this.shown = view
    this.atMs = nowMs
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.element.width, this.element.height)
    this.toDrawing(ctx, view)
    return { ctx, box: this.boxOf(view) }
  }

  /** Empties a part of it to be painted anew; nothing beyond is touched until `end`. Null where none of it is in the picture. */
  beginPart(part: Box): { ctx: CanvasRenderingContext2D; end: () => void } | null {
    const ctx = this.element.getContext('2d')
    const { shown, ratio } = this
    if (!ctx || !shown) return null
    // Whole pixels of the screen, else the seams would show.
    const pixel = (at: number, origin: number) => (at * shown.zoom + origin + MARGIN_PX) * ratio
    const left = Math.max(0, Math.floor(pixel(part.left, shown.x)))
    const top = Math.max(0, Math.floor(pixel(part.top, shown.y)))
    const width = Math.min(this.element.width, Math.ceil(pixel(part.right, shown.x))) - left
    const height = Math.min(this.element.height, Math.ceil(pixel(part.bottom, shown.y))) - top
    if (width <= 0 || height <= 0) return null
    ctx.save()
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.beginPath()
    ctx.rect(left, top, width, height)
    ctx.clip()
    ctx.clearRect(left, top, width, height)
    this.toDrawing(ctx, shown)
    return { ctx, end: () => ctx.restore() }
  }

  private toDrawing(ctx: CanvasRenderingContext2D, { x, y, zoom }: Shown): void {
    const { ratio } = this
    ctx.setTransform(zoom * ratio, 0, 0, zoom * ratio, (x + MARGIN_PX) * ratio, (y + MARGIN_PX) * ratio)
  }

  /** What of the drawing is on it. */
  private boxOf({ x, y, zoom, width, height }: Shown): Box {
    return {
      left: (-x - MARGIN_PX) / zoom,
      top: (-y - MARGIN_PX) / zoom,
      right: (width - x + MARGIN_PX) / zoom,
      bottom: (height - y + MARGIN_PX) / zoom,
    }
  }

  /** Makes it as large as the view with its margins, in the screen's own pixels. */
  private resize({ width, height }: Shown): void {
    const { element, ratio } = this
    const [w, h] = [Math.round((width + 2 * MARGIN_PX) * ratio), Math.round((height + 2 * MARGIN_PX) * ratio)]
    if (element.width === w && element.height === h) return
    element.width = w
    element.height = h
    element.style.width = `${w / ratio}px`
    element.style.height = `${h / ratio}px`
  }
}
