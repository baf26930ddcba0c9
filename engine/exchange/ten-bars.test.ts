/**
 * Ten bars by hand. Whoever changes a rule has to do the sums again: they stand in the comments, prices in ticks of 0.01.
 *
 *  n    open    high     low   close   volume
 *  1   50.00   50.20   49.90   50.10   10,000
 *  2   50.12   50.30   50.00   50.25    8,000
 *  3   50.30   50.60   50.20   50.50   12,000
 *  4   50.45   50.50   49.80   49.90   20,000
 *  5   49.00   49.20   48.50   48.80   30,000   a gap of 90 ticks down
 *  6   48.90   49.60   48.70   49.50    9,000
 *  7   49.50   50.40   49.10   50.30   11,000   wide
 *  8   50.30   50.35   50.10   50.20    1,000   thin
 *  9   50.20   50.25   50.15   50.20        0   nothing traded
 * 10   50.22   50.80   50.20   50.75   15,000
 */
import { describe, expect, it } from 'vitest'
import { CAUSES, FillFlag, MarketEvent, OrderType, Report, Side } from '../sdk'
import { FEE_PRESETS } from './fees'
import { Floor, MINUTE, NAMES, type Setup } from './floor.testing'

const BARS = [
  [50.0, 50.2, 49.9, 50.1, 10_000],
  [50.12, 50.3, 50.0, 50.25, 8_000],
  [50.3, 50.6, 50.2, 50.5, 12_000],
  [50.45, 50.5, 49.8, 49.9, 20_000],
  [49.0, 49.2, 48.5, 48.8, 30_000],
  [48.9, 49.6, 48.7, 49.5, 9_000],
  [49.5, 50.4, 49.1, 50.3, 11_000],
  [50.3, 50.35, 50.1, 50.2, 1_000],
  [50.2, 50.25, 50.15, 50.2, 0],
  [50.22, 50.8, 50.2, 50.75, 15_000],
] as const

/** What is asked for once bar n has been heard. */
type Plan = Readonly<Record<number, (floor: Floor) => void>>

const buy =
  (quantityLots: number, fields = {}) =>
  (floor: Floor) =>
    void floor.order({ side: Side.buy, quantityLots, ...fields })
const sell =
  (quantityLots: number, fields = {}) =>
  (floor: Floor) =>
    void floor.order({ side: Side.sell, quantityLots, ...fields })
const all =
  (...gives: readonly ((floor: Floor) => void)[]) =>
  (floor: Floor) => {
    for (const give of gives) give(floor)
  }
const stop = (stopTicks: number) => ({ type: OrderType.stop, stopTicks })
const limit = (limitTicks: number) => ({ type: OrderType.limit, limitTicks })
const stopLimit = (stopTicks: number, limitTicks: number) => ({ type: OrderType.stopLimit, stopTicks, limitTicks })
/** A stop and a target that cancel each other. */
const exits =
  (stopTicks: number, limitTicks: number, lots = 100) =>
  (floor: Floor) => {
    sell(lots, { ...stop(stopTicks), oco: 1, reduceOnly: 1 })(floor)
    sell(lots, { ...limit(limitTicks), oco: 1, reduceOnly: 1 })(floor)
  }

const FLAGS = Object.entries(FillFlag)

