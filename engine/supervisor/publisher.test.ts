import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type LogRow, TELEMETRY_UPDATES_PER_SECOND_MAX, type TelemetryUpdate } from '../sdk'
import { PENDING_ROWS_MAX } from './limits'
import { Publisher } from './publisher'

let sent: { deployment: string; update: TelemetryUpdate; atMs: number }[] = []
let overflows = 0
let publisher: Publisher

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  sent = []
  overflows = 0
  publisher = new Publisher(
    (deployment, update) => sent.push({ deployment, update, atMs: Date.now() }),
    () => overflows++,
  )
})

afterEach(() => {
  publisher.close()
  vi.useRealTimers()
})

const line = (seq: number): LogRow => ({ seq, at: '2024-01-02T00:00:00.000Z', node: null, level: 'info', message: 'x' })

it('tells at most so many times a second however often something changes, and loses no row', () => {
  for (let ms = 0; ms < 3_000; ms++) {
    publisher.add('d1', { log: [line(ms)] })
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1_000)
  expect(sent.length).toBeGreaterThan(TELEMETRY_UPDATES_PER_SECOND_MAX * 2)
  for (const { atMs } of sent) {
    const within = sent.filter((one) => one.atMs >= atMs && one.atMs < atMs + 1_000)
    expect(within.length).toBeLessThanOrEqual(TELEMETRY_UPDATES_PER_SECOND_MAX)
  }
  expect(sent.flatMap(({ update }) => update.log?.map(({ seq }) => seq))).toEqual([...Array(3_000).keys()])
})

it('lets several deployments take turns', () => {
  for (let ms = 0; ms < 1_000; ms++) {
    publisher.add('d1', { log: [line(ms)] })
    publisher.add('d2', { log: [line(ms)] })
    vi.advanceTimersByTime(1)
  }
  expect(sent.length).toBeLessThanOrEqual(TELEMETRY_UPDATES_PER_SECOND_MAX + 1)
  const counts = ['d1', 'd2'].map((id) => sent.filter(({ deployment }) => deployment === id).length)
  expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThanOrEqual(1)
})

it('asks a client that is too far behind to begin again', () => {
  publisher.add('d1', { log: [...Array(PENDING_ROWS_MAX).keys()].map(line) })
  expect(overflows).toBe(0)
  publisher.add('d1', { log: [line(PENDING_ROWS_MAX)] })
  expect(overflows).toBe(1)
})
