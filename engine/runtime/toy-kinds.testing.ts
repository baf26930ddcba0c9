/** Small kinds for tests of the runtime: they trade on chance, so that every kind of report travels. */
import { z } from 'zod'
import type { Plan } from '../graph'
import {
  Action,
  defineManifest,
  defineNode,
  defineSource,
  type NodeKind,
  type OrderEvent,
  OrderType,
  type PortSpec,
  Report,
  reasonCode,
  Side,
  TimeInForce,
} from '../sdk'
import { CALM_TOYS } from './calm-toys.testing'

const port = (id: string, type: PortSpec['type'], rest: Partial<PortSpec> = {}): PortSpec => ({
  id,
  type,
  label: id,
  help: id,
  ...rest,
})
const base = {
  version: 1,
  icon: 'box',
  summary: '',
  aliases: [],
  params: z.object({ start: z.number().default(0), every: z.number().default(1) }),
}

/** Rows of two instruments, every `every` minutes from minute `start`. */
export const toySource = defineSource(
  defineManifest({
    ...base,
    kind: 'data.toy',
    category: 'data',
    label: 'Toy data',
    inputs: [],
    outputs: [port('market', 'market')],
  }),
  async (ctx, { start, every }) => {
    const out = ctx.output('market', 'market')
    const steps = 300
    return {
      hash: `toy ${start} ${every}`,
      rowTsNs: BigInt64Array.from(
        { length: steps * 2 },
        (_, row) => BigInt(start + Math.floor(row / 2) * every) * 60_000_000_000n,
      ),
      emitRows(from, to) {
        for (let row = from; row < to; row++) {
          const price = 100 + ((row * 7919 + start) % 97) / 10
          out.next().setBar(row % 2, price, price + 1, price - 1, price + 0.5, 10, 0)
        }
      },
    }
  },
)

/** Sum of all closes so far. */
export const toyFeature = defineNode(
  defineManifest({
    ...base,
    kind: 'feature.toy',
    category: 'feature',
    label: 'Toy feature',
    inputs: [port('market', 'market')],
    outputs: [port('value', 'feature', { names: ['sum'] })],
  }),
  (ctx) => {
    const out = ctx.output('value', 'feature')
    let sum = 0
    return {
      onMarket(event) {
        sum += event.close
      },
      onStep() {
        out.next().values[0] = sum
      },
      snapshot: () => sum,
      restore(state) {
        sum = state as number
      },
    }
  },
)

/** Orders by chance; what it hears of them moves its chance. */
export const toyStrategy = defineNode(
  defineManifest({
    ...base,
    kind: 'strategy.toy',
    category: 'strategy',
    label: 'Toy strategy',
    inputs: [port('value', 'feature'), port('account', 'portfolio')],
    outputs: [port('intents', 'intent')],
  }),
  (ctx) => {
    const out = ctx.output('intents', 'intent')
    let state = { seq: 0, mood: 0 }
    return {
      onFeature(event) {
        state.mood = (state.mood * 31 + Math.round((event.values[0] ?? 0) * 10)) % 1_000_003
      },
      onPortfolio(event) {
        state.mood = (state.mood + event.equityMicros) % 1_000_003
      },
      onReport(report) {
        state.mood = (state.mood * 17 + report.type * 7 + report.seq) % 1_000_003
      },
      onStep() {
        if (ctx.random.uniform() > 0.4 || state.mood % 3 === 0) return
        const intent = out.next()
        Object.assign(intent, {
          action: Action.submit,
          origin: ctx.nodeIndex,
          seq: ++state.seq,
          target: 0,
          group: 0,
          instrument: state.mood % 2,
        })
        Object.assign(intent, {
          side: state.mood % 5 < 3 ? Side.buy : Side.sell,
          quantityLots: 1 + (state.mood % 4),
          type: OrderType.market,
          limitTicks: 0,
        })
        Object.assign(intent, { timeInForce: TimeInForce.gtc, reduceOnly: 0, stamp: 0 })
      },
      snapshot: () => state,
      restore(kept) {
        state = { ...(kept as typeof state) }
      },
    }
  },
)

/** Denies each fifth intent, stamps the others, passes reports up the way the order came down. */
export const toyGuard = defineNode(
  defineManifest({
    ...base,
    kind: 'guard.toy',
    category: 'guard',
    label: 'Toy guard',
    inputs: [port('intents', 'intent'), port('orders', 'order'), port('market', 'market')],
    outputs: [port('orders', 'order')],
  }),
  (ctx) => {
    const out = ctx.output('orders', 'order')
    let via: Record<string, number> = {}
    let count = 0
    const answer = (order: OrderEvent) => {
      via[`${order.origin}-${order.seq}`] = order.via
      if (++count % 5 === 0) {
        Object.assign(ctx.reports.next(), {
          type: Report.denied,
          author: ctx.nodeIndex,
          origin: order.origin,
          seq: order.seq,
          instrument: order.instrument,
          side: order.side,
        })
        const denial = ctx.reports.events[ctx.reports.count - 1]
        if (denial)
          Object.assign(denial, {
            quantityLots: order.quantityLots,
            leavesLots: 0,
            priceTicks: 0,
            reason: reasonCode('MAX_POSITION'),
            via: order.via,
            cause: 0,
          })
      } else out.next().copyFrom(order).stamp = ctx.stamps.own
    }
    return {
      onIntent: answer,
      onOrder: answer,
      onReport(report) {
        ctx.reports.next().copyFrom(report).via = report.origin < 0 ? -1 : (via[`${report.origin}-${report.seq}`] ?? -1)
      },
      onMarket() {},
      snapshot: () => ({ via, count }),
      restore(state) {
        const kept = structuredClone(state) as { via: typeof via; count: number }
        via = kept.via
        count = kept.count
      },
    }
  },
)