/** What was reported but acceptances: `bar: order what lots@price flags`. */
function play(plan: Plan, setup: Setup = {}): string[] {
  const floor = new Floor(setup)
  const lines: string[] = []
  const tell = (n: number) => {
    for (const one of floor.takeAll()) {
      if (one.type === Report.accepted) continue
      const isFill = one.type === Report.filled
      const fill = isFill ? ` ${one.side * one.quantityLots}@${one.priceTicks}` : ''
      const flags = FLAGS.filter(([, bit]) => (one.flags & bit) !== 0).map(([name]) => ` ${name}`)
      const cause = one.cause === 0 || one.cause === CAUSES.indexOf('cancel') ? '' : ` (${CAUSES[one.cause]})`
      lines.push(`${n}: ${one.seq} ${NAMES[one.type]}${fill}${flags.join('')}${cause}`)
    }
  }
  for (const [place, [open, high, low, close, volume]] of BARS.entries()) {
    floor.now += MINUTE
    const events = [new MarketEvent().setBar(0, open, high, low, close, volume, MINUTE)]
    // A quote two ticks below and three above each close, with 60 and 40 shares.
    if (setup.fills === 'next-quote') events.push(new MarketEvent().setQuote(0, close - 0.02, close + 0.03, 60, 40))
    for (const event of events) floor.venue.onMarket(event, floor.now, floor.reports)
    floor.venue.onStepEnd(floor.now, floor.reports)
    tell(place + 1)
    plan[place + 1]?.(floor)
    tell(place + 1)
  }
  floor.venue.endRun(floor.now, floor.reports)
  tell(10)
  floor.ledger.check()
  return lines
}

describe('fill profiles', () => {
  const roundTrip = { 1: buy(100), 4: sell(100) }
  it('next-open: the opens of bars 2 and 5', () => {
    expect(play(roundTrip)).toEqual(['2: 1 filled 100@5012', '5: 2 filled -100@4900'])
  })
  it('bar-close: the closes of bars 1 and 4, and says that nobody gets these', () => {
    expect(play(roundTrip, { fills: 'bar-close' })).toEqual([
      '1: 1 filled 100@5010 optimistic',
      '4: 2 filled -100@4990 optimistic',
    ])
  })
  it('next-quote: the ask with bar 2, 50.25 + 0.03, and the bid with bar 5, 48.80 − 0.02', () => {
    expect(play({ 1: buy(40), 4: sell(40) }, { fills: 'next-quote' })).toEqual([
      '2: 1 filled 40@5028',
      '5: 2 filled -40@4878',
    ])
  })
  it('next-quote: bars fill nothing, nor set off stops', () => {
    // Bar 5 trades down to 48.50, but no bid is below 48.78.
    const plan = { 1: buy(40), 2: sell(40, stop(4870)), 3: buy(1, limit(4860)) }
    expect(play(plan, { fills: 'next-quote' })).toEqual(['2: 1 filled 40@5028'])
    expect(play({ ...plan, 2: sell(40, stop(4880)) }, { fills: 'next-quote' })[1]).toBe('5: 2 filled -40@4878 (stop)')
  })
  it('ohlc-path: the open, like next-open', () => {
    expect(play(roundTrip, { fills: 'ohlc-path' })).toEqual(play(roundTrip))
  })
  it('ohlc-path: a stop-limit order set off on the way up may fill on the way down', () => {
    // Only a stop above is reached in bar 7, so the high comes first: 49.50 → 50.40 (stop at 50.00) → 49.10 (limit 49.30).
    const plan = { 6: buy(100, stopLimit(5000, 4930)) }
    expect(play(plan, { fills: 'ohlc-path' })).toEqual(['7: 1 filled 100@4930 (stop)'])
    // next-open does not know the way: from bar 8 on it is a limit order at 49.30, which nothing reaches.
    expect(play(plan)).toEqual([])
  })
})

