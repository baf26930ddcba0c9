import { describe, expect, it } from 'vitest'
import { manifest as paper } from '../../nodes/gateways/paper/manifest'
import { FillFlag, type RunReport } from '../sdk'
import { buildReport } from './build'
import { Desk, instruments, META, ONE, threeDays } from './desk.testing'
import { termsOf } from './terms'

const warningsOf = (desk: Desk, more: Partial<typeof META> = {}): string =>
  buildReport(desk.log, { ...META, lastPrices: [110, 52], ...more }).report.warnings.join('\n')

/** So many days with a round trip each, which earns what is given. */
function daysOf(profits: readonly number[], flags = 0): Desk {
  const desk = new Desk()
  desk.mark('2024-01-01T15:00:00Z', [100, 50])
  for (const [day, profit] of profits.entries()) {
    const ts = new Date(Date.UTC(2024, 0, 2 + day, 15)).toISOString()
    desk.fill(ts, ONE, 0, 100, 10_000, 0, flags)
    desk.fill(ts, ONE, 0, -100, 10_000 + profit, 0, flags)
    desk.mark(ts, [100, 50])
  }
  return desk
}

describe('warnings of a report', () => {
  it('say what is too good to be true, and leave a sober result alone', () => {
    const wins = Array.from({ length: 80 }, (_, day) => 60 + (day % 7))
    const told = warningsOf(daysOf(wins))
    expect(told).toMatch(/Too good to be true: a Sharpe ratio of \d+\.\d over 81 days, 100 % of 80 trades won/)
    const sober = Array.from({ length: 80 }, (_, day) => (day % 2 ? 60 : -55))
    expect(warningsOf(daysOf(sober))).not.toContain('Too good')
    expect(warningsOf(daysOf(sober))).toBe('')
  })

  it('say that a few trades over a few days prove little', () => {
    const told = warningsOf(threeDays())
    expect(told).toContain('2 closed trades: too few to tell skill from luck')
    expect(told).toContain('extrapolated from 3 trading days')
  })

  it('count fills by what was odd about them', () => {
    const { fillQuality } = buildReport(daysOf([1, 2], FillFlag.thin | FillFlag.ambiguous).log, META).report
    expect(fillQuality).toEqual({ ambiguous: 4, thin: 4, stale: 0, optimistic: 0 })
    const told = warningsOf(daysOf([1, 2], FillFlag.thin | FillFlag.ambiguous))
    expect(told).toContain('4 of 4 fills in bars that reached both a stop and a target')
    expect(told).toContain('4 of 4 fills in thin volume')
    expect(told).not.toMatch(/stale|optimistic/)
    const other = warningsOf(daysOf([1], FillFlag.stale | FillFlag.optimistic))
    expect(other).toContain('2 of 2 fills at stale prices')
    expect(other).toContain('an optimistic fill profile')
  })

  it('tell of odd data and of made-up markets', () => {
    const findings: RunReport['dataChecks'][number]['findings'] = [
      { sort: 'gap', symbol: 'AAA', count: 3, example: 'from 10:00' },
    ]
    const told = warningsOf(threeDays(), {
      dataChecks: [{ node: 'bars', dataset: 'minutes', rows: 6, findings }],
      instruments: instruments.map((one) => ({ ...one, simulated: true })),
    })
    expect(told).toContain('The data of minutes is odd: AAA gap × 3')
    expect(told).toContain('The prices are made up: AAA, B,B')
  })
})

describe('the terms of a venue', () => {
  it('are those that its kind tells of its params; other nodes have none', () => {
    const nodes = META.nodes.map((node) => ({ ...node, params: paper.params.parse({ fees: 'none' }) }))
    const terms = termsOf(nodes, (kind) => (kind === 'gateway.paper' ? { manifest: paper } : undefined))
    expect(Object.keys(terms)).toEqual(['venue'])
    expect(terms.venue).toContainEqual({ label: 'Fees', value: 'none' })
    expect(terms.venue?.find(({ label }) => label === 'Fills')?.value).toMatch(/^next-open/)
  })
})
