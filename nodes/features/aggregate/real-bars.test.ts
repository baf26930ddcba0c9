/** Half hours of real minutes, against the same by another way: what the minutes of each half hour add up to. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Market, MarketEvent, msFromNs } from '../../../engine/sdk'
import { openStore } from '../../../engine/store'
import { Bench } from '../../testing/bench'
import { aggregate } from './runtime'

const SHARED = resolve(import.meta.dirname, '../../../../shared/data/bars-1m')
const isThere = existsSync(SHARED)
const reason = isThere ? '' : ` (SKIPPED: ${SHARED} is not on this machine)`
const HALF_HOUR = 30 * 60_000

describe.skipIf(!isThere)(`half hours of real minutes${reason}`, () => {
  it.each(['SPY', 'PPLT'])('of %s are those that its minutes add up to', async (symbol) => {
    const home = await mkdtemp(join(tmpdir(), 'halves-'))
    try {
      const store = openStore(home)
      const path = join(SHARED, `${symbol}_1min.csv`)
      const { dataset } = await store.importFiles([path], { as: 'one', tz: 'America/New_York' })
      const rows = await store.open('one', {}, () => 0)
      const [spec] = dataset.instruments
      const bench = new Bench(aggregate, { symbols: [symbol], params: { seconds: 1800 }, ...(spec ? { spec } : {}) })
      const event = new MarketEvent()
      const said: number[][] = []
      const expected = new Map<number, number[]>()
      for (let row = 0; row < rows.rows; row++) {
        const [o = 0, h = 0, l = 0, c = 0, v = 0] = [rows.open, rows.high, rows.low, rows.close, rows.volume].map(
          (column) => column[row],
        )
        bench.tsMs = msFromNs(rows.tsNs[row] ?? 0n)
        bench.operator.onMarket?.(event.setBar(0, o, h, l, c, v, rows.barMs), 0)
        for (const bar of bench.step('market', 'market')) {
          expect(bar.type).toBe(Market.bar)
          said.push([bar.open, bar.high, bar.low, bar.close, bar.volume])
        }
        // New York is whole hours from UTC, so half hours of either are the same.
        const half = Math.ceil(msFromNs(rows.tsNs[row] ?? 0n) / HALF_HOUR)
        const [open = o, high = h, low = l, , volume = 0] = expected.get(half) ?? []
        expected.set(half, [open, Math.max(high, h), Math.min(low, l), c, volume + v])
      }
      // The last half hour is closed by its last minute, and only where that is there.
      const all = [...expected.values()]
      expect(said).toEqual(all.slice(0, said.length))
      expect(all.length - said.length).toBeLessThanOrEqual(1)
      expect(said.length).toBeGreaterThan(50)
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })
})
