import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMicros, nsFromIso, PortfolioEvent, runReport } from '../sdk'
import { buildReport } from './build'
import { Desk, instruments, META, ONE, TWO, threeDays, VENUE } from './desk.testing'
import { RunLog } from './run-log'

describe('the report of a run', () => {
  it('has the figures that one gets by hand', () => {
    const { report, trades } = buildReport(threeDays().log, { ...META, lastPrices: [110, 52] })
    const { statistics } = report
    expect(runReport.parse(report)).toEqual(report)
    expect(
      trades.map((trade) => [trade.node, trade.side, trade.quantity, trade.entryPrice, trade.exitPrice, trade.pnl]),
    ).toEqual([
      [ONE, 'long', 100, 100, 110, 998],
      [TWO, 'short', 200, 50, 51, -200],
    ])
    expect(statistics).toMatchObject({
      startingCash: 100_000,
      finalEquity: 100_898,
      trades: 2,
      orders: 4,
      fills: 4,
      fees: 2,
    })
    expect(statistics).toMatchObject({ winRate: 0.5, profitFactor: 998 / 200, expectancy: 399 })
    expect(statistics.totalReturn).toBeCloseTo(0.00898, 12)
    expect(statistics.exposure).toBe(3 / 5)
    const r = [100_499 / 100_000 - 1, 100_798 / 100_499 - 1, 100_898 / 100_798 - 1]
    const centre = r.reduce((a, b) => a + b, 0) / 3
    const s = Math.sqrt(r.reduce((sum, one) => sum + (one - centre) ** 2, 0) / 2)
    expect(statistics.sharpe).toBeCloseTo((centre / s) * Math.sqrt(252), 9)
    expect(statistics.volatility).toBeCloseTo(s * Math.sqrt(252), 12)
    expect(statistics.sortino).toBeNull()
    expect(statistics.cagr).toBeCloseTo((100_898 / 100_000) ** (252 / 3) - 1, 9)
    expect(statistics.maxDrawdown).toBeCloseTo(100_798 / 100_998 - 1, 12)
    const turnover = (10_000 / 100_499 + 21_000 / 100_798 + 15_300 / 100_898) / 3
    expect(statistics.turnover).toBeCloseTo(turnover, 12)
    expect(report.calendar).toEqual({ zone: 'America/New_York', periodsPerYear: 252, days: 3 })
  })

  it('says by node who earned what, and who was denied what by whom', () => {
    const { report } = buildReport(threeDays().log, { ...META, lastPrices: [110, 52] })
    expect(report.perNode.one).toMatchObject({
      pnl: 998,
      realized: 1000,
      unrealized: 0,
      fees: 2,
      trades: 1,
      winRate: 1,
    })
    expect(report.perNode.two).toMatchObject({ pnl: -100, realized: -200, unrealized: 100, intents: 3, orders: 2 })
    expect(report.perNode.two?.denials).toEqual({ MAX_LEVERAGE: 1 })
    expect(report.perNode.guard).toMatchObject({ pnl: null, denials: { MAX_LEVERAGE: 1 } })
    expect(report.perNode.venue).toMatchObject({ pnl: null, orders: 4, fills: 4, fees: 2 })
    expect(report.warnings.join('\n')).toContain('1 position was still open at the end')
    expect(report.warnings.join('\n')).not.toContain('does not add up')
  })

  it('knows nodes by their index where some were taken away', () => {
    const nodes = META.nodes.filter(({ id }) => id !== 'bars').toReversed()
    const { report } = buildReport(threeDays().log, { ...META, nodes, lastPrices: [110, 52] })
    expect(Object.keys(report.perNode)).toEqual(['venue', 'guard', 'two', 'one'])
    expect(report.perNode.one).toMatchObject({ pnl: 998, kind: 'strategy.pairs' })
  })

  it('values open positions by node at the last marks that gateways told', () => {
    const desk = threeDays()
    const told = { instrument: 1, quantityLots: 100, costMicros: 5_100_000_000, unrealizedMicros: 100_000_000 }
    desk.log.onPosition(nsFromIso('2024-01-04T21:00:00Z'), VENUE, Object.assign(new PortfolioEvent(), told))
    const { report } = buildReport(desk.log, META)
    expect(report.perNode.two).toMatchObject({ unrealized: 100, pnl: -100 })
    expect(report.warnings.join('\n')).not.toContain('does not add up')
  })

  it('warns where open positions could be valued only at the last fills', () => {
    const { report } = buildReport(threeDays().log, META)
    expect(report.warnings.join('\n')).toContain('does not add up')
  })

  it('adds P&L by node up to that of the account, for any fills', () => {
    const fills = fc.array(
      fc.tuple(
        fc.constantFrom(ONE, TWO),
        fc.constantFrom(0, 1),
        fc.integer({ min: -300, max: 300 }).filter((lots) => lots !== 0),
        fc.integer({ min: 1000, max: 20_000 }),
        fc.integer({ min: -100_000, max: 2_000_000 }),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(fills, (some) => {
        const desk = new Desk()
        desk.mark('2024-01-02T14:31:00Z', [100, 50])
        for (const [origin, instrument, lots, ticks, fee] of some)
          desk.fill('2024-01-02T14:32:00Z', origin, instrument, lots, ticks, fee)
        desk.mark('2024-01-02T14:33:00Z', [101.23, 48.07])
        const { report, trades } = buildReport(desk.log, { ...META, lastPrices: [101.23, 48.07] })
        const byNode = (report.perNode.one?.pnl ?? 0) + (report.perNode.two?.pnl ?? 0)
        const total = (report.statistics.finalEquity ?? 0) - (report.statistics.startingCash ?? 0)
        expect(byNode).toBeCloseTo(total, 4)
        expect(report.statistics.fees).toBeCloseTo(fromMicros(desk.feesMicros), 6)
        for (const trade of trades) expect(trade.quantity).toBeGreaterThan(0)
      }),
    )
  })

  it('is null, not 0, for a run in which nothing happened', () => {
    const { report } = buildReport(new RunLog(), { ...META, data: { hash: '', fromNs: null, toNs: null, bars: 0 } })
    const { statistics } = report
    expect(statistics).toMatchObject({
      startingCash: null,
      sharpe: null,
      maxDrawdown: null,
      winRate: null,
      exposure: null,
    })
    expect(statistics).toMatchObject({ trades: 0, orders: 0, fills: 0, fees: 0 })
    expect(report.data).toEqual({ hash: '', from: null, to: null, bars: 0 })
  })

  it('ends days at midnight of the sessions, not of Greenwich', () => {
    const sydney = { timezone: 'Australia/Sydney', open: '10:00', close: '16:00' }
    const desk = new Desk()
    desk.mark('2024-01-01T23:30:00Z', [100, 50])
    desk.mark('2024-01-02T04:30:00Z', [100, 50])
    const local = instruments.map((one) => ({ ...one, session: sydney }))
    expect(buildReport(desk.log, { ...META, instruments: local }).report.calendar).toMatchObject({
      days: 1,
      zone: 'Australia/Sydney',
    })
    const open = instruments.map((one) => ({ ...one, session: null }))
    expect(buildReport(desk.log, { ...META, instruments: open }).report.calendar).toEqual({
      days: 2,
      zone: 'UTC',
      periodsPerYear: 365,
    })
  })

  it('ends days at the right hour on the days on which clocks change', () => {
    const desk = new Desk()
    for (const hour of ['2024-03-10T05:00:00Z', '2024-03-10T05:01:00Z', '2024-03-11T04:00:00Z', '2024-03-11T04:01:00Z'])
      desk.mark(hour, [100, 50])
    expect(buildReport(desk.log, META).report.calendar.days).toBe(3)
  })

  it('counts a bar that closes at midnight to the day, and the month, that it closes', () => {
    const desk = new Desk()
    desk.mark('2024-01-31T00:00:00Z', [100, 50])
    desk.mark('2024-02-01T00:00:00Z', [100, 50])
    desk.mark('2024-02-02T00:00:00Z', [100, 50])
    const open = instruments.map((one) => ({ ...one, session: null }))
    const { report, table } = buildReport(desk.log, { ...META, instruments: open })
    expect(table.days).toEqual(['2024-01-30', '2024-01-31', '2024-02-01'])
    expect(report.monthly?.map(({ month }) => month)).toEqual(['2024-01', '2024-02'])
  })

  it('counts the capital of a gateway that joins later from the start', () => {
    const desk = new Desk()
    desk.mark('2024-01-02T14:31:00Z', [100, 50])
    desk.log.onAccount(
      nsFromIso('2024-01-02T15:00:00Z'),
      9,
      Object.assign(new PortfolioEvent(), { equityMicros: 5_000_000 }),
    )
    const { statistics } = buildReport(desk.log, META).report
    expect(statistics).toMatchObject({ startingCash: 100_005, finalEquity: 100_005, maxDrawdown: 0 })
  })
})
