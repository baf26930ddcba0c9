import type { FillQuality, ReportStatistics } from '../sdk'
import type { CurveSummary } from './curve'
import type { RunMeta } from './meta'
import type { NodeTally } from './nodes'

/** Fewer days than this make a yearly figure a guess. */
const DAYS_FOR_A_YEARLY_FIGURE = 60
/** P&L by node may differ from the account by rounding: a cent. */
const ATTRIBUTION_TOLERANCE = 0.01
/** Fewer trades than this say little about a strategy. */
const TRADES_FOR_A_JUDGEMENT = 30

/** Beyond these a result is more often a mistake than a discovery. */
const TOO_GOOD = {
  sharpe: 5,
  daysForSharpe: 30,
  winRate: 0.9,
  tradesForWinRate: 50,
  profitFactor: 10,
  tradesForProfitFactor: 30,
  cagr: 10,
  drawdownForReturn: -0.001,
  returnForDrawdown: 0.05,
}

interface Sources {
  readonly meta: RunMeta
  readonly statistics: ReportStatistics
  readonly curve: CurveSummary
  readonly tally: NodeTally
  readonly fillQuality: FillQuality
}

/** What a reader should know before believing the figures. */
export function warningsOf(sources: Sources): string[] {
  return [
    ...aboutData(sources),
    ...aboutResult(sources),
    ...tooGoodToBeTrue(sources),
    ...aboutFills(sources),
    ...aboutEnd(sources),
  ]
}

function aboutData({ meta, curve }: Sources): string[] {
  const warnings: string[] = []
  const simulated = meta.instruments.filter((one) => one.simulated).map((one) => one.symbol)
  if (simulated.length > 0)
    warnings.push(`The prices are made up: ${listed(simulated)} exist only in a simulated market.`)
  if (curve.start === null) warnings.push('No gateway told of its account, so there is no equity curve.')
  for (const { dataset, findings } of meta.dataChecks ?? []) {
    const counts = findings.map(({ count, sort, symbol }) => `${symbol} ${sort} × ${count}`)
    if (counts.length > 0) warnings.push(`The data of ${dataset} is odd: ${listed(counts)}. See the data checks.`)
  }
  return warnings
}

function aboutResult({ statistics, curve }: Sources): string[] {
  const warnings: string[] = []
  const days = curve.dayCloses.length
  const { trades, fills } = statistics
  if (fills === 0) warnings.push('Nothing was traded.')
  else if (trades < TRADES_FOR_A_JUDGEMENT)
    warnings.push(`${counted(trades, 'closed trade', 'closed trades')}: too few to tell skill from luck.`)
  if (days > 0 && days < DAYS_FOR_A_YEARLY_FIGURE)
    warnings.push(
      `Yearly figures are extrapolated from ${counted(days, 'trading day', 'trading days')}: take them with care.`,
    )
  if (curve.final !== null && curve.final <= 0) warnings.push('Equity ended at or below zero.')
  return warnings
}

/** Results that are more often look-ahead, a data error or too kind a venue than an edge. */
function tooGoodToBeTrue({ statistics, curve }: Sources): string[] {
  const { sharpe, winRate, profitFactor, trades, cagr, totalReturn, maxDrawdown } = statistics
  const days = curve.dayCloses.length
  const found: string[] = []
  if (days > TOO_GOOD.daysForSharpe && (sharpe ?? 0) > TOO_GOOD.sharpe)
    found.push(`a Sharpe ratio of ${sharpe?.toFixed(1)} over ${days} days`)
  if (trades > TOO_GOOD.tradesForWinRate && (winRate ?? 0) > TOO_GOOD.winRate)
    found.push(`${percent(winRate)} of ${trades} trades won`)
  if (trades > TOO_GOOD.tradesForProfitFactor && (profitFactor ?? 0) > TOO_GOOD.profitFactor)
    found.push(`a profit factor of ${profitFactor?.toFixed(1)} over ${trades} trades`)
  if (days > TOO_GOOD.daysForSharpe && (cagr ?? 0) > TOO_GOOD.cagr) found.push(`a yearly growth of ${percent(cagr)}`)
  if ((totalReturn ?? 0) > TOO_GOOD.returnForDrawdown && (maxDrawdown ?? -1) > TOO_GOOD.drawdownForReturn)
    found.push(`${percent(totalReturn)} earned with hardly a drawdown`)
  if (found.length === 0) return []
  return [
    `Too good to be true: ${found.join(', ')}. Look for look-ahead (patchbay lookahead), wrong data, missing costs.`,
  ]
}

function aboutFills({ fillQuality, statistics }: Sources): string[] {
  const { ambiguous, thin, stale, optimistic } = fillQuality
  const share = (count: number) => `${count} of ${counted(statistics.fills, 'fill', 'fills')}`
  const warnings: string[] = []
  if (ambiguous > 0)
    warnings.push(
      `${share(ambiguous)} in bars that reached both a stop and a target: the worse was assumed. Finer bars would tell.`,
    )
  if (thin > 0)
    warnings.push(`${share(thin)} in thin volume: more was traded than the market may have borne at that price.`)
  if (stale > 0) warnings.push(`${share(stale)} at stale prices: the market had not been heard of for long.`)
  if (optimistic > 0)
    warnings.push(
      `${share(optimistic)} at prices that had passed when the order was decided (an optimistic fill profile): the result is too kind.`,
    )
  return warnings
}

function aboutEnd({ tally, curve }: Sources): string[] {
  const warnings: string[] = []
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

const percent = (value: number | null): string => `${((value ?? 0) * 100).toFixed(0)} %`
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
}
