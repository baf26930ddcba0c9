import { expect, it } from 'vitest'
import { Market, MarketEvent, nsFromMs, OutPort } from '../../../engine/sdk'
import { KINDS } from '../../catalog'
import { LiveMarket, type WallClock } from './live'
import { manifest, type SyntheticParams } from './manifest'

const BEGIN_MS = 1_700_000_000_000

/** A clock that the test moves on. */
class HandClock implements WallClock {
  ms = 0
  private work: (() => void) | null = null
  nowNs = () => nsFromMs(BEGIN_MS + this.ms)
  nowMs = () => this.ms
  every(_ms: number, work: () => void): () => void {
    this.work = work
    return () => {
      this.work = null
    }
  }
  pass(ms: number): void {
    this.ms += ms
    this.work?.()
  }
}

interface Said {
  readonly ts: bigint
  readonly type: number
  readonly instrument: number
  readonly prices: number[]
}

function market(params: Partial<SyntheticParams>) {
  const clock = new HandClock()
  const out = new OutPort(() => new MarketEvent())
  const parsed = manifest.params.parse({ count: 4, ...params })
  const live = new LiveMarket(
    parsed,
    Int32Array.from({ length: parsed.count }, (_, id) => 10 + id),
    out,
    clock,
  )
  const said: Said[] = []
  const begin = () =>
    live.start((ts) => {
      for (const { type, instrument, open, high, low, close } of out.events.slice(0, out.count))
        said.push({ ts, type, instrument, prices: [open, high, low, close] })
      out.clear()
    })
  return { live, clock, said, begin }
}

const pricesOf = (said: readonly Said[]) => said.map(({ type, instrument, prices }) => [type, instrument, prices])

it('says as many ticks as time has passed for, half of them quotes, none after it is stopped', () => {
  const { live, clock, said, begin } = market({ ticksPerSecond: 1_000, barSeconds: 3_600 })
  begin()
  for (let i = 0; i < 100; i++) clock.pass(7 + (i % 3))
  expect(said).toHaveLength(clock.ms)
  const quotes = said.filter(({ type }) => type === Market.quote)
  expect(quotes.length / said.length).toBeGreaterThan(0.4)
  expect(quotes.length / said.length).toBeLessThan(0.6)
  for (const { prices } of quotes) expect((prices[1] ?? 0) - (prices[0] ?? 0)).toBeCloseTo(0.02, 9)
  expect(new Set(said.map(({ instrument }) => instrument))).toEqual(new Set([10, 11, 12, 13]))
  live.stop()
  clock.pass(1_000)
  expect(said).toHaveLength(799)
})

it('closes a bar of each instrument that traded at whole multiples of its length, made of those trades', () => {
  const { clock, said, begin } = market({ ticksPerSecond: 200, barSeconds: 1 })
  begin()
  for (let i = 0; i < 40; i++) clock.pass(100)
  const bars = said.filter(({ type }) => type === Market.bar)
  expect(bars.length).toBeGreaterThanOrEqual(12)
  for (const bar of bars) {
    expect(bar.ts % 1_000_000_000n).toBe(0n)
    const trades = said.filter(
      ({ ts, type, instrument }) =>
        type === Market.trade && instrument === bar.instrument && ts < bar.ts && ts >= bar.ts - 1_000_000_000n,
    )
    const prices = trades.map(({ prices: [price = Number.NaN] }) => price)
    expect(bar.prices).toEqual([prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)])
  }
  const barsOnly = market({ ticksPerSecond: 200, barSeconds: 1, liveTicks: false })
  barsOnly.begin()
  for (let i = 0; i < 40; i++) barsOnly.clock.pass(100)
  expect(pricesOf(barsOnly.said)).toEqual(pricesOf(bars))
})

it('is the same for the same seed, and goes on from a snapshot as if it had not stopped', () => {
  const [one, two, other] = [market({ seed: 5 }), market({ seed: 5 }), market({ seed: 6 })]
  for (const { begin } of [one, two, other]) begin()
  one.clock.pass(5_000)
  const state = structuredClone(one.live.snapshot())
  one.clock.pass(5_000)
  for (const { clock } of [two, other]) clock.pass(10_000)
  expect(pricesOf(two.said)).toEqual(pricesOf(one.said))
  expect(pricesOf(other.said)).not.toEqual(pricesOf(one.said))
  const back = market({ seed: 5 })
  back.live.restore(state)
  back.begin()
  back.clock.pass(5_000)
  expect(pricesOf(back.said)).toEqual(pricesOf(one.said.slice(50)))
})

it('every kind that can bring live data says so in its manifest, and no other', () => {
  const live = KINDS.filter((kind) => kind.shape === 'source' && kind.live).map((kind) => kind.manifest.kind)
  expect(live).toEqual(KINDS.filter((kind) => kind.manifest.live).map((kind) => kind.manifest.kind))
  expect(live).toContain('data.synthetic')
})
