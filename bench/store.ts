/** How fast recorded data is at hand. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instrumentSpec, Market } from '../engine/sdk'
import { ColumnBuilder, openStore } from '../engine/store'

const ROWS = 1_000_000
const SYMBOLS = [...'ABCDEFGHIJ']

/** Milliseconds to open a million bars of ten instruments from the raw columns. */
export async function openMillion(): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  try {
    const builder = new ColumnBuilder()
    for (let row = 0; row < ROWS; row++) {
      const price = 100 + (row % 1_009) / 100
      builder.add(BigInt(Math.floor(row / 10)) * 60_000_000_000n, row % 10, Market.bar, price, price, price, price, row)
    }
    const instruments = SYMBOLS.map((symbol) => instrumentSpec.parse({ symbol, tickSize: 0.01 }))
    const store = openStore(home)
    await store.write({ name: 'big', simulated: true, source: 'a bench', instruments, columns: builder.finish() })
    const from = performance.now()
    await store.open('big', {}, (symbol) => SYMBOLS.indexOf(symbol))
    return performance.now() - from
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
