import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { instrumentSpec, Market } from '../sdk'
import { ColumnBuilder } from './columns'
import { openStore } from './store'

const ROWS = 1_000_000
const SYMBOLS = [...'ABCDEFGHIJ']
/** On two free cores a million bars open in some 70 ms; ten times that still fails the day it reads the Parquet. */
const OPEN_MS_MAX = 700

it('opens a million bars from the raw columns', async () => {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-speed-'))
  try {
    const builder = new ColumnBuilder()
    for (let row = 0; row < ROWS; row++) {
      const price = 100 + (row % 1_009) / 100
      builder.add(BigInt(Math.floor(row / 10)) * 60_000_000_000n, row % 10, Market.bar, price, price, price, price, row)
    }
    const instruments = SYMBOLS.map((symbol) => instrumentSpec.parse({ symbol, tickSize: 0.01 }))
    const store = openStore(home)
    await store.write({ name: 'big', simulated: true, source: 'a test', instruments, columns: builder.finish() })
    let bestMs = Number.POSITIVE_INFINITY
    for (let go = 0; go < 5; go++) {
      const begun = performance.now()
      const { rows } = await store.open('big', {}, (symbol) => SYMBOLS.indexOf(symbol))
      bestMs = Math.min(bestMs, performance.now() - begun)
      expect(rows).toBe(ROWS)
    }
    console.info(`a million bars open in ${bestMs.toFixed(0)} ms`)
    expect(bestMs).toBeLessThan(OPEN_MS_MAX)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}, 60_000)
