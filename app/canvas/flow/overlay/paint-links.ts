/** Paints the links in view: coloured by what they carry, double where reports come back up, lit or dimmed as marked. */
import { isTwoWay } from '../../kinds'
import type { CanvasState } from '../store'
import type { Box } from './curve'
import { touches } from './curve'
import type { Inks } from './inks'
import type { LinkHealth } from './link-health'
import type { LinkShape } from './scene'

/** Below this zoom a link is a thin line: what makes it double or bold could not be seen. */
const PLAIN_BELOW_ZOOM = 0.45

export interface LinkPainting {
  readonly ctx: CanvasRenderingContext2D
  readonly inks: Inks
  readonly zoom: number
  /** What is seen, in the canvas's own coordinates. */
  readonly view: Box
  readonly canvas: CanvasState
  readonly healthOf: (link: string) => LinkHealth
}

export interface LinkLook {
  color: string
  width: number
  alpha: number
  dash: readonly number[]
  isDouble: boolean
  /** Colour of a halo round it, or null. */
  halo: string | null
}

const DASHED = [6, 4]
const SOLID: readonly number[] = []

/** How a link looks: what is said of it (marks, selection) goes before how it is (stale, costly), and that before its type. */
export function linkLook(
  shape: LinkShape,
  { canvas, inks, healthOf }: Omit<LinkPainting, 'ctx' | 'view' | 'zoom'>,
): LinkLook {
  const { edge } = shape
  const { id } = edge
  const type = edge.data?.type
  const health = healthOf(id)
  const glow = canvas.linkGlows[id]
  const mark = canvas.linkMarks[id]
  const isHovered = canvas.hoveredLink === id
  const look: LinkLook = {
    color: type ? inks.ports[type] : inks['line-strong'],
    width: isTwoWay(type) ? 5 : 2,
    alpha: 1,
    dash: SOLID,
    isDouble: isTwoWay(type),
    halo: null,
  }
  if (health === 'stale') look.color = inks['line-strong']
  else if (health === 'costly') look.color = inks.warn
  else if (health === 'quiet') look.alpha = 0.55
  if (mark === 'removed') {
    look.color = inks.bad
    look.dash = DASHED
  }
  if (mark === 'added') look.halo = inks.accent
  if (glow) look.halo = glow === 'error' ? inks.bad : inks.accent
  if (edge.selected || isHovered) {
    look.width += edge.selected ? 2 : 1
    look.alpha = 1
  }
  if (edge.selected) look.halo = inks.accent
  if (canvas.cut.has(id)) look.color = inks.bad
  if (canvas.spliceInto === id) {
    look.halo = inks.accent
    look.width += 2
  }
  if (canvas.dimsOthers && !glow && !edge.selected) look.alpha = 0.18
  return look
}

function paintOne({ ctx, inks, zoom }: LinkPainting, path: Path2D, look: LinkLook): void {
  const isPlain = zoom < PLAIN_BELOW_ZOOM
  const width = isPlain ? Math.min(look.width, 2.5) : look.width
  // At the least one pixel of the screen, else a far drawing loses its links.
  const shown = Math.max(width, 1 / zoom)
  if (look.halo) {
    ctx.globalAlpha = 0.4 * look.alpha
    ctx.strokeStyle = look.halo
    ctx.lineWidth = shown + 7
    ctx.stroke(path)
  }
  ctx.globalAlpha = look.alpha
  ctx.strokeStyle = look.color
  ctx.lineWidth = shown
  if (look.dash.length > 0) ctx.setLineDash([...look.dash])
  ctx.stroke(path)
  if (look.dash.length > 0) ctx.setLineDash([])
  if (!look.isDouble || isPlain) return
  ctx.globalAlpha = 1
  ctx.strokeStyle = inks.canvas
  ctx.lineWidth = shown - 3
  ctx.stroke(path)
}

/** Paints every link that touches the view; what is looked at lies over the rest. */
export function paintLinks(painting: LinkPainting, shapes: ReadonlyMap<string, LinkShape>): void {
  const { view, canvas, ctx } = painting
  const onTop: LinkShape[] = []
  for (const shape of shapes.values()) {
    if (!touches(shape.box, view)) continue
    const { id } = shape.edge
    if (shape.edge.selected || id === canvas.hoveredLink || canvas.linkGlows[id]) onTop.push(shape)
    else if (id !== canvas.reconnecting) paintOne(painting, shape.path, linkLook(shape, painting))
  }
  for (const shape of onTop)
    if (shape.edge.id !== canvas.reconnecting) paintOne(painting, shape.path, linkLook(shape, painting))
  ctx.globalAlpha = 1
}
