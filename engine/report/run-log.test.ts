import { appendFileSync, mkdtempSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OrderEvent, Portfolio, PortfolioEvent, ReportEvent, SignalEvent } from '../sdk'
import { RunLogWriter, readRunLog } from './log-files'
import { RunLog, type RunRecorder } from './run-log'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'runlog-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const report = (fields: Partial<ReportEvent>) => Object.assign(new ReportEvent(), fields)
const account = (equityMicros: number) => Object.assign(new PortfolioEvent(), { equityMicros })

/** Everything a table holds, as plain data. */
function rows(log: RunLog) {
  const { reports, accounts, intents, signals } = log
  const tables = [reports, accounts, intents, signals].map((table) =>
    Array.from({ length: table.length }, (_, row) => ({
      ts: table.tsNs(row),
      author: table.author(row),
      ...table.read(row, table.makeEvent() as never),
    })),
  )
  return [
    ...tables,
    log.positions.sorted().map(({ gateway, tsNs, event }) => ({ ts: tsNs, author: gateway, ...event })),
  ]
}

function tellEverything(log: RunRecorder): void {
  log.onReport(
    1_700_000_000_123_456_789n,
    report({
      type: 1,
      author: 4,
      origin: 2,
      seq: 4_503_599_627_370_497,
      group: 4_000_000_000,
      instrument: 7,
      side: -1,
      quantityLots: 12,
      leavesLots: 3,
      priceTicks: 1234,
      orderType: 1,
      timeInForce: 2,
      feeMicros: -5,
      liquidity: 1,
      reason: 3,
      cause: 2,
      cashMicros: 9_007_199_254_740_991,
      equityMicros: -8,
    }),
  )
  const state = { cashMicros: 1, equityMicros: 2, realizedMicros: 3, unrealizedMicros: 4, feesMicros: 5, costMicros: 6 }
  log.onAccount(2n, 4, Object.assign(new PortfolioEvent(), state))
  const position = { type: Portfolio.position, instrument: 3, quantityLots: -9, costMicros: 1, realizedMicros: 2 }
  log.onPosition(3n, 4, Object.assign(new PortfolioEvent(), position))
  log.onIntent(
    4n,
    2,
    Object.assign(new OrderEvent(), { action: 1, origin: 2, seq: 5, target: 4, group: 1, stamp: 77, limitTicks: 8 }),
  )
  log.onSignal(5n, 2, Object.assign(new SignalEvent(), { instrument: 1, hedge: 2, direction: -1, strength: 0.25 }))
}

