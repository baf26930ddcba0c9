/** The parts of report.html that are plain tables and lists. */
import { FINDING_HELP, type NodeResult, type RunReport, STATISTICS, type StatisticInfo } from '../../sdk'
import { escapeHtml } from './escape'
import { count, figure, money, percent, toneOf } from './figures'

type Cell = readonly [text: string, tone?: string]

function row(cells: readonly Cell[]): string {
  return `<tr>${cells.map(([text, tone]) => `<td${tone ? ` class="${tone}"` : ''}>${escapeHtml(text)}</td>`).join('')}</tr>`
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isText = (column: number) => rows.every((cells) => cells[column]?.[1] === 'text')
  const cells = head.map((text, i) => `<th scope="col"${isText(i) ? ' class="text"' : ''}>${escapeHtml(text)}</th>`)
  return `<div class="scroll"><table><thead><tr>${cells.join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table></div>`
}

export function section(title: string, body: string, head = '', id = ''): string {
  return `<section${id ? ` id="${id}"` : ''}><div class="head"><h2>${title}</h2>${head}</div><div class="body">${body}</div></section>`
}

export function statisticList({ statistics }: RunReport): string {
  return `<dl>${STATISTICS.map((info) => statistic(info, statistics[info.id])).join('')}</dl>`
}

function statistic({ id, title, unit, formula }: StatisticInfo, value: number | null): string {
  const tone = value !== null && value < 0 && unit !== 'count' ? ' class="bad"' : ''
  const words = value === null ? `Undefined here. ${formula}` : formula
  return `<div tabindex="0"><dt>${escapeHtml(title)}</dt><dd${tone} data-statistic="${id}">${figure(unit, value)}</dd><dd class="formula">${escapeHtml(words)}</dd></div>`
}

const KEYS = [
  'totalReturn',
  'cagr',
  'sharpe',
  'maxDrawdown',
  'winRate',
  'profitFactor',
  'trades',
  'finalEquity',
] as const

/** The few figures by which a result is judged first. */
export function keyFigures({ statistics }: RunReport): string {
  const cells = STATISTICS.filter(({ id }) => (KEYS as readonly string[]).includes(id)).map(
    ({ id, title, unit }) =>
      `<div><span class="quiet">${escapeHtml(title)}</span><b>${figure(unit, statistics[id])}</b></div>`,
  )
  return `<section class="keys" aria-label="Key figures">${cells.join('')}</section>`
}

export function nodeTable({ perNode }: RunReport): string {
  const head = [
    'Node',
    'Kind',
    'P&L',
    'Realized',
    'Unrealized',
    'Fees',
    'Trades',
    'Win rate',
    'Orders',
    'Fills',
    'Denied',
  ]
  return table(
    head,
    Object.entries(perNode).map(([id, node]) => nodeRow(id, node)),
  )
}

function nodeRow(id: string, node: NodeResult): Cell[] {
  const denials = Object.entries(node.denials).map(([reason, times]) => `${reason} ${times}`)
  return [
    [id, 'text'],
    [node.kind, 'text'],
    [money(node.pnl), toneOf(node.pnl)],
    [money(node.realized)],
    [money(node.unrealized)],
    [money(node.fees)],
    [count(node.trades)],
    [percent(node.winRate, 1)],
    [count(node.orders)],
    [count(node.fills)],
    [denials.join(', ') || '–', 'text'],
  ]
}

export function instrumentTable({ perInstrument }: RunReport): string {
  const rows = Object.entries(perInstrument).map(([symbol, one]): Cell[] => [
    [symbol, 'text'],
    [money(one.pnl), toneOf(one.pnl)],
    [money(one.realized)],
    [money(one.unrealized)],
    [money(one.fees)],
    [count(one.trades)],
    [percent(one.winRate, 1)],
    [count(one.fills)],
    [money(one.traded)],
  ])
  if (rows.length === 0) return '<p class="quiet">Nothing was traded.</p>'
  return table(
    ['Instrument', 'P&L', 'Realized', 'Unrealized', 'Fees', 'Trades', 'Win rate', 'Fills', 'Value traded'],
    rows,
  )
}

export function drawdownList({ drawdowns: { deepest, longest } }: RunReport): string {
  const line = (title: string, span: typeof deepest) =>
    span
      ? `<li>${title}: ${percent(span.depth)} over ${figure('days', span.days)}, from ${day(span.peakAt)} (lowest ${day(span.troughAt)}) ${span.recoveredAt ? `to ${day(span.recoveredAt)}` : 'and not recovered at the end'}</li>`
      : `<li>${title}: none</li>`
  return `<ul>${line('Deepest', deepest)}${line('Longest', longest)}</ul>`
}

const day = (iso: string): string => iso.slice(0, 10)

export function termsList({ terms }: RunReport): string {
  const gateways = Object.entries(terms)
  if (gateways.length === 0) return '<p class="quiet">No simulated venue told its terms.</p>'
  return gateways
    .map(([node, lines]) => {
      const rows = lines.map(({ label, value }) =>
        row([
          [label, 'text'],
          [value, 'text'],
        ]),
      )
      return `<p><b>${escapeHtml(node)}</b></p><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`
    })
    .join('')
}

export function dataCheckList({ dataChecks }: RunReport): string {
  if (dataChecks.length === 0) return '<p class="quiet">The data of this run was generated, or was not checked.</p>'
  return dataChecks
    .map(({ node, dataset, rows, findings }) => {
      const head = `<p><b>${escapeHtml(dataset)}</b> <span class="quiet">node ${escapeHtml(node)}, ${count(rows)} rows</span></p>`
      if (findings.length === 0) return `${head}<p class="quiet">Nothing odd was found.</p>`
      const lines = findings.map((one): Cell[] => [
        [one.sort, 'text'],
        [one.symbol, 'text'],
        [count(one.count)],
        [FINDING_HELP[one.sort], 'text'],
        [one.example, 'text'],
      ])
      return head + table(['Finding', 'Instrument', 'Times', 'Meaning', 'First'], lines)
    })
    .join('')
}
