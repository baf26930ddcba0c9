/** The dotted ground of the canvas, as a pattern that is made anew only when the zoom changes. */
import type { Box } from './curve'
import type { Inks } from './inks'

const GAP = 24
const DOT_PX = 1.4
/** Least distance of two dots on the screen, px: of a drawing seen from afar only each second, fourth… is left. */
const GAP_PX_MIN = 14

export class Dots {
  private pattern: CanvasPattern | null = null
  private made = ''
  private gap = GAP

  /** Paints under everything else; the context is scaled by `zoom * ratio`. */
  paint(ctx: CanvasRenderingContext2D, inks: Inks, zoom: number, ratio: number, view: Box): void {
    const key = `${zoom} ${ratio} ${inks['canvas-dot']}`
    if (key !== this.made) this.make(ctx, inks['canvas-dot'], zoom, ratio)
    this.made = key
    if (!this.pattern) return
    const tile = Math.max(1, Math.round(this.gap * zoom * ratio))
    this.pattern.setTransform(new DOMMatrix().scale(this.gap / tile))
    ctx.fillStyle = this.pattern
    ctx.fillRect(view.left, view.top, view.right - view.left, view.bottom - view.top)
  }

  private make(ctx: CanvasRenderingContext2D, color: string, zoom: number, ratio: number): void {
    this.gap = GAP
    while (this.gap * zoom < GAP_PX_MIN) this.gap *= 2
    const tile = document.createElement('canvas')
    tile.width = tile.height = Math.max(1, Math.round(this.gap * zoom * ratio))
    const to = tile.getContext('2d')
    if (!to) return
    to.fillStyle = color
    to.fillRect(0, 0, DOT_PX * ratio, DOT_PX * ratio)
    this.pattern = ctx.createPattern(tile, 'repeat')
  }
}
