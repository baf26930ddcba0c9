/** How the page writes figures: an en dash where there is none. */
import type { StatisticInfo } from '../../sdk'

type Figure = number | null

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const minus = (text: string): string => text.replace(/^-(?=[0.,]*( %)?$)/, '').replace('-', '−')

export const money = (value: Figure): string =>
  value === null ? '–' : minus((Math.abs(value) >= 1e6 ? grouped : cents).format(value))
export const percent = (value: Figure, digits = 2): string =>
  value === null ? '–' : minus(`${(value * 100).toFixed(digits)} %`)
export const count = (value: Figure): string => (value === null ? '–' : minus(grouped.format(value)))
export const plain = (value: Figure, digits = 2): string => (value === null ? '–' : minus(value.toFixed(digits)))
export const price = (value: number): string => minus(String(Number(value.toPrecision(8))))

const WRITERS: Readonly<Record<StatisticInfo['unit'], (value: Figure) => string>> = {
  money,
  ratio: (value) => percent(value),
  number: (value) => plain(value),
  count,
  days: (value) => (value === null ? '–' : `${plain(value, value < 10 ? 1 : 0)} days`),
}

/** A statistic as people read it. */
export const figure = (unit: StatisticInfo['unit'], value: Figure): string => WRITERS[unit](value)

export const toneOf = (value: Figure): string => (value === null || value === 0 ? '' : value > 0 ? 'good' : 'bad')
