import { describe, expect, it } from 'vitest'
import { InstrumentTable, PortfolioEvent, Random } from '../sdk'
import { calendarOf } from './calendar'
import { summarizeCurve } from './curve'
import { instruments } from './desk.testing'
import { sayEquity } from './equity-file'
import { RunLog } from './run-log'

const FIRST_NS = 1_704_205_800_000_000_000n

/** A run of minutes of one account, and a second one that joins in the middle. */
function walk(points: number): RunLog {
  const log = new RunLog()
  const random = new Random(1, 'equity')
  const told = new PortfolioEvent()
  let equity = 1e11
  for (let i = 0; i < points; i++) {
    equity += Math.round(random.normal() * 1e7)
    told.equityMicros = equity
    told.cashMicros = i % 100 === 0 ? i * 1_000 : told.cashMicros
    told.unrealizedMicros = equity - told.cashMicros
    log.onAccount(FIRST_NS + BigInt(i) * 60_000_000_000n, 0, told)
    if (i >= points / 2) log.onAccount(FIRST_NS + BigInt(i) * 60_000_000_000n, 1, told)
  }
  log.sort()
  return log
}

function linesOf(log: RunLog) {
  const curve = summarizeCurve(log, calendarOf([]), new InstrumentTable(instruments))
  const lines: string[] = []
  sayEquity(log, curve, (line) => lines.push(line))
  return { curve, lines, cells: lines.map((line) => line.split(',')) }
}

describe('equity.csv', () => {
  it('has a line for each instant of a short run', () => {
    const { lines, cells } = linesOf(walk(50_000))
    expect(lines).toHaveLength(50_000)
    expect(cells[7]?.[0]).toBe('2024-01-02T14:37:00.000Z')
  })

  it('keeps the ends, the days and the deepest drawdown of a long one, in order, with the lines of a full one', () => {
    const log = walk(120_000)
    const { curve, lines, cells } = linesOf(log)
    expect(lines.length).toBeGreaterThan(5_000)
    expect(lines.length).toBeLessThan(11_000)
    const times = cells.map(([ts = '']) => Date.parse(ts))
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    expect(times[0]).toBe(Number(FIRST_NS / 1_000_000n))
    expect(times.at(-1)).toBe(curve.dayEndsMs.at(-1))
    const closes = new Map(cells.map(([ts = '', equity]) => [Date.parse(ts), Number(equity)]))
    expect(curve.dayEndsMs.map((ms) => closes.get(ms))).toEqual(
      curve.dayCloses.map((one) => Math.round(one * 1e6) / 1e6),
    )
    expect(Math.min(...cells.map((cell) => Number(cell[6])))).toBeCloseTo(curve.maxDrawdown ?? 0, 9)
    let peak = Number.NEGATIVE_INFINITY
    let deepest = 0
    for (const [, equity] of cells) {
      peak = Math.max(peak, Number(equity))
      deepest = Math.min(deepest, Number(equity) / peak - 1)
    }
    expect(deepest).toBeCloseTo(curve.maxDrawdown ?? 0, 9)
  })
})