describe('the run record', () => {
  it('reads every field back as it was told', () => {
    const log = new RunLog()
    tellEverything(log)
    const [reports] = rows(log)
    expect(reports?.[0]).toMatchObject({
      ts: 1_700_000_000_123_456_789n,
      author: 4,
      origin: 2,
      side: -1,
      leavesLots: 3,
    })
    expect(reports?.[0]).toMatchObject({ seq: 4_503_599_627_370_497, group: 4_000_000_000, feeMicros: -5, cause: 2 })
    expect(rows(log)[2]?.[0]).toMatchObject({ action: 1, target: 4, stamp: 77, limitTicks: 8 })
    expect(rows(log)[3]?.[0]).toMatchObject({ hedge: 2, direction: -1, strength: 0.25 })
  })

  it('is the same in files as in memory', () => {
    const log = new RunLog()
    const writer = new RunLogWriter(dir)
    tellEverything(log)
    tellEverything(writer)
    writer.close()
    expect(rows(readRunLog([dir]))).toEqual(rows(log))
  })

  it('puts what several processes wrote into one order, whoever wrote first', () => {
    const told = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 })), { maxLength: 80 })
    fc.assert(
      fc.property(told, (events) => {
        const inTime = events.map(([ts, author], place) => ({ ts, author, place })).sort((a, b) => a.ts - b.ts)
        const whole = new RunLog()
        for (const { ts, author, place } of inTime) whole.onReport(BigInt(ts), report({ author, seq: place }))
        const parts = new RunLog()
        for (const author of [2, 0, 3, 1])
          for (const one of inTime)
            if (one.author === author) parts.onReport(BigInt(one.ts), report({ author, seq: one.place }))
        whole.sort()
        parts.sort()
        expect(rows(parts)).toEqual(rows(whole))
        const keys = rows(whole)[0]?.map((row) => Number(row.ts) * 10 + row.author) ?? []
        expect(keys).toEqual([...keys].sort((a, b) => a - b))
      }),
    )
  })

  it('sorts times on both sides of 32 bits, and before 1970', () => {
    const log = new RunLog()
    const times = [1n << 40n, 4_294_967_295n, 4_294_967_296n, -1n, -(1n << 33n), 0n, 1_800_000_000_000_000_000n]
    for (const time of times) log.onAccount(time, 0, account(1))
    log.sort()
    expect(rows(log)[1]?.map((row) => row.ts)).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)))
  })

  it('goes back to a snapshot after a crash, and drops a torn record', () => {
    const first = new RunLogWriter(dir)
    for (let i = 0; i < 3000; i++) first.onAccount(BigInt(i), 0, account(i))
    const counts = first.counts()
    expect(counts.accounts).toBe(3000)
    for (let i = 3000; i < 4000; i++) first.onAccount(BigInt(i), 0, account(-1))
    first.close()
    appendFileSync(join(dir, 'accounts.pbl'), Buffer.alloc(13, 1))
    const second = new RunLogWriter(dir)
    expect(second.counts().accounts).toBe(4000)
    second.truncateTo(counts)
    second.onAccount(3000n, 0, account(3000))
    second.close()
    const equity = rows(readRunLog([dir]))[1]?.map((row) => row.ts)
    expect(equity).toEqual(Array.from({ length: 3001 }, (_, i) => BigInt(i)))
    expect(statSync(join(dir, 'accounts.pbl')).size).toBe(16 + 3001 * 64)
  })

  it('keeps the latest state of each position, however often it is told, over a crash too', () => {
    const told = (quantityLots: number, instrument = 1) =>
      Object.assign(new PortfolioEvent(), { quantityLots, instrument })
    const first = new RunLogWriter(dir)
    first.onPosition(1n, 0, told(5, 2))
    for (let i = 1; i <= 1000; i++) first.onPosition(BigInt(i), 0, told(i))
    const counts = first.counts()
    expect(counts.positions).toBe(2)
    first.onPosition(1001n, 0, told(-1))
    first.close()
    const second = new RunLogWriter(dir)
    second.truncateTo(counts)
    second.onPosition(1001n, 0, told(7))
    second.close()
    const states = readRunLog([dir]).positions.sorted()
    expect(states.map(({ tsNs, event }) => [tsNs, event.instrument, event.quantityLots])).toEqual([
      [1001n, 1, 7],
      [1n, 2, 5],
    ])
  })

  it('says that records are lost where the file holds fewer than the snapshot counted', () => {
    const writer = new RunLogWriter(dir)
    writer.onAccount(1n, 0, account(1))
    const counts = writer.counts()
    writer.close()
    truncateSync(join(dir, 'accounts.pbl'), 16)
    const again = new RunLogWriter(dir)
    expect(() => again.truncateTo(counts)).toThrow(/accounts\.pbl holds 0 records where 1 were promised/)
    again.close()
  })

  it.skipIf(process.platform !== 'linux')('names the file when the disk is full', () => {
    symlinkSync('/dev/full', join(dir, 'reports.pbl'))
    expect(() => new RunLogWriter(dir)).toThrow(/run's record .*reports\.pbl: ENOSPC/)
  })

  it('refuses a file that is not its own, or is missing, by name', () => {
    expect(() => readRunLog([dir])).toThrow(/cannot read the run's record .*reports\.pbl: ENOENT/)
    writeFileSync(join(dir, 'reports.pbl'), 'a text of someone else, long enough to be one')
    expect(() => readRunLog([dir])).toThrow(/reports\.pbl: it is not a record of this kind/)
    expect(() => new RunLogWriter(dir)).toThrow(/reports\.pbl: it is not a record of this kind/)
  })
})
