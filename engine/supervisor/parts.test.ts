import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileTopology } from '../graph'
import { RunLogWriter } from '../report'
import { TOY_CATALOGUE, TOY_TOPOLOGY } from '../runtime/toy-kinds.testing'
import { InstrumentTable, type PnlPoint, Report, ReportEvent, type TelemetryUpdate } from '../sdk'
import { Backoff } from './backoff'
import { extendTimeline } from './extend-timeline'
import { Queue, Turnstile } from './gate'
import { LogFile } from './log-file'
import { placeNodes } from './placements'
import { PnlCurve, thin } from './pnl-curve'
import { mergeUpdates } from './publisher'
import { RecordBook } from './record-book'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pb-parts-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('back-off', () => {
  it('doubles from 250 ms to 10 s and gives up at the tenth failure in a row', () => {
    const backoff = new Backoff()
    const delays = Array.from({ length: 10 }, () => backoff.fail(0))
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, null])
  })

  it('forgets failures after half a minute of health', () => {
    const backoff = new Backoff()
    for (let i = 0; i < 8; i++) backoff.fail(29_999)
    expect(backoff.fail(30_000)).toBe(250)
  })
})

describe('the P&L curve', () => {
  const point = (minute: number, equity: number): PnlPoint => ({
    ts: new Date(minute * 60_000).toISOString(),
    equity,
    cash: equity,
    realized: 0,
    unrealized: 0,
    drawdown: 0,
  })

  it('keeps ends and extremes, in order, within its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 3_000 }), (equities) => {
        const points = equities.map((equity, minute) => point(minute, equity))
        const kept = thin(points, 200)
        expect(kept.length).toBeLessThanOrEqual(200)
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
        const equitiesOf = (all: readonly PnlPoint[]) => all.map(({ equity }) => equity)
        expect(Math.min(...equitiesOf(kept))).toBe(Math.min(...equities))
        expect(Math.max(...equitiesOf(kept))).toBe(Math.max(...equities))
        expect(kept.map(({ ts }) => ts)).toEqual(kept.map(({ ts }) => ts).sort())
      }),
      { numRuns: 50 },
    )
  })

  it('adds gateways up, drops what is told again, and holds at most 2,000 points', () => {
    const curve = new PnlCurve()
    curve.add('a', [point(1, 100)], [])
    expect(curve.add('b', [point(2, 50)], [])).toMatchObject([{ equity: 150 }])
    expect(curve.add('a', [point(1, 100), point(3, 90)], [])).toMatchObject([{ equity: 140, drawdown: 140 / 150 - 1 }])
    for (let minute = 4; minute < 9_000; minute++) curve.add('a', [point(minute, minute === 77 ? 9_999 : 100)], [])
    expect(curve.points.length).toBeLessThanOrEqual(2_000)
    expect(Math.max(...curve.points.map(({ equity }) => equity))).toBe(10_049)
  })

  it('nets positions of the same instrument', () => {
    const curve = new PnlCurve()
    const row = { instrument: 'KO', averagePrice: 10, lastPrice: 11, unrealized: 1, realized: 2 }
    curve.add('a', [], [{ ...row, quantity: 30 }])
    curve.add('b', [], [{ ...row, quantity: -10, averagePrice: 12 }])
    expect(curve.positions()).toEqual([
      { instrument: 'KO', quantity: 20, averagePrice: 9, lastPrice: 11, unrealized: 2, realized: 4 },
    ])
    expect(curve.isFlat).toBe(false)
  })
})

