/** report.html: one file that needs nothing else, not even a network. */
import { createHash } from 'node:crypto'
import type { PriceSeries } from '../../results'
import type { BuiltReport } from '../build'
import { type LinePoint, lineChart } from './charts'
import { pageData, TRADES_MAX } from './data'
import { escapeHtml, jsonForScript } from './escape'
import { count, money, percent, plain } from './figures'
import { monthlyHeatmap } from './heatmap'
import { SCRIPT } from './script'
import {
  dataCheckList,
  drawdownList,
  instrumentTable,
  keyFigures,
  nodeTable,
  section,
  statisticList,
  termsList,
} from './sections'
import { STYLE } from './style'

/** Nothing is loaded, and of scripts only ours runs. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`

/**
 * The whole page as text. Every text of the run is escaped.
 * @param prices of the traded instruments; none where the market of the run is not known.
 */
export function reportHtml(built: BuiltReport, prices: readonly PriceSeries[] = []): string {
  const { report } = built
  const name = escapeHtml(report.topology.name)
  const data = pageData(built, prices)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${name}: ${report.mode}</title><style>${STYLE}</style></head><body>
<header><h1>${name}</h1><span class="badge">${report.mode.toUpperCase()}</span><span class="grow"></span>
<span class="quiet">${escapeHtml(subtitle(built))}</span><button type="button" id="theme">Dark or light</button></header>
<main>
${warningList(report.warnings)}
${keyFigures(report)}
${curves(built, data)}
${priceSection(prices.length > 0)}
${section('Statistics', statisticList(report), '<span class="quiet">hover or focus one for its formula; – where it is undefined</span>')}
${section('Monthly returns', monthlyHeatmap(report.monthly))}
${tradeSection(built)}
<div class="two">${section('Drawdowns', drawdownList(report))}${section('Rolling Sharpe', rollingChart(built), `<span class="quiet">last ${report.rollingSharpe.windowDays} days</span>`)}</div>
${section('By node', nodeTable(report))}
${section('By instrument', instrumentTable(report))}
<div class="two">${section('Terms of the venue', termsList(report))}${section('Data checks', dataCheckList(report))}</div>
</main>
<footer class="quiet"><p>Graph <code>${escapeHtml(report.topology.hash)}</code><br>
Data <code>${escapeHtml(report.data.hash)}</code><br>Seed ${report.seed}. Days end at midnight ${escapeHtml(report.calendar.zone)};
${report.calendar.periodsPerYear} make a year. Benchmark: ${escapeHtml(report.benchmark?.name ?? 'none')}.</p></footer>
<script type="application/json" id="data">${jsonForScript(data)}</script>
<script>${SCRIPT}</script>
</body></html>
`
}

function warningList(warnings: readonly string[]): string {
  if (warnings.length === 0) return ''
  return `<ul class="warnings">${warnings.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`
}

function subtitle({ report }: BuiltReport): string {
  const { from, to, bars } = report.data
  const span = from === null || to === null ? 'no data' : `${from.slice(0, 10)} to ${to.slice(0, 10)}`
  return `${span} · ${count(bars)} bars · ${count(report.calendar.days)} days`
}

function curves({ report }: BuiltReport, { curve }: ReturnType<typeof pageData>): string {
  const { tsMs, equity, drawdown, benchmark } = curve
  const points = (columns: readonly (readonly (number | null)[] | null)[]): LinePoint[] =>
    tsMs.map((ts, index) => ({ tsMs: ts, values: columns.map((column) => column?.[index] ?? null) }))
  const charts = [
    `<div id="equity">${lineChart(points([equity, benchmark]), { title: 'Equity', height: 220, format: money, tones: ['equity', 'other'] })}</div>`,
    `<div id="drawdown">${lineChart(points([drawdown]), { title: 'Drawdown', height: 110, format: (value) => percent(value), tones: ['bad'], isFilled: true, include: [0] })}</div>`,
  ]
  const legend = report.benchmark ? `dashed: ${escapeHtml(report.benchmark.name)}` : ''
  const readout = `<span class="grow"></span><span class="quiet readout" id="curve-readout" aria-live="off">${legend}</span>`
  return section('Equity and drawdown', charts.join(''), readout)
}

function priceSection(hasPrices: boolean): string {
  if (!hasPrices)
    return section('Prices, entries and exits', '<p class="quiet">The prices of this run are not known.</p>')
  const button = (id: string, text: string, label: string) =>
    `<button type="button" id="${id}" aria-label="${label}">${text}</button>`
  const buttons = [
    '<label class="quiet">Instrument <select id="instrument"></select></label>',
    '<span class="grow"></span><span class="quiet" id="price-note"></span>',
    button('earlier', '←', 'Earlier'),
    button('later', '→', 'Later'),
    button('nearer', '+', 'Zoom in'),
    button('farther', '−', 'Zoom out'),
    button('whole', 'Whole run', 'Show the whole run'),
  ]
  const svg = '<svg id="prices" viewBox="0 0 1000 320" role="img" aria-label="Prices with entries and exits"></svg>'
  const key = '<p class="quiet">▲ long in, ▼ short in, ○ out. Choose a trade in the list to come to its bar.</p>'
  return section('Prices, entries and exits', svg + key, buttons.join(''), 'price-section')
}

function tradeSection({ trades }: BuiltReport): string {
  if (trades.length === 0) return section('Trades', '<p class="quiet">No position was closed.</p>')
  const more = trades.length - TRADES_MAX
  const rest =
    more > 0 ? `the first ${count(TRADES_MAX)} of ${count(trades.length)}; trades.csv has all` : count(trades.length)
  const table = '<div class="scroll"><table id="trades"><thead></thead><tbody></tbody></table></div>'
  const pager =
    '<span class="grow"></span><button type="button" id="previous">Previous</button><span class="quiet" id="page"></span><button type="button" id="next">Next</button>'
  return section('Trades', table, `<span class="quiet">${rest}; choose one to see its bar</span>${pager}`)
}

function rollingChart({ report }: BuiltReport): string {
  const points = report.rollingSharpe.points.map(({ day, sharpe }) => ({ tsMs: Date.parse(day), values: [sharpe] }))
  const options = { title: 'Rolling Sharpe ratio', height: 160, width: 520, tones: ['equity'], include: [0] }
  return lineChart(points, { ...options, format: (value) => plain(value) })
}
