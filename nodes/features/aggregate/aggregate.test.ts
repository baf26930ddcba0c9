import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type InstrumentSpec, Market, MarketEvent, US_HOURS } from '../../../engine/sdk'
import { Bench } from '../../testing/bench'
import { aggregate } from './runtime'

const MINUTE = 60_000
const event = new MarketEvent()
const at = (text: string) => Date.parse(text)

interface Said {
  readonly time: string
  readonly symbol: string
  readonly ohlcv: readonly number[]
  readonly spanMs: number
}

/** The node on a bench whose clock is set, with what it says by port. */
function rig(params: Record<string, unknown>, spec: Partial<InstrumentSpec> = { session: US_HOURS }) {
  const bench = new Bench(aggregate, { symbols: ['A', 'B'], params, spec })
  const take = (port: string): Said[] =>
    bench.take(port, 'market').map(({ instrument, open, high, low, close, volume, spanMs }) => ({
      time: new Date(bench.tsMs).toISOString().slice(11, 19),
      symbol: bench.instruments.get(instrument).symbol,
      ohlcv: [open, high, low, close, volume],
      spanMs,
    }))
  const step = (time: string | number, say: () => void) => {
    bench.tsMs = typeof time === 'number' ? time : at(time)
    say()
    bench.operator.onStep?.()
    const said = { bars: take('market'), forming: take('forming') }
    return said
  }
  const id = (symbol: string) => bench.instruments.idOf(symbol)
  return {
    bench,
    step,
    bar: (time: string | number, ohlc: readonly [number, number, number, number], volume = 10, symbol = 'A') =>
      step(time, () => bench.operator.onMarket?.(event.setBar(id(symbol), ...ohlc, volume, MINUTE), 0)),
    trade: (time: string | number, price: number, units = 1, symbol = 'A') =>
      step(time, () => bench.operator.onMarket?.(event.setTrade(id(symbol), price, units), 0)),
    quote: (time: string | number, bid: number, ask: number) =>
      step(time, () => bench.operator.onMarket?.(event.setQuote(id('A'), bid, ask, 5, 5), 0)),
  }
}

const flat = (price: number) => [price, price, price, price] as const