describe('merging telemetry', () => {
  const order = (orderId: string, seq: number) => ({ orderId, seq }) as never
  const node = (name: string, step: number) => ({ node: name, step }) as never

  it('keeps the newest of what has a name and every row of what has none', () => {
    const merged = mergeUpdates(
      { order: [order('a', 1), order('b', 2)], fill: [{ seq: 1 } as never], node: [node('x', 1)] },
      { order: [order('a', 3)], fill: [{ seq: 2 } as never], heartbeat: [node('x', 2), node('y', 2)] },
    )
    expect(merged).toEqual({
      order: [order('b', 2), order('a', 3)],
      fill: [{ seq: 1 }, { seq: 2 }],
      node: [node('x', 2)],
      heartbeat: [node('y', 2)],
    })
  })

  it('does not depend on how updates are grouped', () => {
    const update = fc.record(
      {
        order: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
        log: fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
        heartbeat: fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }),
        node: fc.array(fc.nat(2), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    )
    let seq = 0
    const make = (one: { order?: number[]; log?: number[]; heartbeat?: number[]; node?: number[] }): TelemetryUpdate =>
      ({
        ...(one.order ? { order: one.order.map((id) => ({ orderId: String(id), seq: ++seq })) } : {}),
        ...(one.log ? { log: one.log.map(() => ({ seq: ++seq })) } : {}),
        ...(one.heartbeat ? { heartbeat: one.heartbeat.map((id) => ({ node: `h${id}`, step: ++seq })) } : {}),
        ...(one.node ? { node: one.node.map((id) => ({ node: `n${id}`, step: ++seq })) } : {}),
      }) as never
    fc.assert(
      fc.property(fc.tuple(update, update, update), ([a, b, c]) => {
        const [x, y, z] = [make(a), make(b), make(c)]
        expect(mergeUpdates(mergeUpdates(x, y), z)).toEqual(mergeUpdates(x, mergeUpdates(y, z)))
      }),
    )
  })
})

describe('the record book', () => {
  const { plan } = compiled()
  const names = {
    nodeIds: plan.nodes.map(({ id }) => id),
    instruments: new InstrumentTable([
      {
        id: 0,
        symbol: 'KO',
        venue: 'X',
        currency: 'USD',
        tickSize: 0.01,
        lotSize: 1,
        multiplier: 1,
        session: null,
        simulated: false,
      } as never,
    ]),
  }
  const fill = (seq: number) =>
    Object.assign(new ReportEvent(), {
      type: Report.filled,
      author: 8,
      origin: 4,
      seq,
      quantityLots: 10,
      priceTicks: 5_000,
    })

  function write(host: string, from: number, to: number): void {
    const writer = new RunLogWriter(join(dir, host))
    for (let seq = from; seq <= to; seq++) writer.onReport(BigInt(seq) * 60_000_000_000n, fill(seq))
    writer.close()
  }
  const pull = (book: RecordBook, host: string) => {
    const rows = book.pull(host, join(dir, host, 'reports.pbl'))
    book.flush()
    return rows
  }
  const open = () => new RecordBook(join(dir, 'records.jsonl'), names)

  it('numbers what the hosts wrote, once, whatever is cut back and written again', () => {
    const book = open()
    expect(pull(book, 'gone')).toEqual({ orders: [], fills: [] })
    write('a', 1, 3)
    expect(pull(book, 'a').fills.map(({ seq, orderId }) => [seq, orderId])).toEqual([
      [1, 'first-1'],
      [2, 'first-2'],
      [3, 'first-3'],
    ])
    const writer = new RunLogWriter(join(dir, 'a'))
    writer.truncateTo({ ...writer.counts(), reports: 1 })
    expect(pull(book, 'a').fills).toEqual([])
    for (const seq of [2, 3, 4]) writer.onReport(BigInt(seq) * 60_000_000_000n, fill(seq))
    writer.close()
    expect(pull(book, 'a').fills.map(({ seq, orderId }) => [seq, orderId])).toEqual([[4, 'first-4']])
    book.close()
  })

  it('keeps every number over a restart, and makes up for lines that were not written', () => {
    const book = open()
    write('a', 1, 700)
    pull(book, 'a')
    const before = book.since(0)
    book.close()
    const path = join(dir, 'records.jsonl')
    const text = readFileSync(path, 'utf8')
    truncateSync(path, text.length - 20)
    const again = open()
    expect(pull(again, 'a').fills.map(({ seq }) => seq)).toEqual([700])
    expect(again.since(0)).toEqual(before)
    expect(again.since(650).fills.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => 651 + i))
    expect(again.since(700)).toEqual({ orders: [], fills: [], next: 700 })
    expect(again.newest().orders.length).toBe(700)
    again.close()
  })

  it('gives all in pages', () => {
    const book = open()
    write('a', 1, 12_000)
    pull(book, 'a')
    const seqs: number[] = []
    for (let since = -1, next = 0; next !== since; ) {
      since = next
      const page = book.since(since)
      expect(page.orders.length).toBeLessThanOrEqual(5_500)
      seqs.push(...page.fills.map(({ seq }) => seq))
      next = page.next
    }
    expect(seqs).toEqual(Array.from({ length: 12_000 }, (_, i) => i + 1))
    book.close()
  })
})

