/** Paints the live figures of links: boxes of one width whatever they say, so that nothing moves while they change. A text
 * that someone put there stands still: its box is as wide as it needs. */
import type { LinkStatus } from '../../../../engine/sdk'
import { formatCompact, formatNumber, formatWithin } from '../../../ui/format'
import { pointAt, touches } from './curve'
import type { Inks } from './inks'
import type { LinkPainting } from './paint-links'
import type { LinkShape } from './scene'

const WIDTH_PX = 66
const LINE_PX = 13
const PADDING_PX = 2
/** Longest line that a label has room for. */
const CHARACTERS_MAX = 11
/** Longest line of a text that someone put there. */
const TEXT_CHARACTERS_MAX = 24
/** Below this zoom the figures could not be read. */
export const LABELS_FROM_ZOOM = 0.55

type Tone = 'text' | 'muted' | 'faint' | 'warn' | 'accent' | 'bad'

export interface Label {
  readonly lines: readonly { readonly text: string; readonly tone: Tone }[]
  readonly border: 'line' | 'warn' | 'accent' | 'bad'
  /** True where the box is as wide as its text. */
  readonly isWide?: boolean
}

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** `sell 1234567.5` → `sell 1.23M`: a figure is rounded rather than cut, as half a figure is another figure. */
export function fitted(text: string, most = CHARACTERS_MAX): string {
  if (text.length <= most) return text
  const [, words, figure] = /^(\D*? ?)([-−+]?\d[\d.]*(?:e[-+]?\d+)?)$/.exec(text) ?? []
  const value = Number(figure?.replace('−', '-'))
  if (words === undefined || !Number.isFinite(value)) return shortened(text, most)
  return shortened(`${words}${formatWithin(value, most - words.length)}`, most)
}

/** A text as it is put on a link: each of its values on a line of its own. */
const placed = (text: string): Label => ({
  lines: text.split(' · ').map((line) => ({ text: shortened(line, TEXT_CHARACTERS_MAX), tone: 'text' })),
  border: 'accent',
  isWide: true,
})

const formatMs = (ms: number): string => `${formatNumber(ms, ms < 10 ? 2 : 0)} ms`

function figures(status: LinkStatus, isStale: boolean, isCostly: boolean): Label {
  const { lastValue, eventsPerSecond, queued, dropped, latencyMsP99 } = status
  const tone: Tone = isStale ? 'faint' : 'text'
  const lines: Label['lines'][number][] = []
  if (lastValue) lines.push({ text: fitted(lastValue), tone })
  lines.push({ text: `${formatCompact(eventsPerSecond)}/s`, tone: isStale ? 'faint' : 'muted' })
  if (isCostly && latencyMsP99 != null) lines.push({ text: formatMs(latencyMsP99), tone: 'warn' })
  if (queued > 0) lines.push({ text: `${formatCompact(queued)} wait`, tone: 'muted' })
  if (dropped > 0) lines.push({ text: `−${formatCompact(dropped)}`, tone: 'warn' })
  return { lines, border: dropped > 0 || isCostly ? 'warn' : 'line' }
}

const cache = new WeakMap<LinkStatus, { readonly health: string; readonly label: Label }>()

/** What stands on a link: a text that someone put there, that it is new, or its live figures; null for nothing. */
export function labelOf(id: string, painting: LinkPainting, status: LinkStatus | undefined): Label | null {
  const { canvas, healthOf } = painting
  const text = canvas.linkTexts[id]
  if (text) return placed(text)
  const mark = canvas.linkMarks[id]
  if (mark === 'added') return { lines: [{ text: 'New', tone: 'accent' }], border: 'accent' }
  if (mark === 'removed') return { lines: [{ text: 'Removed', tone: 'bad' }], border: 'bad' }
  const health = healthOf(id)
  if (!status || health === 'off') return null
  const known = cache.get(status)
  if (known?.health === health) return known.label
  const label = figures(status, health === 'stale', health === 'costly')
  cache.set(status, { health, label })
  return label
}

function paintLabel(
  ctx: CanvasRenderingContext2D,
  inks: Inks,
  { lines, border, isWide }: Label,
  x: number,
  y: number,
): void {
  const height = lines.length * LINE_PX + 2 * PADDING_PX
  const top = y - height / 2
  const textPx = isWide ? Math.max(...lines.map(({ text }) => ctx.measureText(text).width)) + 4 * PADDING_PX : 0
  const width = Math.max(WIDTH_PX, textPx)
  ctx.beginPath()
  ctx.roundRect(x - width / 2, top, width, height, 4)
  ctx.fillStyle = inks.canvas
  ctx.fill()
  ctx.lineWidth = 1
  ctx.strokeStyle = inks[border]
  ctx.stroke()
  lines.forEach(({ text, tone }, line) => {
    ctx.fillStyle = inks[tone]
    ctx.fillText(text, x, top + PADDING_PX + (line + 0.5) * LINE_PX + 0.5)
  })
}

/** Paints the labels of the links in view. */
export function paintLabels(
  painting: LinkPainting,
  shapes: ReadonlyMap<string, LinkShape>,
  statusOf: (link: string) => LinkStatus | undefined,
): void {
  const { ctx, inks, view, canvas } = painting
  ctx.font = `10.5px ${inks.font}`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  for (const { edge, box, curve } of shapes.values()) {
    if (!touches(box, view)) continue
    const label = labelOf(edge.id, painting, statusOf(edge.id))
    if (!label) continue
    const { x, y } = pointAt(curve, 0.5)
    ctx.globalAlpha = canvas.dimsOthers && !canvas.linkGlows[edge.id] ? 0.25 : 1
    paintLabel(ctx, inks, label, x, y)
  }
  ctx.globalAlpha = 1
}
