/**
 * The page's script: plain JavaScript that reads the data block beside it. It makes elements, never markup from text, so
 * that no name of the run can be taken for anything but a name.
 */
export const SCRIPT = `
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
const byId = (id) => document.getElementById(id)
const NS = 'http://www.w3.org/2000/svg'
const make = (name, attributes, parent, text) => {
  const made = document.createElementNS(NS, name)
  for (const key in attributes) made.setAttribute(key, attributes[key])
  if (text !== undefined) made.textContent = text
  parent.append(made)
  return made
}
const two = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const amount = (value) => two.format(value).replace('-', '−')
const share = (value) => (value === null ? '–' : (value * 100).toFixed(2).replace('-', '−') + ' %')
const price = (value) =>
  Number(value.toPrecision(7)).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 }).replace('-', '−')
const time = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer
const series = data.series.map((one) => ({
  ...one,
  tsMs: new Float64Array(bytes(one.tsMs)),
  open: new Float32Array(bytes(one.open)),
  high: new Float32Array(bytes(one.high)),
  low: new Float32Array(bytes(one.low)),
  close: new Float32Array(bytes(one.close)),
}))

byId('theme').addEventListener('click', () => {
  const root = document.documentElement
  const isDark = (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  root.dataset.theme = isDark ? 'light' : 'dark'
})
for (const card of document.querySelectorAll('dl div')) {
  const turn = () => card.classList.toggle('end', card.getBoundingClientRect().left + 300 > document.documentElement.clientWidth)
  card.addEventListener('mouseenter', turn)
  card.addEventListener('focus', turn)
}

/** Reads the curves under the pointer. */
for (const name of ['equity', 'drawdown']) {
  const svg = document.querySelector('#' + name + ' svg')
  if (!svg) continue
  const { left, right } = svg.dataset
  const { width, height } = svg.viewBox.baseVal
  const cross = make('line', { class: 'cross', y1: 0, y2: height - 22, visibility: 'hidden' }, svg)
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect()
    const inner = width - left - right
    const at = (((event.clientX - box.left) / box.width) * width - left) / inner
    const count = data.curve.tsMs.length
    const index = Math.max(0, Math.min(count - 1, Math.round(at * (count - 1))))
    const x = Number(left) + (inner * index) / (count - 1)
    cross.setAttribute('x1', x)
    cross.setAttribute('x2', x)
    cross.setAttribute('visibility', 'visible')
    const beside = data.curve.benchmark ? ' · benchmark ' + amount(data.curve.benchmark[index]) : ''
    byId('curve-readout').textContent = time(data.curve.tsMs[index]) + ' UTC · equity ' + amount(data.curve.equity[index]) +
      ' · drawdown ' + share(data.curve.drawdown[index]) + beside
  })
  svg.addEventListener('pointerleave', () => cross.setAttribute('visibility', 'hidden'))
}

const [OPENED, CLOSED, INSTRUMENT, SIDE, QUANTITY, ENTRY, EXIT, FEES, PNL, RETURN, MAE, MFE, FLAGS, NODE] = Array(14).keys()
const DRAWN_MAX = 240
const MARKS_MAX = 240
const view = { series: 0, from: 0, to: 0, trade: null }

function placeOf(one, ms) {
  let low = 0
  let high = one.tsMs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (one.tsMs[middle] < ms) low = middle + 1
    else high = middle
  }
  return Math.min(low, one.tsMs.length - 1)
}

function show(from, to) {
  const count = series[view.series].tsMs.length
  const span = Math.max(10, Math.min(count, Math.round(to - from)))
  view.from = Math.max(0, Math.min(count - span, Math.round(from)))
  view.to = Math.min(count, view.from + span)
  drawPrices()
}

function drawPrices() {
  const svg = byId('prices')
  svg.replaceChildren()
  const one = series[view.series]
  const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [1000, 320, 76, 8, 10, 22]
  const span = view.to - view.from
  const every = Math.max(1, Math.ceil(span / DRAWN_MAX))
  const shown = data.trades.filter((trade) => trade[INSTRUMENT] === one.instrument &&
    trade[CLOSED] >= one.tsMs[view.from] && trade[OPENED] <= one.tsMs[view.to - 1])
  let low = Infinity
  let high = -Infinity
  for (let i = view.from; i < view.to; i++) {
    if (one.low[i] < low) low = one.low[i]
    if (one.high[i] > high) high = one.high[i]
  }
  const height = high - low || 1
  const x = (index) => LEFT + ((WIDTH - LEFT - RIGHT) * (index - view.from + 0.5)) / span
  const y = (value) => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / height
  for (let step = 0; step < 4; step++) {
    const level = low + (height * step) / 3
    make('line', { class: 'level', x1: LEFT, x2: WIDTH - RIGHT, y1: y(level), y2: y(level) }, svg)
    make('text', { x: LEFT - 6, y: y(level) + 4, 'text-anchor': 'end' }, svg, price(Number(level.toPrecision(5))))
  }
  if (view.trade) {
    const from = x(placeOf(one, view.trade[OPENED]))
    const to = x(placeOf(one, view.trade[CLOSED]))
    make('rect', { class: 'span', x: from - 2, y: TOP, width: Math.max(4, to - from + 4), height: HEIGHT - TOP - BOTTOM }, svg)
  }
  const paths = { up: '', down: '' }
  const half = Math.max(0.6, Math.min(5, ((WIDTH - LEFT - RIGHT) / (span / every)) * 0.32))
  for (let first = view.from; first < view.to; first += every) {
    const last = Math.min(view.to, first + every) - 1
    let top = -Infinity
    let bottom = Infinity
    for (let i = first; i <= last; i++) {
      top = Math.max(top, one.high[i])
      bottom = Math.min(bottom, one.low[i])
    }
    const at = x((first + last) / 2)
    const [open, close] = [y(one.open[first]), y(one.close[last])]
    const tone = one.close[last] >= one.open[first] ? 'up' : 'down'
    paths[tone] += 'M' + at.toFixed(1) + ' ' + y(top).toFixed(1) + 'V' + y(bottom).toFixed(1) +
      'M' + (at - half).toFixed(1) + ' ' + open.toFixed(1) + 'H' + at.toFixed(1) + 'M' + at.toFixed(1) + ' ' + close.toFixed(1) + 'h' + half.toFixed(1)
  }
  for (const tone in paths) make('path', { class: 'bars ' + tone, d: paths[tone] || 'M0 0' }, svg)
  const step = Math.ceil(shown.length / MARKS_MAX)
  shown.forEach((trade, index) => {
    if (trade === view.trade || index % step === 0) drawTrade(svg, one, trade, x, y)
  })
  const label = (index, anchor, at) => make('text', { x: at, y: HEIGHT - 6, 'text-anchor': anchor }, svg, time(one.tsMs[index]).slice(0, 16))
  label(view.from, 'start', LEFT)
  label(view.to - 1, 'end', WIDTH - RIGHT)
  const rows = one.rowsPerBar * every
  byId('price-note').textContent = (rows === 1 ? 'each bar as it was' : rows.toLocaleString('en-US') + ' bars drawn as one') + ' · ' +
    shown.length.toLocaleString('en-US') + ' trades here' + (step > 1 ? ', one in ' + step + ' marked' : '')
}

function drawTrade(svg, one, trade, x, y) {
  const isLong = trade[SIDE] === 'long'
  const [from, to] = [x(placeOf(one, trade[OPENED])), x(placeOf(one, trade[CLOSED]))]
  const [entry, exit] = [y(trade[ENTRY]), y(trade[EXIT])]
  const isChosen = trade === view.trade
  if (isChosen) make('line', { class: 'chosen', x1: from, y1: entry, x2: to, y2: exit }, svg)
  const tip = isLong ? -1 : 1
  const triangle = make('path', { class: isChosen ? 'entry chosen' : 'entry', d: 'M' + from + ' ' + (entry + 2 * tip) + 'l4 ' + -7 * tip + 'h-8z' }, svg)
  make('title', {}, triangle, trade[SIDE] + ' ' + trade[QUANTITY] + ' at ' + price(trade[ENTRY]) + ', ' + time(trade[OPENED]))
  const dot = make('circle', { class: isChosen ? 'exit chosen' : 'exit', cx: to, cy: exit, r: 3 }, svg)
  make('title', {}, dot, 'out at ' + price(trade[EXIT]) + ', ' + time(trade[CLOSED]) + ', P&L ' + amount(trade[PNL]))
}

function jumpTo(trade) {
  const at = series.findIndex((one) => one.instrument === trade[INSTRUMENT])
  view.trade = trade
  if (at >= 0) {
    view.series = at
    byId('instrument').value = String(at)
    const [from, to] = [placeOf(series[at], trade[OPENED]), placeOf(series[at], trade[CLOSED])]
    const pad = Math.max(30, to - from)
    show(from - pad, to + pad + 1)
  }
  drawTrades()
  byId('price-section')?.scrollIntoView({ block: 'start' })
}

if (series.length > 0) {
  const choice = byId('instrument')
  series.forEach((one, index) => choice.append(new Option(one.instrument, String(index))))
  const whole = () => show(0, series[view.series].tsMs.length)
  choice.addEventListener('change', () => {
    view.series = Number(choice.value)
    view.trade = null
    whole()
  })
  const zoom = (factor) => {
    const middle = (view.from + view.to) / 2
    const half = ((view.to - view.from) / 2) * factor
    show(middle - half, middle + half)
  }
  const move = (by) => show(view.from + (view.to - view.from) * by, view.to + (view.to - view.from) * by)
  const actions = { whole, nearer: () => zoom(0.5), farther: () => zoom(2), earlier: () => move(-0.5), later: () => move(0.5) }
  for (const name in actions) byId(name).addEventListener('click', actions[name])
  whole()
}

const COLUMNS = [
  ['Opened (UTC)', OPENED, time], ['Closed (UTC)', CLOSED, time], ['Instrument', INSTRUMENT, String], ['Side', SIDE, String],
  ['Quantity', QUANTITY, String, true], ['Entry', ENTRY, price, true], ['Exit', EXIT, price, true], ['Fees', FEES, amount, true],
  ['P&L', PNL, amount, true], ['Return', RETURN, share, true], ['MAE', MAE, share, true], ['MFE', MFE, share, true],
  ['Note', FLAGS, String], ['Node', NODE, String],
]
const PAGE = 20
const list = { page: 0, by: OPENED, sign: 1 }

function drawTrades() {
  const table = byId('trades')
  if (!table) return
  const head = document.createElement('tr')
  for (const [label, column, , isNumber] of COLUMNS) {
    const cell = document.createElement('th')
    const button = document.createElement('button')
    cell.className = isNumber ? '' : 'text'
    cell.setAttribute('aria-sort', list.by === column ? (list.sign > 0 ? 'ascending' : 'descending') : 'none')
    button.textContent = label + (list.by === column ? (list.sign > 0 ? ' ↑' : ' ↓') : '')
    button.addEventListener('click', () => {
      list.sign = list.by === column ? -list.sign : 1
      list.by = column
      list.page = 0
      drawTrades()
    })
    cell.append(button)
    head.append(cell)
  }
  const sorted = [...data.trades].sort((a, b) => {
    const [left, right] = [a[list.by], b[list.by]]
    return left === right ? 0 : left === null ? 1 : right === null ? -1 : left < right ? -list.sign : list.sign
  })
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE))
  const rows = sorted.slice(list.page * PAGE, (list.page + 1) * PAGE).map((trade) => {
    const row = document.createElement('tr')
    row.dataset.trade = ''
    row.tabIndex = 0
    row.setAttribute('aria-selected', String(trade === view.trade))
    row.addEventListener('click', () => jumpTo(trade))
    row.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      jumpTo(trade)
    })
    for (const [, column, write, isNumber] of COLUMNS) {
      const cell = document.createElement('td')
      cell.textContent = trade[column] === null ? '–' : write(trade[column])
      if (!isNumber) cell.className = 'text'
      if (column === PNL || column === RETURN) cell.className = trade[PNL] > 0 ? 'good' : trade[PNL] < 0 ? 'bad' : ''
      row.append(cell)
    }
    return row
  })
  table.tHead.replaceChildren(head)
  table.tBodies[0].replaceChildren(...rows)
  byId('page').textContent = 'Page ' + (list.page + 1) + ' of ' + pages
  byId('previous').disabled = list.page === 0
  byId('next').disabled = list.page + 1 >= pages
}
for (const [name, by] of [['previous', -1], ['next', 1]])
  byId(name)?.addEventListener('click', () => {
    list.page += by
    drawTrades()
  })
drawTrades()
`