describe('stops', () => {
  it('fill at the open of a gap, 49.00 under a stop of 49.50', () => {
    expect(play({ 1: buy(100), 3: sell(100, stop(4950)) })).toContain('5: 2 filled -100@4900 (stop)')
  })
  it('fill at the stop where the bar gets there: 49.85 in bar 4 (low 49.80), 50.60 in bar 3 (high 50.60, a touch)', () => {
    expect(play({ 1: buy(100), 2: sell(100, stop(4985)) })).toContain('4: 2 filled -100@4985 (stop)')
    expect(play({ 2: buy(100, stop(5060)) })).toEqual(['3: 1 filled 100@5060 (stop)'])
    expect(play({ 2: buy(100, stop(5061)) }).slice(0, 1)).toEqual(['10: 1 filled 100@5061 (stop)'])
  })
  it('are set off by a trade, or by the bid, that is just at them', () => {
    for (const event of [
      new MarketEvent().setTrade(0, 49.5, 1e4),
      new MarketEvent().setQuote(0, 49.5, 49.6, 1e4, 1e4),
    ]) {
      const floor = new Floor()
      sell(100, stop(4950))(floor)
      sell(100, stop(4949))(floor)
      floor.take()
      expect(floor.step(event)).toEqual(['1 filled 100@4950 taker'])
    }
  })
  it('are takers: two ticks of slippage, after a gap as at the stop', () => {
    const slippage = { model: 'ticks', ticks: 2 } as const
    expect(play({ 3: sell(100, stop(4950)) }, { slippage })).toEqual(['5: 1 filled -100@4898 (stop)'])
    expect(play({ 2: buy(100, stop(5050)) }, { slippage })).toEqual(['3: 1 filled 100@5052 (stop)'])
  })
  it('with a limit wait once the market has jumped over both, and fill at the limit when it comes back', () => {
    // Bar 5 opens at 49.00, under stop 49.60 and limit 49.55; bar 6 trades up to 49.60, beyond the limit.
    expect(play({ 3: sell(100, stopLimit(4960, 4955)) })).toEqual(['6: 1 filled -100@4955 (stop)'])
    expect(play({ 3: sell(100, stopLimit(4960, 4880)) })).toEqual(['5: 1 filled -100@4900 (stop)'])
  })
})

describe('one cancels the other', () => {
  it.each(['next-open', 'ohlc-path', 'bar-close'] as const)(
    '%s: bar 7 (49.10 to 50.40) reaches stop 49.20 and target 50.20: the stop is taken, and the doubt is told',
    (fills) => {
      expect(play({ 5: buy(100), 6: exits(4920, 5020) }, { fills }).slice(-2)).toEqual([
        '7: 2 filled -100@4920 ambiguous (stop)',
        '7: 3 canceled (oco)',
      ])
    },
  )
  it('a target alone is no doubt', () => {
    expect(play({ 5: buy(100), 6: exits(4900, 5020) }).slice(-2)).toEqual([
      '7: 3 filled -100@5020',
      '7: 2 canceled (oco)',
    ])
  })
  it('an open beyond the target comes before all that is inside: bar 3 opens at 50.30', () => {
    expect(play({ 1: buy(100), 2: exits(5025, 5029) }).slice(-2)).toEqual([
      '3: 3 filled -100@5030',
      '3: 2 canceled (oco)',
    ])
  })
  it('a part of one leaves the other that much smaller', () => {
    // 5 % of bar 8 are 50: the stop at 50.28 takes those, the target 40 + 10 later: bar 10 bears 750.
    const plan = { 6: buy(100), 7: exits(5028, 5060) }
    expect(play(plan, { volumeShareMax: 0.05 })).toEqual([
      '7: 1 filled 100@4950',
      '8: 2 filled -50@5028 (stop)',
      // What is left of a stop that was set off is a market order: the open of bar 10.
      '10: 2 filled -50@5022 (stop)',
      '10: 3 canceled (oco)',
    ])
  })
  it('a target that fills in part leaves the stop the rest', () => {
    // 5 % of 1,000: the target sells 50 of the 100. The next bar opens under the stop, which sells the other 50, not 100.
    const floor = new Floor({ volumeShareMax: 0.05 })
    buy(50)(floor)
    floor.step(new MarketEvent().setBar(0, 50, 50, 50, 50, 1_000, MINUTE))
    buy(50)(floor)
    floor.step(new MarketEvent().setBar(0, 50, 50, 50, 50, 1_000, MINUTE))
    exits(4980, 5032)(floor)
    floor.take()
    expect(floor.step(new MarketEvent().setBar(0, 50, 50.4, 49.9, 50, 1_000, MINUTE))).toEqual([
      '4 filled 50@5032 maker',
    ])
    expect(floor.step(new MarketEvent().setBar(0, 49.7, 49.7, 49.7, 49.7, 1e5, MINUTE))).toEqual([
      '3 filled 50@4970 taker',
      '4 canceled',
    ])
    expect(floor.ledger.positions.lots[0]).toBe(0)
  })
  it('reduce-only exits end where nothing is left to reduce, and never turn a position', () => {
    expect(play({ 5: buy(100), 6: exits(4920, 5020, 250) }).slice(1, 2)).toEqual([
      '7: 2 filled -100@4920 ambiguous (stop)',
    ])
    expect(play({ 6: sell(100, { ...stop(4920), reduceOnly: 1 }) })).toEqual(['7: 1 canceled'])
  })
})

