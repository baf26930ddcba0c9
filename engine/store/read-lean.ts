/**
 * LEAN's minute layout: `<symbol>/<yyyymmdd>_trade.zip` and `_quote.zip`, each one CSV without a header; milliseconds
 * since midnight in New York at the *start* of the minute, prices times 10,000. A quote row is the bid's and the ask's
 * bar of the minute; what stood at its end is kept.
 */
import { basename, dirname } from 'node:path'
import { strFromU8 } from 'fflate'
import { Market } from '../sdk'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import { InstantReader } from './instants'
import { unzip } from './read-zip'
import { barFault, quoteFault, readNumber } from './row-check'

const NAME = /^(\d{4})(\d\d)(\d\d)_(trade|quote)\.zip$/
const PRICE_SCALE = 10_000
const MINUTE_NS = 60_000_000_000n
const times = new InstantReader('America/New_York')

/** True for a file named as LEAN names its minute files. */
export function isLeanFile(path: string): boolean {
  return NAME.test(basename(path))
}

/** Reads one such file; rows are stamped at the minute's end. */
export async function readLean(path: string, gathered: Gathered): Promise<void> {
  const [, year, month, day, sort] = NAME.exec(basename(path)) ?? []
  const midnight = times.local(`${year}-${month}-${day}`, '00:00:00')
  const symbol = basename(dirname(path)).toUpperCase()
  gathered.begin(path)
  const lines = (await onlyEntry(path)).split('\n')
  for (const [place, text] of lines.entries()) {
    if (text.trim() === '') continue
    const cells = text.trim().split(',').map(readNumber)
    const ms = cells[0] ?? Number.NaN
    if (!Number.isInteger(ms) || ms < 0 || ms >= 86_400_000)
      throw new ImportError(path, place + 1, 'time: not milliseconds since midnight')
    // Sessions of this market never straddle a change of the clocks, which happens on Sundays.
    const tsNs = midnight + BigInt(ms) * 1_000_000n + MINUTE_NS
    const at = (cell: number) => (cells[cell] ?? Number.NaN) / PRICE_SCALE
    if (sort === 'trade') {
      const row = [at(1), at(2), at(3), at(4), cells[5] ?? Number.NaN] as const
      const fault = barFault(...row)
      if (fault) throw new ImportError(path, place + 1, fault)
      gathered.add(symbol, tsNs, Market.bar, place + 1, row, true)
    } else {
      const row = [at(4), at(9), cells[5] ?? Number.NaN, cells[10] ?? Number.NaN] as const
      const fault = quoteFault(...row)
      if (fault) throw new ImportError(path, place + 1, fault)
      gathered.add(symbol, tsNs, Market.quote, place + 1, [...row, Number.NaN], true)
    }
  }
}

async function onlyEntry(path: string): Promise<string> {
  const [entry] = await unzip(path)
  if (!entry) throw new ImportError(path, null, 'there is no file in it')
  return strFromU8(entry[1])
}
