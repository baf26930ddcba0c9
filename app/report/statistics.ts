/** What each statistic of a report is called, how it is written, and by which formula it is had. */
import { formatCount, formatMoney, formatNumber, formatPercent } from '../ui/format'

interface StatisticSpec {
  readonly label: string
  readonly write: (value: number | null) => string
  readonly formula: string
  /** Among the few shown first. */
  readonly isKey?: boolean
}

const ratio = (value: number | null) => formatNumber(value, 2)
const percent = (value: number | null) => formatPercent(value)

export const STATISTICS: Readonly<Record<string, StatisticSpec>> = {
  totalReturn: { label: 'Total return', write: percent, formula: 'final equity ÷ starting cash − 1', isKey: true },
  maxDrawdown: {
    label: 'Max drawdown',
    write: percent,
    formula: 'largest fall of equity from its highest so far, as a fraction of that high',
    isKey: true,
  },
  sharpe: {
    label: 'Sharpe',
    write: ratio,
    formula: 'mean ÷ standard deviation of daily returns, × √252; risk-free rate 0',
    isKey: true,
  },
  sortino: {
    label: 'Sortino',
    write: ratio,
    formula: 'mean of daily returns ÷ root mean square of the negative ones, × √252',
  },
  winRate: {
    label: 'Win rate',
    write: percent,
    formula: 'trades with profit after fees ÷ all closed trades',
    isKey: true,
  },
  profitFactor: {
    label: 'Profit factor',
    write: ratio,
    formula: 'sum of winning trades ÷ sum of losing trades (absolute)',
    isKey: true,
  },
  trades: {
    label: 'Trades',
    write: formatCount,
    formula: 'closed round trips: from flat, to a position, to flat',
    isKey: true,
  },
  finalEquity: {
    label: 'Final equity',
    write: formatMoney,
    formula: 'cash and positions at the last marks',
    isKey: true,
  },
  fees: { label: 'Fees', write: formatMoney, formula: 'sum of the fees of all fills', isKey: true },
  startingCash: { label: 'Starting cash', write: formatMoney, formula: 'cash at the start, over all gateways' },
  cagr: { label: 'CAGR', write: percent, formula: '(final equity ÷ starting cash)^(1 ÷ years) − 1' },
  calmar: { label: 'Calmar', write: ratio, formula: 'CAGR ÷ |max drawdown|' },
  volatility: { label: 'Volatility', write: percent, formula: 'standard deviation of daily returns × √252' },
  expectancy: { label: 'Expectancy', write: formatMoney, formula: 'mean profit of a closed trade after fees' },
  exposure: { label: 'Exposure', write: percent, formula: 'share of the time with a position open' },
  turnover: { label: 'Turnover', write: ratio, formula: 'notional traded ÷ mean equity' },
  var95: { label: 'VaR 95%', write: percent, formula: '5th percentile of daily returns' },
  cvar95: { label: 'CVaR 95%', write: percent, formula: 'mean of the daily returns at or under VaR 95%' },
  orders: { label: 'Orders', write: formatCount, formula: 'orders that a guard let pass' },
  fills: { label: 'Fills', write: formatCount, formula: 'executions, partial ones counted each' },
}

export interface StatisticRow extends StatisticSpec {
  readonly name: string
  readonly value: number | null
}

/** The statistics of a report in their order of interest; ones this page does not know come last, plainly. */
export function statisticRows(statistics: Readonly<Record<string, number | null>>): readonly StatisticRow[] {
  const known = Object.keys(STATISTICS).filter((name) => name in statistics)
  const others = Object.keys(statistics).filter((name) => !(name in STATISTICS))
  return [...known, ...others].map((name) => ({
    name,
    value: statistics[name] ?? null,
    ...(STATISTICS[name] ?? { label: name, write: ratio, formula: '' }),
  }))
}
