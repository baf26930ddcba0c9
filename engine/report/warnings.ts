import type { ReportStatistics } from '../sdk'
import type { CurveSummary } from './curve'
import type { RunMeta } from './meta'
import type { NodeTally } from './nodes'

/** Fewer days than this make a yearly figure a guess. */
const DAYS_FOR_A_YEARLY_FIGURE = 60
/** P&L by node may differ from the account by rounding: a cent. */
const ATTRIBUTION_TOLERANCE = 0.01

/** What a reader should know before believing the figures. */
export function warningsOf(
  meta: RunMeta,
  statistics: ReportStatistics,
  curve: CurveSummary,
  tally: NodeTally,
): string[] {
  const warnings: string[] = []
  const simulated = meta.instruments.filter((one) => one.simulated).map((one) => one.symbol)
  const days = curve.dayCloses.length
  if (simulated.length > 0)
    warnings.push(`The prices are made up: ${listed(simulated)} exist only in a simulated market.`)
  if (curve.start === null) warnings.push('No gateway told of its account, so there is no equity curve.')
  if (statistics.fills === 0) warnings.push('Nothing was traded.')
  if (days > 0 && days < DAYS_FOR_A_YEARLY_FIGURE)
    warnings.push(
      `Yearly figures are extrapolated from ${days} trading ${days === 1 ? 'day' : 'days'}: take them with care.`,
    )
  if (curve.final !== null && curve.final <= 0) warnings.push('Equity ended at or below zero.')
  if (tally.openTrades > 0)
    warnings.push(
      `${tally.openTrades} ${tally.openTrades === 1 ? 'position was' : 'positions were'} still open at the end: in equity, not among the trades.`,
    )
  if (Math.abs(tally.unrealized - curve.unrealized) > ATTRIBUTION_TOLERANCE)
    warnings.push(
      'P&L by node values open positions at older prices than the account does, so it does not add up to the account’s.',
    )
  return warnings
}

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
