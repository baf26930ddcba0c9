/**
 * The same EMA cross, over the same bars, in two packages of npm. grademark (event by event: enters and leaves at the next
 * bar's open, long and short) does the job nearest to ours, without accounts, lots, fees, guards, orders or files.
 * indicatorts works on whole columns: an array of actions and the gain they come to, and nothing else. Their input is made
 * ready, in their own form, before the clock is started; their indicators are computed by the fastest of their own means.
 */
import { createRequire } from 'node:module'
import type { IBar, TradeDirection } from 'grademark'
import type { MarketColumns } from '../engine/sdk'
import { FAST_PERIOD, SLOW_PERIOD } from './backtest-graphs'

// CommonJS whose exports Node does not find by their names.
const load = createRequire(import.meta.url)
const { DataFrame } = load('data-forge') as typeof import('data-forge')
const { backtest } = load('grademark') as typeof import('grademark')
const { Action, applyActions, ema } = load('indicatorts') as typeof import('indicatorts')

// Its enum is in its types alone.
const LONG = 'long' as TradeDirection
const SHORT = 'short' as TradeDirection

interface CrossBar extends IBar {
  readonly fast: number
  readonly slow: number
}

/** Seconds of grademark's `backtest`; the averages are given to it. */
export function grademarkSeconds(market: MarketColumns): number {
  const closes = [...market.close]
  const fast = ema(closes, { period: FAST_PERIOD })
  const slow = ema(closes, { period: SLOW_PERIOD })
  const time = new Date(0)
  const bars = closes.map((close, row): CrossBar => {
    const [open, high, low] = [market.open[row] ?? 0, market.high[row] ?? 0, market.low[row] ?? 0]
    return { time, open, high, low, close, volume: 0, fast: fast[row] ?? 0, slow: slow[row] ?? 0 }
  })
  const series = new DataFrame<number, CrossBar>(bars)
  const from = performance.now()
  backtest<CrossBar, CrossBar, object, number>(
    {
      entryRule: (enter, { bar }) => enter({ direction: bar.fast > bar.slow ? LONG : SHORT }),
      exitRule: (leave, { bar, position }) => {
        if (position.direction === LONG ? bar.fast < bar.slow : bar.fast > bar.slow) leave()
      },
    },
    series,
  )
  return (performance.now() - from) / 1000
}

/** Seconds of indicatorts: two averages, the actions, and what they come to. */
export function indicatortsSeconds(market: MarketColumns): number {
  const closes = [...market.close]
  const from = performance.now()
  const fast = ema(closes, { period: FAST_PERIOD })
  const slow = ema(closes, { period: SLOW_PERIOD })
  const actions = fast.map((value, row) => (value > (slow[row] ?? 0) ? Action.BUY : Action.SELL))
  applyActions(closes, actions)
  return (performance.now() - from) / 1000
}
