import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PortfolioEvent } from '../sdk'
import { AccountSieve } from './account-sieve'
import { RunLogWriter, readRunLog } from './log-files'

const SECOND_NS = 1_000_000_000n
const account = (equityMicros: number, cashMicros = 0) =>
  Object.assign(new PortfolioEvent(), { instrument: -1, equityMicros, cashMicros })

function sift(rows: readonly { ms: number; equity: number; cash: number }[]): [number, number, number][] {
  const kept: [number, number, number][] = []
  const sieve = new AccountSieve(SECOND_NS, (tsNs, _gateway, event) =>
    kept.push([Number(tsNs / 1_000_000n), event.equityMicros, event.cashMicros]),
  )
  for (const { ms, equity, cash } of rows) sieve.onAccount(BigInt(ms) * 1_000_000n, 3, account(equity, cash))
  sieve.flush()
  return kept
}

it('keeps the lowest, the highest and the last of each second, in their order', () => {
  const equities = [5, 9, 2, 7, 6]
  const rows = equities.map((equity, place) => ({ ms: 1_000 + place * 100, equity, cash: 0 }))
  // The first is the account as it was found.
  expect(sift([...rows, { ms: 2_000, equity: 1, cash: 0 }])).toEqual([
    [1_000, 5, 0],
    [1_100, 9, 0],
    [1_200, 2, 0],
    [1_400, 6, 0],
    [2_000, 1, 0],
  ])
})

it('keeps every account after a fill, and what was just before it', () => {
  const rows = [
    { ms: 0, equity: 5, cash: 0 },
    { ms: 10, equity: 6, cash: 0 },
    { ms: 20, equity: 6, cash: -4 },
    { ms: 30, equity: 6, cash: -8 },
  ]
  expect(sift(rows)).toEqual(rows.map(({ ms, equity, cash }) => [ms, equity, cash]))
})

it('loses no extreme of any second, and nothing that was last', () => {
  const row = fc.record({
    gap: fc.integer({ min: 0, max: 700 }),
    equity: fc.integer(),
    cash: fc.constantFrom(0, 0, 0, 1),
  })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (made) => {
      let ms = 0
      const rows = made.map(({ gap, equity, cash }) => {
        ms += gap
        return { ms, equity, cash }
      })
      const kept = sift(rows)
      const seconds = new Set(rows.map((one) => Math.floor(one.ms / 1000)))
      for (const second of seconds) {
        const all = rows.filter((one) => Math.floor(one.ms / 1000) === second).map(({ equity }) => equity)
        const left = kept.filter(([at]) => Math.floor(at / 1000) === second).map(([, equity]) => equity)
        expect([Math.min(...left), Math.max(...left), left.at(-1)]).toEqual([
          Math.min(...all),
          Math.max(...all),
          all.at(-1),
        ])
      }
      expect(kept.map(([at]) => at)).toEqual(kept.map(([at]) => at).toSorted((a, b) => a - b))
    }),
  )
})

it('the record of a run on the wall clock grows by the second, not by the tick, and is promised as it stands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pbs-'))
  try {
    const writer = new RunLogWriter(dir, { accountEveryNs: SECOND_NS })
    for (let tick = 0; tick < 100_000; tick++) writer.onAccount(BigInt(tick) * 1_000_000n, 3, account(tick % 977))
    writer.sync()
    const { accounts } = writer.counts()
    expect(accounts).toBeLessThanOrEqual(301)
    for (let tick = 0; tick < 10; tick++) writer.onAccount(BigInt(200_000 + tick) * 1_000_000n, 3, account(tick))
    writer.truncateTo({ ...writer.counts(), accounts })
    writer.close()
    expect(statSync(join(dir, 'accounts.pbl')).size).toBeLessThan(30_000)
    expect(readRunLog([dir]).accounts.length).toBe(accounts)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
