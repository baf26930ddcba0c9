/** Running ahead changes nothing but when things are said, and every promise is true. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CALM_TOPOLOGY } from '../runtime/calm-toys.testing'
import { MarketEvent, Report, ReportEvent, Side } from '../sdk'
import { type ChannelKey, channelKey, linkOf } from '../wire/codec'
import type { WireEvent } from '../wire/records'
import { makeEvent } from '../wire/wire.testing'
import { type Feed, HandHost, promisedValues } from './foresight.testing'
import { compile, seedFor } from './toy-run.testing'

const STEPS = 400
const TIMELINE = BigInt64Array.from({ length: STEPS }, (_, step) => BigInt(step) * 60_000_000_000n)
const { plan: PLAN } = compile(CALM_TOPOLOGY)
const indexOf = (id: string) => PLAN.nodes.find((node) => node.id === id)?.index ?? -1

/** What comes to a node: bars in every step, reports and orders in those that were drawn by lot. */
function feedOf(node: string, loud: readonly number[]): Feed {
  const own = indexOf(node)
  const feed = new Map<ChannelKey, WireEvent[][]>()
  const isLoud = (step: number, link: number) => loud.includes((step * 7 + link * 13) % 1_000)
  for (const { index, type, from, to, twoWay } of PLAN.links) {
    const steps = (make: (step: number) => WireEvent[]) => Array.from({ length: STEPS }, (_, step) => make(step))
    if (to === own && type === 'market')
      feed.set(
        channelKey(index, 'down'),
        steps((step) => [new MarketEvent().setBar(0, 1, 2, 0.5, 100 + ((step * 31) % 89) / 10, 5, 60_000)]),
      )
    if (to === own && twoWay)
      feed.set(
        channelKey(index, 'down'),
        steps((step) => (isLoud(step, index) ? [orderOf(from, step)] : [])),
      )
    if (from === own && twoWay)
      feed.set(
        channelKey(index, 'up'),
        steps((step) => (isLoud(step, index + 50) ? [fillOf(own, step)] : [])),
      )
  }
  return feed
}
const orderOf = (origin: number, seq: number) => Object.assign(makeEvent('order'), { origin, seq, quantityLots: 2 })
const fillOf = (origin: number, seq: number) =>
  Object.assign(new ReportEvent(), { type: Report.filled, origin, seq, side: Side.buy, quantityLots: 3 })

/** What happens next: so many more steps of an input are said, or promised, or all that does not hold is undone. */
const happenings = fc.array(
  fc.record({
    what: fc.constantFrom('say', 'say', 'say', 'promise', 'undo'),
    input: fc.nat(9),
    count: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 120 },
)
const loudSteps = fc.uniqueArray(fc.nat(999), { maxLength: 40 })

for (const node of ['one', 'inner', 'outer'])
  describe(`a host (${node}) that runs ahead`, () => {
    it('says and writes down what one does that waits for everything, and promises nothing else', async () => {
      await fc.assert(
        fc.asyncProperty(loudSteps, happenings, async (loud, events) => {
          const feed = feedOf(node, loud)
          const plain = await HandHost.open(PLAN, node, TIMELINE, feed)
          for (const feeder of plain.feeders) feeder.say(STEPS)
          plain.drive(true)
          const host = await HandHost.open(PLAN, node, TIMELINE, feed)
          for (const { what, input, count } of events) {
            const feeder = host.feeders[input % host.feeders.length]
            if (what === 'say') feeder?.say(count)
            else if (what === 'promise') feeder?.promise(count)
            else host.undo()
            host.drive()
          }
          for (const feeder of host.feeders) {
            feeder.say(STEPS)
            host.drive()
          }
          expect(host.step).toBe(STEPS)
          expect(host.written).toEqual(plain.written)
          const said = plain.said()
          expect(host.said()).toEqual(said)
          for (const promise of host.promises) expectTrue(promise, said, feed)
        }),
        { numRuns: 60, seed: seedFor(`foresight of ${node}`) },
      )
    })

    it('does so while nothing is reported, and tells those it sends orders to', async () => {
      const host = await HandHost.open(PLAN, node, TIMELINE, feedOf(node, []))
      for (const feeder of host.feeders) if (feeder.type !== 'report') feeder.say(200)
      host.drive()
      expect(host.step).toBe(0)
      expect(host.stepsAhead).toBeGreaterThanOrEqual(8)
      expect(host.promises.at(-1)).toMatchObject({ base: 0, through: host.stepsAhead - 1 })
    })

    it('lets a halt come only behind what was promised, though it has been undone for a snapshot', async () => {
      const host = await HandHost.open(PLAN, node, TIMELINE, feedOf(node, []))
      for (const feeder of host.feeders) if (feeder.type !== 'report') feeder.say(20)
      host.drive()
      const through = host.promises.at(-1)?.through ?? -1
      expect(through).toBeGreaterThan(0)
      host.undo()
      expect(host.firstFree).toBeGreaterThan(through)
    })
  })

/** Holds a promise to what was said, as far as nothing was reported on its link. */
function expectTrue(promise: HandHost['promises'][number], said: Map<ChannelKey, unknown[][]>, feed: Feed): void {
  const { key, base, through } = promise
  const reports = feed.get(channelKey(linkOf(key), 'up')) ?? []
  for (let step = base; step <= through && reports[step]?.length === 0; step++)
    expect(said.get(key)?.[step]).toEqual(step === through ? promisedValues(promise) : [])
}