describe('bars by time', () => {
  it('close at their boundary with the bar that is stamped there', () => {
    const { bar } = rig({ seconds: 180 })
    expect(bar('2024-07-02T13:31:00Z', [10, 12, 9, 11]).bars).toEqual([])
    expect(bar('2024-07-02T13:32:00Z', [11, 11, 8, 8]).bars).toEqual([])
    expect(bar('2024-07-02T13:33:00Z', [8, 13, 8, 12]).bars).toEqual([
      { time: '13:33:00', symbol: 'A', ohlcv: [10, 13, 8, 12, 30], spanMs: 3 * MINUTE },
    ])
    expect(bar('2024-07-02T13:34:00Z', flat(20)).bars).toEqual([])
  })

  it('count from the open of the session, and are cut at its close', () => {
    const { bar } = rig({ seconds: 3600 })
    const said: Said[] = []
    const open = at('2024-07-02T13:30:00Z')
    for (let minute = 1; minute <= 390; minute++) said.push(...bar(open + minute * MINUTE, flat(minute)).bars)
    expect(said.map(({ time }) => time)).toEqual([
      '14:30:00',
      '15:30:00',
      '16:30:00',
      '17:30:00',
      '18:30:00',
      '19:30:00',
      '20:00:00',
    ])
    expect(said.map(({ spanMs }) => spanMs / MINUTE)).toEqual([60, 60, 60, 60, 60, 60, 30])
    expect(said.map(({ ohlcv }) => ohlcv[0])).toEqual([1, 61, 121, 181, 241, 301, 361])
  })

  it('are cut at an early close, and are whole days on both days of the change of clocks', () => {
    const { bar } = rig({ seconds: 86_400 })
    const days = [
      ['2024-07-03T13:30:00Z', 210],
      ['2024-07-05T13:30:00Z', 390],
      ['2024-11-01T13:30:00Z', 390],
      ['2024-11-04T14:30:00Z', 390],
      ['2025-03-07T14:30:00Z', 390],
      ['2025-03-10T13:30:00Z', 390],
    ] as const
    const spans = days.map(([open, minutes]) => {
      const said = Array.from({ length: minutes }, (_, i) => bar(at(open) + (i + 1) * MINUTE, flat(9)).bars).flat()
      expect(said[0]?.ohlcv[4]).toBe(10 * minutes)
      return said.map(({ spanMs }) => spanMs / MINUTE)
    })
    expect(spans).toEqual(days.map(([, minutes]) => [minutes]))
  })

  it('count from midnight of the exchange where they are aligned to the clock', () => {
    const { bar } = rig({ seconds: 3600, align: 'clock' })
    bar('2024-07-02T13:31:00Z', flat(1))
    expect(bar('2024-07-02T14:00:00Z', flat(2)).bars).toEqual([
      { time: '14:00:00', symbol: 'A', ohlcv: [1, 2, 1, 2, 20], spanMs: 60 * MINUTE },
    ])
  })

  it('end the day with what is stamped at midnight, also where nothing ever closes', () => {
    for (const align of ['clock', 'session']) {
      const { bar } = rig({ seconds: 3600, align }, { calendar: '24/7' })
      bar('2024-07-02T23:59:00Z', flat(1))
      expect(bar('2024-07-03T00:00:00Z', flat(2)).bars).toEqual([
        { time: '00:00:00', symbol: 'A', ohlcv: [1, 2, 1, 2, 20], spanMs: 60 * MINUTE },
      ])
    }
  })

  it('where nothing came at the end, close in the next step, as long as that took, and hold nothing of it', () => {
    const { bar } = rig({ seconds: 300 })
    bar('2024-07-02T13:31:00Z', [10, 12, 9, 11])
    expect(bar('2024-07-02T13:37:00Z', flat(99)).bars).toEqual([
      { time: '13:37:00', symbol: 'A', ohlcv: [10, 12, 9, 11, 10], spanMs: 7 * MINUTE },
    ])
    expect(bar('2024-07-02T13:40:00Z', flat(98)).bars).toEqual([
      { time: '13:40:00', symbol: 'A', ohlcv: [99, 99, 98, 98, 20], spanMs: 5 * MINUTE },
    ])
  })

  it('close by whatever instrument comes next', () => {
    const { bar } = rig({ seconds: 300 })
    bar('2024-07-02T13:31:00Z', flat(10))
    expect(bar('2024-07-02T13:35:00Z', flat(70), 10, 'B').bars.map(({ symbol }) => symbol)).toEqual(['A', 'B'])
  })

  it('of a session do not go on in the next, and the open of a bar is never inside the one before', () => {
    const { bar } = rig({ seconds: 3600 })
    bar('2024-07-02T19:59:00Z', flat(10))
    const [late] = bar('2024-07-03T13:31:00Z', flat(50)).bars
    expect(late).toMatchObject({ ohlcv: [10, 10, 10, 10, 10], time: '13:31:00' })
    expect(late?.spanMs).toBe(at('2024-07-03T13:31:00Z') - at('2024-07-02T19:30:00Z'))
  })

  it('outside of the session are bars of their own, or none', () => {
    const early = [
      ['2024-07-02T13:29:00Z', 1],
      ['2024-07-02T13:30:00Z', 2],
      ['2024-07-02T13:31:00Z', 3],
      ['2024-07-02T14:30:00Z', 4],
    ] as const
    const said = (params: object) => {
      const { bar } = rig({ seconds: 3600, ...params })
      return early.flatMap(([time, price]) => bar(time, flat(price)).bars).map(({ time, ohlcv }) => [time, ...ohlcv])
    }
    expect(said({})).toEqual([
      ['13:30:00', 1, 2, 1, 2, 20],
      ['14:30:00', 3, 4, 3, 4, 20],
    ])
    expect(said({ extendedHours: false })).toEqual([['14:30:00', 3, 4, 3, 4, 20]])
  })

  it('take a trade at the very open for the session’s first, and one at a boundary for the bar that closes', () => {
    const { trade } = rig({ from: 'trades', seconds: 60, extendedHours: false })
    trade('2024-07-02T13:30:00Z', 10)
    expect(trade('2024-07-02T13:31:00Z', 12).bars).toEqual([
      { time: '13:31:00', symbol: 'A', ohlcv: [10, 12, 10, 12, 2], spanMs: MINUTE },
    ])
    // The same millisecond again, as live trades come: that bar is closed, so it is of the next.
    trade('2024-07-02T13:31:00Z', 20)
    expect(trade('2024-07-02T13:32:00Z', 21).bars[0]?.ohlcv).toEqual([20, 21, 20, 21, 2])
  })

  it('are made of the middle of quotes', () => {
    const { quote } = rig({ from: 'quotes', seconds: 60 }, {})
    quote('2024-07-02T13:30:10Z', 9, 11)
    quote('2024-07-02T13:30:20Z', 10, 14)
    expect(quote('2024-07-02T13:31:00Z', 8, 9).bars[0]?.ohlcv).toEqual([10, 12, 8.5, 8.5, 0])
  })
})

