/** report.html: one file that needs nothing else. */
import { isoFromNs, STATISTICS, type StatisticInfo } from '../sdk'
import type { BuiltReport } from './build'
import { escapeHtml, lineChart } from './charts'
import { nodeIdOf } from './rows'
import type { Trade } from './trades'

/** Most trades shown; trades.csv has them all. */
const TRADES_SHOWN_MAX = 1_000

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --ink: #16202b; --quiet: #5d6b7a; --rule: #dde3ea; --card: #f5f7fa;
  --good: #0a7d4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #10161d; --ink: #e6ecf2; --quiet: #93a1b0; --rule: #2a3541;
  --card: #18212b; --good: #4cc38a; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1040px; padding: 24px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 17px; margin: 32px 0 8px; }
.quiet { color: var(--quiet); } code { font-size: 13px; overflow-wrap: anywhere; }
.warning { border-left: 3px solid var(--bad); padding: 4px 12px; margin: 6px 0; background: var(--card); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; margin: 0; }
dl div { background: var(--card); border-radius: 8px; padding: 8px 12px; }
dt { color: var(--quiet); font-size: 13px; cursor: help; text-decoration: underline dotted; } dd { margin: 0; font-size: 18px; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--quiet); font-weight: 500; } .text { text-align: left; } .good { color: var(--good); } .bad { color: var(--bad); }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; }
.level { stroke: var(--rule); } .line { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.area { fill: currentColor; opacity: 0.12; }
`

/** The whole page as text. Every text of the run is escaped; there is no script. */
export function reportHtml(built: BuiltReport): string {
  const { report, curve, trades } = built
  const name = escapeHtml(report.topology.name)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}: ${report.mode}</title><style>${STYLE}</style></head><body>
<header><h1>${name}</h1><p class="quiet">${escapeHtml(subtitle(built))}</p></header>
${report.warnings.map((text) => `<p class="warning">${escapeHtml(text)}</p>`).join('\n')}
<section><h2>Statistics</h2><dl>${STATISTICS.map((info) => statistic(info, report.statistics[info.id])).join('')}</dl></section>
<section><h2>Equity</h2>${lineChart(curve.chart, { title: 'Equity', value: (p) => p.equity, format: money, tone: 'good' })}</section>
<section><h2>Drawdown</h2>${lineChart(curve.chart, { title: 'Drawdown', value: (p) => p.drawdown, format: percent, tone: 'bad' })}</section>
<section><h2>Nodes</h2>${nodeTable(built)}</section>
<section><h2>Trades</h2>${tradeTable(built, trades)}</section>
<footer class="quiet"><h2>Made from</h2><p>Graph <code>${escapeHtml(report.topology.hash)}</code><br>
Data <code>${escapeHtml(report.data.hash)}</code><br>Seed ${report.seed}. Days end at midnight ${escapeHtml(report.calendar.zone)};
${report.calendar.periodsPerYear} make a year.</p></footer>
</body></html>
`
}

function subtitle({ report }: BuiltReport): string {
  const { from, to, bars } = report.data
  const span = from === null || to === null ? 'no data' : `${from} to ${to}`
  return `${report.mode} · ${span} · ${bars.toLocaleString('en-US')} bars · ${report.calendar.days} days`
}

function statistic(info: StatisticInfo, value: number | null): string {
  const tone = value !== null && value < 0 && info.unit !== 'count' ? ' class="bad"' : ''
  return `<div><dt title="${escapeHtml(info.formula)}">${escapeHtml(info.title)}</dt><dd${tone}>${figure(info.unit, value)}</dd></div>`
}

/** A statistic as people read it; a dash where it is undefined. */
function figure(unit: StatisticInfo['unit'], value: number | null): string {
  if (value === null) return '–'
  if (unit === 'ratio') return percent(value)
  if (unit === 'money') return money(value)
  return unit === 'count' ? value.toLocaleString('en-US') : value.toFixed(2)
}

const money = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const percent = (value: number): string => `${(value * 100).toFixed(2)} %`

function nodeTable({ report }: BuiltReport): string {
  const rows = Object.entries(report.perNode).map(([id, node]) => {
    const denials = Object.entries(node.denials).map(([reason, count]) => `${reason} ${count}`)
    return row([
      [id, 'text'],
      [node.kind, 'text'],
      [node.pnl === null ? '–' : money(node.pnl), toneOf(node.pnl)],
      [String(node.trades)],
      [String(node.orders)],
      [String(node.fills)],
      [money(node.fees)],
      [denials.join(', ') || '–', 'text'],
    ])
  })
  return table(['Node', 'Kind', 'P&L', 'Trades', 'Orders', 'Fills', 'Fees', 'Denied'], [0, 1, 7], rows)
}

function tradeTable({ names }: BuiltReport, trades: readonly Trade[]): string {
  if (trades.length === 0) return '<p class="quiet">No position was closed.</p>'
  const rows = trades
    .slice(0, TRADES_SHOWN_MAX)
    .map((trade) =>
      row([
        [nodeIdOf(names, trade.node), 'text'],
        [names.instruments.get(trade.instrument).symbol, 'text'],
        [trade.side, 'text'],
        [isoFromNs(trade.openedNs), 'text'],
        [isoFromNs(trade.closedNs), 'text'],
        [String(trade.quantity)],
        [trade.entryPrice.toFixed(4)],
        [trade.exitPrice.toFixed(4)],
        [money(trade.fees)],
        [money(trade.pnl), toneOf(trade.pnl)],
        [trade.return === null ? '–' : percent(trade.return)],
      ]),
    )
  const more = trades.length - rows.length
  const rest = more > 0 ? `<p class="quiet">${more} more are in trades.csv.</p>` : ''
  const head = ['Node', 'Instrument', 'Side', 'Opened', 'Closed', 'Quantity', 'Entry', 'Exit', 'Fees', 'P&L', 'Return']
  return table(head, [0, 1, 2, 3, 4], rows) + rest
}

const toneOf = (value: number | null): string => (value === null || value === 0 ? '' : value > 0 ? 'good' : 'bad')

function row(cells: readonly (readonly [text: string, tone?: string])[]): string {
  return `<tr>${cells.map(([text, tone]) => `<td${tone ? ` class="${tone}"` : ''}>${escapeHtml(text)}</td>`).join('')}</tr>`
}

function table(head: readonly string[], textColumns: readonly number[], rows: readonly string[]): string {
  const cells = head.map((text, i) => `<th${textColumns.includes(i) ? ' class="text"' : ''}>${escapeHtml(text)}</th>`)
  return `<div class="scroll"><table><thead><tr>${cells.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
