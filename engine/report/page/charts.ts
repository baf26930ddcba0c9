/** Charts as SVG text: no outside file, colours from the page's CSS variables. */
import { escapeHtml } from './escape'

const WIDTH_DEFAULT = 1000
const LEFT = 76
const RIGHT = 8
const TOP = 10
const BOTTOM = 22

/** A point of a chart; `values` by line, null where a line has none. */
export interface LinePoint {
  readonly tsMs: number
  readonly values: readonly (number | null)[]
}

export interface ChartOptions {
  /** What it shows, for screen readers. */
  readonly title: string
  readonly height: number
  /** In the units in which text is 11 high; 1000 if not given, half of that for a chart in half the page. */
  readonly width?: number
  readonly format: (value: number) => string
  /** CSS class of each line. The first one's area is filled where `isFilled`. */
  readonly tones: readonly string[]
  readonly isFilled?: boolean
  /** Values that the axis shows in any case. */
  readonly include?: readonly number[]
}

/** Lines with labelled levels and the first and last date. Points are spaced evenly, so nights take no room. */
export function lineChart(points: readonly LinePoint[], options: ChartOptions): string {
  if (points.length < 2) return '<p class="quiet">Too few points for a chart.</p>'
  const { height, tones, include = [], width = WIDTH_DEFAULT } = options
  const [low, high] = rangeOf(points, include)
  const span = high - low || Math.max(1, Math.abs(high)) * 0.01
  const x = (index: number) => LEFT + ((width - LEFT - RIGHT) * index) / (points.length - 1)
  const y = (value: number) => TOP + ((height - TOP - BOTTOM) * (high - value)) / span
  const levels = [0, 1, 2, 3].map((step) => low + (span * step) / 3)
  const lines = tones.map((tone, line) => polylines(points, line, tone, x, y))
  const floor = height - BOTTOM
  const area = options.isFilled
    ? `<polygon class="area ${tones[0]}" points="${LEFT},${y(Math.max(low, Math.min(high, include[0] ?? low))).toFixed(1)} ${trace(points, 0, x, y)} ${width - RIGHT},${y(Math.max(low, Math.min(high, include[0] ?? low))).toFixed(1)}"/>`
    : ''
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(options.title)}" data-left="${LEFT}" data-right="${RIGHT}">`,
    ...levels.map((level) => levelLine(y(level), options.format(level), width)),
    area,
    ...lines,
    dateLabel(points[0], LEFT, floor, 'start'),
    dateLabel(points.at(-1), width - RIGHT, floor, 'end'),
    '</svg>',
  ].join('')
}

function rangeOf(points: readonly LinePoint[], include: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const take = (value: number | null) => {
    if (value === null) return
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  for (const { values } of points) for (const value of values) take(value)
  for (const value of include) take(value)
  return low <= high ? [low, high] : [0, 1]
}

type Place = (value: number) => number

/** A line, broken where it has no value. */
function polylines(points: readonly LinePoint[], line: number, tone: string, x: Place, y: Place): string {
  const pieces: string[][] = [[]]
  for (const [index, { values }] of points.entries()) {
    const value = values[line] ?? null
    if (value === null) pieces.push([])
    else pieces.at(-1)?.push(`${x(index).toFixed(1)},${y(value).toFixed(1)}`)
  }
  return pieces
    .filter((piece) => piece.length > 1)
    .map((piece) => `<polyline class="line ${tone}" points="${piece.join(' ')}"/>`)
    .join('')
}

function trace(points: readonly LinePoint[], line: number, x: Place, y: Place): string {
  return points
    .flatMap(({ values }, index) => {
      const value = values[line] ?? null
      return value === null ? [] : [`${x(index).toFixed(1)},${y(value).toFixed(1)}`]
    })
    .join(' ')
}

function levelLine(y: number, label: string, width: number): string {
  const text = `<text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${escapeHtml(label)}</text>`
  return `<line class="level" x1="${LEFT}" x2="${width - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>${text}`
}

function dateLabel(point: LinePoint | undefined, x: number, floor: number, anchor: 'start' | 'end'): string {
  if (!point) return ''
  const text = new Date(point.tsMs).toISOString().slice(0, 16).replace('T', ' ')
  return `<text x="${x}" y="${floor + 16}" text-anchor="${anchor}">${text}</text>`
}