describe('bars by volume and by ticks', () => {
  it('close with the event that fills them, and open when their first event did', () => {
    const { bar } = rig({ by: 'volume', volume: 25 })
    bar('2024-07-02T13:31:00Z', [10, 12, 9, 11])
    bar('2024-07-02T13:32:00Z', [11, 11, 8, 8])
    expect(bar('2024-07-02T13:33:00Z', [8, 13, 8, 12]).bars).toEqual([
      { time: '13:33:00', symbol: 'A', ohlcv: [10, 13, 8, 12, 30], spanMs: 3 * MINUTE },
    ])
  })

  it('may close more than once in a step', () => {
    const { bench, step } = rig({ from: 'trades', by: 'ticks', ticks: 2 })
    const { bars, forming } = step('2024-07-02T13:31:00Z', () => {
      for (const price of [1, 2, 3, 4, 5]) bench.operator.onMarket?.(event.setTrade(0, price, 1), 0)
    })
    expect(bars.map(({ ohlcv }) => ohlcv)).toEqual([
      [1, 2, 1, 2, 2],
      [3, 4, 3, 4, 2],
    ])
    expect(forming.map(({ ohlcv }) => ohlcv)).toEqual([[5, 5, 5, 5, 1]])
  })

  it('end with the session, or run on where they are aligned to the clock', () => {
    const closes = (align: string) => {
      const { bar } = rig({ by: 'ticks', ticks: 3, align })
      return ['2024-07-02T19:59:00Z', '2024-07-02T20:00:00Z', '2024-07-03T13:31:00Z', '2024-07-03T13:32:00Z'].flatMap(
        (time) => bar(time, flat(5)).bars.map((one) => one.time),
      )
    }
    expect(closes('session')).toEqual(['20:00:00'])
    expect(closes('clock')).toEqual(['13:31:00'])
  })
})

describe('forming bars', () => {
  it('are said once a step while the bar is in hand, and not in the step that closes it', () => {
    const { bar } = rig({ seconds: 180 })
    expect(bar('2024-07-02T13:31:00Z', [10, 12, 9, 11]).forming).toEqual([
      { time: '13:31:00', symbol: 'A', ohlcv: [10, 12, 9, 11, 10], spanMs: MINUTE },
    ])
    expect(bar('2024-07-02T13:32:00Z', [11, 11, 8, 8]).forming[0]?.ohlcv).toEqual([10, 12, 8, 8, 20])
    expect(bar('2024-07-02T13:33:00Z', flat(9)).forming).toEqual([])
  })

  it('are marked as forming, so that no venue takes them for closed', () => {
    const { bench } = rig({ seconds: 180 })
    bench.tsMs = at('2024-07-02T13:31:00Z')
    bench.operator.onMarket?.(event.setBar(0, 1, 1, 1, 1, 1, MINUTE), 0)
    bench.operator.onStep?.()
    expect(bench.take('forming', 'market').map(({ type }) => type)).toEqual([Market.forming])
  })
})