describe('slippage on a purchase in bar 2 (open 50.12, volume 8,000)', () => {
  it.each([
    ['none', { model: 'none' }, 100, 5012],
    ['10 bp: 5.012 ticks, up to 5018', { model: 'basis-points', basisPoints: 10 }, 100, 5018],
    ['2 ticks', { model: 'ticks', ticks: 2 }, 100, 5014],
    // 5012 · 10 · (160 / 8,000)² = 20.048
    ['volume share of 2 %', { model: 'volume-share', impact: 10, volumeLimit: 0.025 }, 160, 5033],
    // 5012 · 10 · 0.025² = 31.325
    ['volume share, at most 2.5 %', { model: 'volume-share', impact: 10, volumeLimit: 0.025 }, 400, 5044],
    // No return is known before bar 2.
    ['square root, nothing known', { model: 'square-root', coefficient: 1 }, 100, 5012],
  ] as const)('%s', (_what, slippage, lots, price) => {
    expect(play({ 1: buy(lots) }, { slippage })).toEqual([`2: 1 filled ${lots}@${price}`])
  })
  it('square root: σ of the returns before the bar', () => {
    const slippage = { model: 'square-root', coefficient: 1 } as const
    // Bar 3: σ = ln(50.25 / 50.10) = 0.0029895; 5030 · 0.0029895 · √(1,200 / 12,000) = 4.755.
    expect(play({ 2: buy(1_200) }, { slippage })).toEqual(['3: 1 filled 1200@5035'])
    // Bar 4: σ² = 0.94 · 0.0029895² + 0.06 · ln(50.50 / 50.25)² = 9.879e-6; 5045 · 0.0031431 · √(0.25) = 7.929.
    expect(play({ 3: sell(5_000) }, { slippage })).toEqual(['4: 1 filled -5000@5037 thin'])
  })
})

