/** A session of real trades and quotes: orders fill at the ask and the bid that were recorded. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { findManifest } from '../../nodes/manifests'
import { compileTopology, parseTopologyText } from '../graph'
import { problemLine } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { runBacktest } from './run'

const FOLDER = resolve('../shared/data/bars-1m/lean/spy')
const isThere = existsSync(FOLDER)
const reason = isThere ? '' : ` (SKIPPED: ${FOLDER} is not on this machine)`

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-quotes-'))
  store = openStore(home)
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Rows of a recorded file by the UTC ms of the minute's end; October is four hours behind UTC. */
function recorded(name: string): Map<number, number[]> {
  const [bytes] = Object.values(unzipSync(readFileSync(join(FOLDER, name))))
  const rows = strFromU8(bytes ?? new Uint8Array())
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  return new Map(rows.map((row) => [Date.UTC(2013, 9, 7, 4) + (row[0] ?? 0) + 60_000, row]))
}

async function run(fills: string): Promise<Record<string, string | number>[]> {
  const parsed = parseTopologyText(await readFile('public/templates/ema-cross.topology.json', 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  for (const { kind, params } of parsed.topology.nodes) {
    if (kind === 'data.bars') Object.assign(params, { dataset: 'spy', instruments: [] })
    if (kind === 'gateway.paper') Object.assign(params, { fills, slippage: 'none' })
    if (kind === 'strategy.ema-cross') Object.assign(params, { instruments: [], direction: 'long-short' })
  }
  const compiled = compileTopology(parsed.topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  const out = await mkdtemp(join(home, 'out-'))
  await runBacktest(compiled.plan, { findKind, openDataset: (...given) => store.open(...given), log() {} }, out)
  const lines = (await readFile(join(out, 'fills.jsonl'), 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

describe.skipIf(!isThere)(`SPY on 7 October 2013, minutes of trades and of quotes${reason}`, () => {
  beforeAll(async () => {
    const files = ['20131007_trade.zip', '20131007_quote.zip'].map((name) => join(FOLDER, name))
    await store.importFiles(files, { as: 'spy' })
  })

  it('next-quote fills each purchase at the recorded ask, each sale at the recorded bid', async () => {
    const fills = await run('next-quote')
    const quotes = recorded('20131007_quote.zip')
    expect(fills.length).toBeGreaterThan(5)
    expect(new Set(fills.map(({ side }) => side))).toEqual(new Set(['buy', 'sell']))
    for (const { ts, side, price } of fills) {
      const row = quotes.get(Date.parse(String(ts))) ?? []
      // Columns: time; bid open, high, low, close, size; ask open, high, low, close, size. Prices in hundredths of a cent.
      const [bid = 0, ask = 0] = [(row[4] ?? 0) / 10_000, (row[9] ?? 0) / 10_000]
      expect(bid).toBeLessThanOrEqual(ask)
      expect(price).toBe(side === 'buy' ? ask : bid)
    }
  })

  it('next-open fills at the recorded open of the minute, at the quote where nobody traded in it', async () => {
    const fills = await run('next-open')
    const trades = recorded('20131007_trade.zip')
    const quotes = recorded('20131007_quote.zip')
    let atOpens = 0
    for (const { ts, side, price } of fills) {
      const open = trades.get(Date.parse(String(ts)))?.[1]
      const quote = quotes.get(Date.parse(String(ts)))?.[side === 'buy' ? 9 : 4] ?? Number.NaN
      expect(price).toBe(Math.round((open ?? quote) / 100) / 100)
      if (open !== undefined) atOpens++
    }
    expect(atOpens).toBeGreaterThan(5)
  })
})