function compiled() {
  const answer = compileTopology(TOY_TOPOLOGY, TOY_CATALOGUE, { seed: 1 })
  if (!answer.ok) throw new Error('toys do not compile')
  return answer
}

describe('placing nodes', () => {
  it('never moves what runs, and gives what is new a name of its own', () => {
    const { plan, registry } = compiled()
    const first = placeNodes(plan, registry, TOY_TOPOLOGY, [], [])
    expect(first.map(({ host }) => host)).toEqual(plan.nodes.map(({ id }) => id))
    const frame = { id: 'a/b', label: '', x: 0, y: 0, width: 1, height: 1, nodes: ['fast', 'slow'] }
    const framed = { ...TOY_TOPOLOGY, layout: { nodes: {}, frames: [frame], notes: [] } }
    expect(placeNodes(plan, registry, framed, first, [])).toEqual(first)
    expect(placeNodes(plan, registry, framed, [], ['frame@a_b'])[0]).toEqual({ host: 'frame@a_b~2', nodes: [0, 1] })
  })
})

it('extends a timeline without touching the steps that were said', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 })
  const column = (all: number[]) => BigInt64Array.from(all.sort((a, b) => a - b).map(BigInt))
  fc.assert(
    fc.property(times, times, fc.nat(30), (old, now, at) => {
      const before = column(old)
      const fromStep = Math.min(at, before.length)
      const timeline = [...extendTimeline(before, column(now), fromStep)]
      const last = fromStep > 0 ? Number(before[fromStep - 1]) : -1
      const later = new Set([...old, ...now].filter((ts) => ts > last))
      expect(timeline.slice(0, fromStep)).toEqual([...before.slice(0, fromStep)])
      expect(timeline.slice(fromStep).map(Number)).toEqual([...later].sort((a, b) => a - b))
    }),
  )
})

it('puts a full log aside and keeps one', () => {
  const log = new LogFile(join(dir, 'a.log'), 100)
  for (let i = 0; i < 25; i++) log.write('0123456789')
  log.close()
  expect(statSync(join(dir, 'a.log.1')).size).toBe(100)
  expect(statSync(join(dir, 'a.log')).size).toBe(50)
  const lost = new LogFile(join(dir, 'a.log', 'under-a-file.log'))
  lost.write('x')
  expect(lost.lost).toBe(1)
})

it('lets so many in at once, and runs queued work in order in spite of failures', async () => {
  const turnstile = new Turnstile(2)
  const leave = [await turnstile.enter(), await turnstile.enter()]
  let isIn = false
  const third = turnstile.enter().then(() => {
    isIn = true
  })
  await new Promise(setImmediate)
  expect(isIn).toBe(false)
  leave[0]?.()
  leave[0]?.()
  await third
  const queue = new Queue()
  const done: number[] = []
  const failing = queue.run(async () => {
    done.push(1)
    throw new Error('no')
  })
  const next = queue.run(async () => done.push(2))
  await expect(failing).rejects.toThrow('no')
  await next
  expect(done).toEqual([1, 2])
})
