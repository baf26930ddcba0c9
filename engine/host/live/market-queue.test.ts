import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Market, MarketEvent, OutPort } from '../../sdk'
import { Histogram } from './latency'
import { WAITING_EVENTS_MAX, WAITING_QUOTES_MAX } from './limits'
import { MarketQueue } from './market-queue'
import { isSourceBatch, readSourceBatch, sayBatch, writeSourceBatch } from './source-batch'

const trade = (price: number, instrument = 0) => new MarketEvent().setTrade(instrument, price, 1)
const quote = (bid: number, instrument = 0) => new MarketEvent().setQuote(instrument, bid, bid + 1, 1, 1)

function drained(queue: MarketQueue): string[] {
  const lines: string[] = []
  queue.drain(({ port, event }) => lines.push(`${port} ${event.instrument} ${event.type} ${event.open}`))
  return lines
}

it('keeps everything, in order, under its limits', () => {
  const queue = new MarketQueue()
  const events = [trade(1), quote(2), trade(3, 1), quote(4), quote(5, 1)]
  for (const event of events) queue.add(0, event)
  expect(drained(queue)).toEqual(events.map((event) => `0 ${event.instrument} ${event.type} ${event.open}`))
  expect(queue).toMatchObject({ size: 0, missed: 0 })
})

it('comes back from a snapshot with all that waited, in its order', () => {
  const queue = new MarketQueue()
  // Both came under the limit, so the first stays when the second is replaced.
  queue.add(0, quote(1))
  queue.add(0, quote(2))
  for (let i = 0; i < WAITING_QUOTES_MAX; i++) queue.add(0, trade(i, 1))
  queue.add(0, quote(3))
  const state = queue.snapshot()
  const back = new MarketQueue()
  back.restore(state)
  expect(back.snapshot()).toEqual(state)
  expect(drained(back)).toEqual(drained(queue))
})

it('keeps the newest quote of each instrument beyond the first limit, and every trade', () => {
  const queue = new MarketQueue()
  for (let i = 0; i < WAITING_QUOTES_MAX; i++) queue.add(0, quote(i, i % 2))
  for (let i = 0; i < 100; i++) {
    queue.add(0, quote(50_000 + i, 1))
    queue.add(0, trade(60_000 + i))
  }
  expect(queue.missed).toBe(100)
  const lines = drained(queue)
  expect(lines.filter((line) => line.includes(` ${Market.trade} `))).toHaveLength(100)
  const late = lines.filter((line) => line.startsWith(`0 1 ${Market.quote} `) && Number(line.split(' ')[3]) >= 50_000)
  expect(late).toEqual([`0 1 ${Market.quote} 50099`])
})

it('counts the trades it has no room for, and no others', () => {
  const queue = new MarketQueue()
  for (let i = 0; i < WAITING_EVENTS_MAX + 7; i++) queue.add(0, trade(i))
  expect(queue).toMatchObject({ size: WAITING_EVENTS_MAX, missed: 7 })
  const other = new MarketQueue()
  other.restore(queue.snapshot())
  expect(other.missed).toBe(7)
  expect(drained(other)).toEqual(drained(queue))
})

it('says of a journaled batch what went in', () => {
  const events = fc.array(fc.record({ port: fc.nat(1), instrument: fc.nat(9), price: fc.double({ noNaN: true }) }))
  fc.assert(
    fc.property(events, fc.array(fc.nat(1_000)), fc.bigInt({ min: 0n, max: 2n ** 62n }), (said, full, tsNs) => {
      const queue = new MarketQueue()
      for (const { port, instrument, price } of said) queue.add(port, trade(price, instrument))
      const bytes = writeSourceBatch({ node: 3, tsNs, saidNs: 5n, full }, queue)
      expect(isSourceBatch(bytes)).toBe(true)
      const batch = readSourceBatch(bytes)
      expect(batch).toMatchObject({ node: 3, tsNs, saidNs: 5n, full, count: said.length })
      const ports = [new OutPort(() => new MarketEvent()), new OutPort(() => new MarketEvent())]
      sayBatch(batch, ports)
      for (const [place, port] of ports.entries())
        expect(port.events.slice(0, port.count).map(({ instrument, open }) => [instrument, open])).toEqual(
          said.filter((one) => one.port === place).map(({ instrument, price }) => [instrument, price]),
        )
    }),
  )
})

it('tells quantiles within three percent', () => {
  const histogram = new Histogram()
  for (let microseconds = 1; microseconds <= 10_000; microseconds++) histogram.add(microseconds)
  for (const share of [0.5, 0.95, 0.99]) {
    const told = histogram.quantileMs(share) ?? 0
    expect(Math.abs(told / (10 * share) - 1)).toBeLessThan(0.03)
  }
  histogram.clear()
  expect(histogram.quantileMs(0.5)).toBeNull()
})