describe('in any order of days and gaps', () => {
  const rows = fc.array(
    fc.record({ gap: fc.integer({ min: 1, max: 2_000 }), price: fc.integer({ min: 1, max: 99 }), other: fc.boolean() }),
    { minLength: 1, maxLength: 60 },
  )
  const params = fc.record({
    by: fc.constantFrom('time', 'volume', 'ticks'),
    seconds: fc.constantFrom(60, 420, 3_600, 86_400),
    ticks: fc.constantFrom(1, 3),
    volume: fc.constantFrom(10, 25),
    align: fc.constantFrom('session', 'clock'),
    extendedHours: fc.constantFrom(true),
  })
  const calendars = fc.constantFrom<Partial<InstrumentSpec>>(
    { session: US_HOURS },
    {},
    {
      session: { timezone: 'America/Chicago', open: '17:00', close: '16:00' },
    },
  )
  const start = at('2024-03-08T14:00:00Z')
  type Rows = readonly { gap: number; price: number; other: boolean }[]
  const feed = (of: ReturnType<typeof rig>, all: Rows, from = 0, to = all.length) => {
    let ts = start + all.slice(0, from).reduce((sum, { gap }) => sum + gap * MINUTE, 0)
    return all.slice(from, to).flatMap(({ gap, price, other }) => {
      ts += gap * MINUTE
      return of.bar(ts, flat(price), 10, other ? 'B' : 'A').bars.map((said) => ({ ...said, ts }))
    })
  }

  it('every row is in one bar, and bars of an instrument open one after another', () => {
    fc.assert(
      fc.property(rows, params, calendars, (all, chosen, spec) => {
        const node = rig(chosen, spec)
        const said = feed(node, all)
        const left = node.bench.operator.readout?.().values?.gathered
        expect(left).toBe(all.length)
        const told = said.reduce((sum, { ohlcv }) => sum + (ohlcv[4] ?? 0), 0)
        const state = node.bench.operator.snapshot() as { bars: { isOpen: Uint8Array; numbers: Float64Array[] } }
        const held = [0, 1].reduce(
          (sum, id) => sum + (state.bars.isOpen[id] ? (state.bars.numbers[1]?.[id] ?? 0) : 0),
          0,
        )
        expect(told + held).toBe(all.length * 10)
        for (const symbol of ['A', 'B']) {
          const opened = said.filter((one) => one.symbol === symbol).map(({ ts, spanMs }) => ts - spanMs)
          for (const [place, ms] of opened.entries()) expect(ms).toBeGreaterThan(opened[place - 1] ?? 0)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('goes on from a snapshot as if nothing had happened', () => {
    fc.assert(
      fc.property(rows, params, calendars, fc.nat(60), (all, chosen, spec, place) => {
        const cut = Math.min(place, all.length)
        const whole = feed(rig(chosen, spec), all)
        const first = rig(chosen, spec)
        const before = feed(first, all, 0, cut)
        const second = rig(chosen, spec)
        second.bench.operator.restore(structuredClone(first.bench.operator.snapshot()))
        expect([...before, ...feed(second, all, cut)]).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })
})

it('says in the log when nothing of the wanted sort comes', () => {
  const { bar, bench } = rig({ from: 'trades' })
  for (let minute = 0; minute < 1_000; minute++) bar(at('2024-07-02T13:31:00Z') + minute * MINUTE, flat(1))
  expect(bench.logs).toEqual([{ level: 'warn', message: expect.stringContaining('no trades have come') }])
})
