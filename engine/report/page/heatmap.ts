import type { RunReport } from '../../sdk'
import { percent } from './figures'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Share of the tone in the colour of the month that moved most. */
const TONE_PERCENT_MAX = 48

/** Monthly returns as a table of years and months, coloured by their size, with each year's return. */
export function monthlyHeatmap(monthly: RunReport['monthly']): string {
  if (monthly.length === 0) return '<p class="quiet">No day was counted, so there is no month.</p>'
  const returns = new Map(monthly.map((one) => [one.month, one.return]))
  const most = Math.max(1e-9, ...monthly.map((one) => Math.abs(one.return ?? 0)))
  const years = [...new Set(monthly.map(({ month }) => month.slice(0, 4)))]
  const rows = years.map((year) => {
    const cells = MONTHS.map((_, index) => {
      const key = `${year}-${String(index + 1).padStart(2, '0')}`
      return returns.has(key) ? cell(returns.get(key) ?? null, most) : '<td></td>'
    })
    const own = monthly.filter(({ month }) => month.startsWith(year)).map((one) => one.return)
    const total = own.includes(null) ? null : own.reduce<number>((sum, one) => sum * (1 + (one ?? 0)), 1) - 1
    return `<tr><th scope="row" class="text">${year}</th>${cells.join('')}<td><b>${percent(total, 1)}</b></td></tr>`
  })
  const head = MONTHS.map((month) => `<th scope="col">${month}</th>`).join('')
  return `<div class="scroll"><table class="heat"><thead><tr><th class="text">Year</th>${head}<th>Year</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function cell(value: number | null, most: number): string {
  if (value === null) return '<td>–</td>'
  const share = Math.round((Math.abs(value) / most) * TONE_PERCENT_MAX)
  const tone = value < 0 ? '--bad' : '--good'
  return `<td style="background:color-mix(in srgb,var(${tone}) ${share}%,transparent)">${percent(value, 1)}</td>`
}