describe('fees on 1,000 bought at 50.12 (value 50,120) and sold at 49.00 (49,000)', () => {
  it.each([
    ['us-equities: 0.005 a share', FEE_PRESETS['us-equities'], 5, 5],
    ['per share, at least 8', { model: 'per-share', perShare: 0.005, minimumPerOrder: 8, maximumPercent: 1 }, 8, 8],
    [
      'per share, at most 0.01 %',
      { model: 'per-share', perShare: 1, minimumPerOrder: 8, maximumPercent: 0.01 },
      5.012,
      4.9,
    ],
    ['percent 0.1', FEE_PRESETS.percent, 50.12, 49],
    ['fixed 7', { model: 'fixed', perOrder: 7 }, 7, 7],
    ['crypto, as takers: 0.4 %', FEE_PRESETS.crypto, 200.48, 196],
    // Buy: brokerage 15.036 + exchange 1.538684 + SEBI 0.05012 = 16.624804, with GST 19.61726872; stamp duty 1.5036.
    // Sale: 14.7 + 1.5043 + 0.049 = 16.2533, with GST 19.178894; STT 12.25.
    ['india-intraday', FEE_PRESETS['india-intraday'], 21.120869, 31.428894],
    // Buy: (1.538684 + 0.05012) · 1.18 = 1.87478872; STT 50.12; stamp duty 7.518. Sale: 1.5533 · 1.18 + STT 49.
    ['india-delivery', FEE_PRESETS['india-delivery'], 59.512789, 50.832894],
  ] as const)('%s', (_what, fees, bought, sold) => {
    const floor = new Floor({ fees })
    const paid: number[] = []
    for (const [place, [open, high, low, close]] of BARS.slice(0, 5).entries()) {
      floor.step(new MarketEvent().setBar(0, open, high, low, close, 1e6, MINUTE))
      if (place === 0) floor.order({ side: Side.buy, quantityLots: 1000 })
      if (place === 3) floor.order({ side: Side.sell, quantityLots: 1000 })
      paid.push(floor.ledger.feesMicros / 1e6)
    }
    expect([paid[1], (paid[4] ?? 0) - (paid[1] ?? 0)]).toEqual([bought, expect.closeTo(sold, 9)])
  })
  it('a brokerage is capped by the order, not by the fill', () => {
    // 0.03 % of 501,200 is 150.36: 20 is the most. (20 + 15.38684 + 0.5012) · 1.18 + 15.036.
    const floor = new Floor({ fees: FEE_PRESETS['india-intraday'], volumeShareMax: 0.5, cash: 1e6 })
    floor.order({ side: Side.buy, quantityLots: 10_000 })
    for (let n = 0; n < 3; n++) floor.step(new MarketEvent().setBar(0, 50.12, 50.2, 50, 50.1, 8_000, MINUTE))
    expect(floor.ledger.positions.lots[0]).toBe(10_000)
    expect(floor.ledger.feesMicros).toBe(57_383_887)
  })
  it('a maker’s share is that of what waited', () => {
    // 600 at the limit of 50.05 (bar 2 falls to 50.00): 30,030 · 0.25 %. Nothing else.
    const floor = new Floor({ fees: FEE_PRESETS.crypto })
    floor.order({ side: Side.buy, quantityLots: 600, ...limit(5005) })
    floor.step(new MarketEvent().setBar(0, 50.12, 50.3, 50, 50.25, 8_000, MINUTE))
    expect(floor.ledger.feesMicros).toBe(75_075_000)
  })
})

describe('volume', () => {
  it('a part now, the rest later: 5 % of 1,000, of 0 and of 15,000', () => {
    expect(play({ 7: buy(120) }, { volumeShareMax: 0.05 })).toEqual(['8: 1 filled 50@5030', '10: 1 filled 70@5022'])
  })
  it('one event is shared by the orders in order of arrival, whatever their side', () => {
    const plan = { 7: all(buy(30), sell(15), buy(20)) }
    expect(play(plan, { volumeShareMax: 0.05 }).slice(0, 3)).toEqual([
      '8: 1 filled 30@5030',
      '8: 2 filled -15@5030',
      '8: 3 filled 5@5030',
    ])
  })
  it('one print of 100 does not fill two orders of 60', () => {
    const floor = new Floor({ volumeShareMax: 1 })
    floor.order({ side: Side.buy, quantityLots: 60 })
    floor.order({ side: Side.buy, quantityLots: 60 })
    floor.take()
    expect(floor.step(new MarketEvent().setTrade(0, 50, 100))).toEqual([
      '1 filled 60@5000 taker',
      '2 filled 40@5000 taker',
    ])
  })
  it('of a quote the units shown, each side for itself', () => {
    const plan = { 1: all(buy(50), sell(50)) }
    expect(play(plan, { fills: 'next-quote', volumeShareMax: 0.05 })).toEqual([
      '2: 1 filled 40@5028',
      '2: 2 filled -50@5023',
      '3: 1 filled 10@5053',
    ])
  })
  it('without a share, more than a tenth of the volume is told to be thin', () => {
    expect(play({ 7: buy(100) })).toEqual(['8: 1 filled 100@5030'])
    expect(play({ 7: buy(101) })).toEqual(['8: 1 filled 101@5030 thin'])
    expect(play({ 8: buy(1) })).toEqual(['9: 1 filled 1@5020 thin'])
  })
})

