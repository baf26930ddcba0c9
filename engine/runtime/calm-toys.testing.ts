/** Toy kinds that seldom speak: what runs ahead of its reports shows its worth, and its faults, with these. */
import { z } from 'zod'
import {
  Action,
  defineManifest,
  defineNode,
  defineSource,
  type Haltable,
  type NodeKind,
  type OrderEvent,
  OrderType,
  type PortSpec,
  Report,
  reasonCode,
  Side,
} from '../sdk'

const port = (id: string, type: PortSpec['type']): PortSpec => ({ id, type, label: id, help: id })
const base = { version: 1, icon: 'box', summary: '', aliases: [] }

/** A bar of one instrument each minute. */
const calmSource = defineSource(
  defineManifest({
    ...base,
    kind: 'data.calm',
    category: 'data',
    label: 'Calm data',
    params: z.object({ steps: z.number().default(3_000) }),
    inputs: [],
    outputs: [port('market', 'market')],
  }),
  async (ctx, { steps }) => {
    const out = ctx.output('market', 'market')
    return {
      hash: `calm ${steps}`,
      rowTsNs: BigInt64Array.from({ length: steps }, (_, row) => BigInt(row) * 60_000_000_000n),
      emitRows(from, to) {
        for (let row = from; row < to; row++) {
          const price = 100 + ((row * 7_919) % 997) / 10
          out.next().setBar(0, price, price + 1, price - 1, price + 0.5, 10, 60_000)
        }
      },
    }
  },
)

function submit(order: OrderEvent, origin: number, seq: number, signedLots: number): void {
  Object.assign(order, { action: Action.submit, origin, seq, instrument: 0, type: OrderType.market })
  Object.assign(order, { side: signedLots < 0 ? Side.sell : Side.buy, quantityLots: Math.abs(signedLots) })
}

/** An order once in `every` steps or so, by chance and by what it has heard; a signal more often. */
const calmStrategy = defineNode(
  defineManifest({
    ...base,
    kind: 'strategy.calm',
    category: 'strategy',
    label: 'Calm strategy',
    params: z.object({ every: z.number().default(60) }),
    inputs: [port('market', 'market')],
    outputs: [port('intents', 'intent'), port('signal', 'signal')],
  }),
  (ctx, { every }) => {
    const out = ctx.output('intents', 'intent')
    const signal = ctx.output('signal', 'signal')
    let state = { seq: 0, mood: 0 }
    return {
      onMarket(event) {
        state.mood = (state.mood * 31 + Math.round(event.close * 10)) % 1_000_003
      },
      onReport(report) {
        state.mood = (state.mood * 17 + report.type * 7 + report.seq) % 1_000_003
      },
      onStep() {
        if (state.mood % 7 === 0) Object.assign(signal.next(), { instrument: 0, direction: 1, strength: state.mood })
        if (ctx.random.uniform() * every > 1) return
        submit(out.next(), ctx.nodeIndex, ++state.seq, state.mood % 2 === 0 ? 1 + (state.mood % 4) : -1)
      },
      // By reference, as some kinds do: who keeps a state must copy it.
      snapshot: () => state,
      restore(kept) {
        state = { ...(kept as typeof state) }
      },
    }
  },
)

interface CalmGuardState {
  via: Record<string, number>
  heard: number
  lots: number
  seq: number
  isHalted: boolean
  isFlattening: boolean
}

/** Denies each fifth intent; closes what is held by itself when a price comes that it does not like. */
const calmGuard = defineNode(
  defineManifest({
    ...base,
    kind: 'guard.calm',
    category: 'guard',
    label: 'Calm guard',
    params: z.object({}),
    inputs: [port('intents', 'intent'), port('orders', 'order'), port('market', 'market')],
    outputs: [port('orders', 'order')],
  }),
  (ctx) => {
    const out = ctx.output('orders', 'order')
    let state: CalmGuardState = { via: {}, heard: 0, lots: 0, seq: 0, isHalted: false, isFlattening: false }
    let isDisliked = false
    const keyOf = (order: { origin: number; seq: number }) => `${order.origin}-${order.seq}`
    const take = (order: OrderEvent) => {
      state.via[keyOf(order)] = order.via
      if (++state.heard % 5 !== 0 && !state.isHalted) {
        out.next().copyFrom(order).stamp = ctx.stamps.own
        return
      }
      const { origin, seq, instrument, side, quantityLots, via } = order
      Object.assign(ctx.reports.next(), { type: Report.denied, author: ctx.nodeIndex, origin, seq, instrument, side })
      Object.assign(ctx.reports.events[ctx.reports.count - 1] ?? {}, {
        quantityLots,
        via,
        reason: reasonCode('MAX_POSITION'),
      })
    }
    const guard: ReturnType<Extract<NodeKind, { shape: 'operator' }>['create']> & Haltable = {
      onIntent: take,
      onOrder: take,
      onMarket(event) {
        isDisliked = Math.round(event.close * 10) % 89 === 0
      },
      onReport(report) {
        if (report.type === Report.filled) state.lots += report.side * report.quantityLots
        const via = report.origin < 0 ? -1 : state.via[keyOf(report)]
        if (via !== undefined) ctx.reports.next().copyFrom(report).via = via
      },
      onStep() {
        if (state.lots !== 0 && (isDisliked || state.isFlattening)) {
          submit(out.next(), ctx.nodeIndex, ++state.seq, -state.lots)
          Object.assign(out.events[out.count - 1] ?? {}, { stamp: ctx.stamps.own })
        }
        state.isFlattening = false
      },
      halt(flatten) {
        state.isHalted = true
        state.isFlattening = flatten
      },
      resume() {
        state.isHalted = false
      },
      snapshot: () => state,
      restore(kept) {
        state = structuredClone(kept) as CalmGuardState
      },
      readout: () => ({ halted: state.isHalted, values: { lots: state.lots } }),
    }
    return guard
  },
)

export const CALM_TOYS = [calmSource, calmStrategy, calmGuard] as unknown as readonly NodeKind[]

/** Two strategies on one guard, a third behind the guard after it; all see the market. */
export const CALM_TOPOLOGY = {
  format: 'patchbay.topology/1' as const,
  name: 'calm toys',
  nodes: [
    { id: 'bars', kind: 'data.calm', params: {} },
    { id: 'one', kind: 'strategy.calm', params: { every: 60 } },
    { id: 'two', kind: 'strategy.calm', params: { every: 150 } },
    { id: 'three', kind: 'strategy.calm', params: { every: 90 } },
    { id: 'inner', kind: 'guard.calm', params: {} },
    { id: 'outer', kind: 'guard.calm', params: {} },
    { id: 'venue', kind: 'gateway.toy', params: {} },
  ].map((node) => ({ ...node, version: 1, label: '' })),
  links: [
    'bars.market>one.market',
    'bars.market>two.market',
    'bars.market>three.market',
    'bars.market>inner.market',
    'bars.market>outer.market',
    'bars.market>venue.market',
    'one.intents>inner.intents',
    'two.intents>inner.intents',
    'inner.orders>outer.orders',
    'three.intents>outer.intents',
    'outer.orders>venue.orders',
  ].map((text) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })),
  layout: { nodes: {}, frames: [], notes: [] },
}