/** Fills what rests at the next bar's open; refuses what has no stamp. */
export const toyGateway = defineNode(
  defineManifest({
    ...base,
    kind: 'gateway.toy',
    category: 'gateway',
    label: 'Toy gateway',
    inputs: [port('orders', 'order'), port('market', 'market')],
    outputs: [port('portfolio', 'portfolio')],
  }),
  (ctx) => {
    const portfolio = ctx.output('portfolio', 'portfolio')
    let resting: OrderEvent[] = []
    let cash = 0
    const report = (order: OrderEvent, type: (typeof Report)[keyof typeof Report], ticks: number) =>
      Object.assign(ctx.reports.next(), {
        type,
        author: ctx.nodeIndex,
        origin: order.origin,
        seq: order.seq,
        group: 0,
        instrument: order.instrument,
        side: order.side,
        quantityLots: order.quantityLots,
        leavesLots: 0,
        priceTicks: ticks,
        via: order.via,
        cashMicros: cash,
      })
    return {
      onMarket(event) {
        const ticks = Math.round(event.open * 10)
        for (const order of resting.filter((one) => one.instrument === event.instrument)) {
          cash -= order.side * order.quantityLots * ticks
          report(order, Report.filled, ticks)
        }
        resting = resting.filter((one) => one.instrument !== event.instrument)
      },
      onVenueStep: () => void Object.assign(portfolio.next(), { instrument: -1, cashMicros: cash, equityMicros: cash }),
      onOrder(order) {
        if (!ctx.stamps.accepts(order.stamp)) return void report(order, Report.rejected, 0)
        resting.push({ ...order } as OrderEvent)
        report(order, Report.accepted, 0)
      },
      onLinked: (link) =>
        void Object.assign(ctx.reports.next(), {
          type: Report.account,
          author: ctx.nodeIndex,
          origin: -1,
          seq: 0,
          via: link,
          cashMicros: cash,
        }),
      snapshot: () => ({ resting, cash }),
      restore(state) {
        const kept = structuredClone(state) as { resting: OrderEvent[]; cash: number }
        resting = kept.resting
        cash = kept.cash
      },
    }
  },
)

export const TOYS: readonly NodeKind[] = [
  toySource,
  toyFeature,
  toyStrategy,
  toyGuard,
  toyGateway,
  ...CALM_TOYS,
] as readonly NodeKind[]
export const findToy = (kind: string): NodeKind | undefined => TOYS.find((one) => one.manifest.kind === kind)
export const TOY_CATALOGUE = {
  findManifest: (kind: string) => findToy(kind)?.manifest,
  datasets: [],
  instrumentsOf: () => undefined,
}

/** Two sources of different rhythm, two strategies under chained guards, and the account fed back to one strategy. */
export const TOY_TOPOLOGY = {
  format: 'patchbay.topology/1' as const,
  name: 'toys',
  nodes: [
    ...[
      { id: 'fast', kind: 'data.toy', params: { start: 0, every: 1 } },
      { id: 'slow', kind: 'data.toy', params: { start: 3, every: 3 } },
      { id: 'sum', kind: 'feature.toy', params: {} },
      { id: 'total', kind: 'feature.toy', params: {} },
      { id: 'first', kind: 'strategy.toy', params: {} },
      { id: 'second', kind: 'strategy.toy', params: {} },
      { id: 'inner', kind: 'guard.toy', params: {} },
      { id: 'outer', kind: 'guard.toy', params: {} },
      { id: 'venue', kind: 'gateway.toy', params: {} },
    ].map((node) => ({ ...node, version: 1, label: '' })),
  ],
  links: [
    'fast.market>sum.market',
    'slow.market>total.market',
    'fast.market>total.market',
    'sum.value>first.value',
    'total.value>second.value',
    'venue.portfolio>second.account',
    'first.intents>inner.intents',
    'inner.orders>outer.orders',
    'second.intents>outer.intents',
    'outer.orders>venue.orders',
    'fast.market>venue.market',
    'slow.market>venue.market',
  ].map((text) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })),
  layout: { nodes: {}, frames: [], notes: [] },
}

/** A plan's node index by id. */
export const indexOf = (plan: Plan, id: string): number => plan.nodes.find((node) => node.id === id)?.index ?? -1