describe('time', () => {
  it('latency: an order that is under way when bar 2 opens meets bar 3', () => {
    expect(play({ 1: buy(100) }, { latencyMs: 1 })).toEqual(['3: 1 filled 100@5030'])
    expect(play({ 1: buy(100) }, { latencyMs: MINUTE })).toEqual(['3: 1 filled 100@5030'])
    expect(play({ 1: buy(100) }, { latencyMs: MINUTE + 1 })).toEqual(['4: 1 filled 100@5045'])
  })
  it('latency with bar-close: the first close after it has arrived, which one can get', () => {
    expect(play({ 1: buy(100) }, { fills: 'bar-close', latencyMs: 1 })).toEqual(['2: 1 filled 100@5025'])
  })
  it('a cancel is under way as long: bar 3 opens before it is there', () => {
    const plan = { 1: buy(100, limit(5020)), 2: (floor: Floor) => floor.cancel(1) }
    expect(play(plan)).toEqual(['2: 1 filled 100@5012', '2: 2 rejected'])
    expect(play(plan, { latencyMs: 500 })).toEqual(['3: 1 canceled'])
    expect(play({ ...plan, 1: buy(100, limit(5032)) }, { latencyMs: 500 })).toEqual(['3: 1 filled 100@5030'])
  })
  it('a close after the cancel has arrived fills nothing', () => {
    const both = (floor: Floor) => {
      buy(100)(floor)
      floor.cancel(1)
    }
    expect(play({ 1: both }, { fills: 'bar-close', latencyMs: 1 })).toEqual(['2: 1 canceled'])
  })
  it('a price is stale once it is too old, and bars without volume bring none', () => {
    const at = (stalePriceMs: number) => play({ 9: buy(1) }, { fills: 'bar-close', stalePriceMs })
    expect(at(60_000)).toEqual(['9: 1 filled 1@5020 thin optimistic'])
    expect(at(59_999)).toEqual(['9: 1 filled 1@5020 thin stale optimistic'])
  })
})

describe('the end', () => {
  it('leaves what is open to be marked', () => {
    expect(play({ 1: buy(100), 9: buy(5, limit(4000)) })).toEqual(['2: 1 filled 100@5012'])
  })
  it('or closes it at the last close, with slippage, and cancels what is out', () => {
    const slippage = { model: 'ticks', ticks: 1 } as const
    expect(play({ 1: buy(100), 9: buy(5, limit(4000)) }, { closesAtEnd: true, slippage }).slice(1)).toEqual([
      '10: 2 canceled (run-end)',
      `10: ${2 ** 31 + 9 * 2 ** 18} filled -100@5074 (run-end)`,
    ])
  })
})

describe('cash', () => {
  it('a purchase leaves the buffer: of 10,000, 2 % are 200, and 195 · 50.12 = 9,773.40 is the most', () => {
    const setup = { cash: 10_000, cashBuffer: 0.02 }
    expect(play({ 1: buy(195) }, setup)).toEqual(['2: 1 filled 195@5012'])
    expect(play({ 1: buy(196) }, setup)).toEqual(['2: 1 rejected'])
  })
  it('but buying back does not', () => {
    // 5,045 are paid back; cash less all of the equity would be the 4,990 that the position is worth at the close of bar 4.
    expect(play({ 1: sell(100), 3: buy(100) }, { cash: 100, cashBuffer: 1 })).toEqual([
      '2: 1 filled -100@5012',
      '4: 2 filled 100@5045',
    ])
  })
  it('and what buys back one and goes on to hold more leaves it', () => {
    expect(play({ 1: sell(1), 3: buy(197) }, { cash: 10_000, cashBuffer: 0.02 })).toEqual([
      '2: 1 filled -1@5012',
      '4: 2 rejected',
    ])
  })
})
