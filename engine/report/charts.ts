/** Charts as SVG text: no script, no outside file, colours from the page's CSS variables. */
import type { ChartPoint } from './curve'

const WIDTH = 960
const HEIGHT = 240
const LEFT = 76
const RIGHT = 8
const TOP = 10
const BOTTOM = 24

export interface ChartOptions {
  /** What it shows, for screen readers. */
  readonly title: string
  readonly value: (point: ChartPoint) => number
  readonly format: (value: number) => string
  /** CSS class of the line and its area. */
  readonly tone: string
}

/** A line with its area, four labelled levels and the first and last date. Points are spaced evenly, so nights take no room. */
export function lineChart(points: readonly ChartPoint[], options: ChartOptions): string {
  if (points.length < 2) return '<p class="quiet">Too few points for a chart.</p>'
  const values = points.map(options.value)
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const span = high - low || Math.max(1, Math.abs(high)) * 0.01
  const x = (index: number) => LEFT + ((WIDTH - LEFT - RIGHT) * index) / (points.length - 1)
  const y = (value: number) => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / span
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  const floor = HEIGHT - BOTTOM
  const levels = [0, 1, 2, 3].map((step) => low + (span * step) / 3)
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(options.title)}" class="${options.tone}">`,
    ...levels.map((level) => levelLine(y(level), options.format(level))),
    `<polygon class="area" points="${LEFT},${floor} ${line} ${WIDTH - RIGHT},${floor}"/>`,
    `<polyline class="line" points="${line}"/>`,
    dateLabel(points[0], LEFT, 'start'),
    dateLabel(points.at(-1), WIDTH - RIGHT, 'end'),
    '</svg>',
  ].join('')
}

function levelLine(y: number, label: string): string {
  const text = `<text x="${LEFT - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${escapeHtml(label)}</text>`
  return `<line class="level" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/>${text}`
}

function dateLabel(point: ChartPoint | undefined, x: number, anchor: 'start' | 'end'): string {
  if (!point) return ''
  const text = new Date(point.tsMs).toISOString().slice(0, 16).replace('T', ' ')
  return `<text x="${x}" y="${HEIGHT - 6}" text-anchor="${anchor}">${text}</text>`
}

/** Text made safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
