import { describe, expect, it } from 'vitest'
import { Market, type MarketColumns, type MarketEvent, type SourceContext } from '../../../engine/sdk'
import { benchInstruments } from '../../testing/bench'
import { openSource } from '../../testing/source-bench'
import { manifest } from './manifest'
import { bars } from './runtime'

type Row = readonly [type: number, instrument: number, o: number, h: number, l: number, c: number, v: number]

const NONE = Number.NaN
const ROWS: readonly Row[] = [
  [Market.bar, 1, 10, 12, 9, 11, 500],
  [Market.quote, 0, 20.25, 20.75, 300, 400, NONE],
  [Market.trade, 1, NONE, NONE, NONE, 11.5, 7],
]

function columnsOf(rows: readonly Row[]): MarketColumns {
  const numbers = (place: number) => Float64Array.from(rows, (row) => row[place] ?? NONE)
  return {
    rows: rows.length,
    tsNs: BigInt64Array.from(rows, (_, index) => BigInt(Date.UTC(2024, 0, 2, 14, 31 + index)) * 1_000_000n),
    instrument: Int32Array.from(rows, (row) => row[1]),
    type: Uint8Array.from(rows, (row) => row[0]),
    open: numbers(2),
    high: numbers(3),
    low: numbers(4),
    close: numbers(5),
    volume: numbers(6),
    barMs: 60_000,
    hash: 'c0ffee',
  }
}

const instruments = benchInstruments(['A', 'B'])
const opener = (rows: readonly Row[]) => async () => columnsOf(rows)
const fields = ({ type, instrument, open, high, low, close, volume }: MarketEvent) => [
  type,
  instrument,
  open,
  high,
  low,
  close,
  volume,
]

describe('data.bars', () => {
  it('says bars, quotes and trades as they were recorded', async () => {
    const { source, say } = await openSource(bars, { instruments, openDataset: opener(ROWS) })
    const [bar, quote, trade] = say(0, 3)
    expect(bar && fields(bar)).toEqual([Market.bar, 1, 10, 12, 9, 11, 500])
    expect(quote).toMatchObject({ type: Market.quote, instrument: 0, bid: 20.25, ask: 20.75 })
    expect([quote?.bidUnits, quote?.askUnits, quote?.mark]).toEqual([300, 400, 20.5])
    expect(trade).toMatchObject({ type: Market.trade, instrument: 1, close: 11.5, volume: 7, mark: 11.5 })
    expect(source.hash).toBe('c0ffee')
    expect(source.rowTsNs).toEqual(columnsOf(ROWS).tsNs)
    expect(source.readout?.().values).toEqual({ rows: 3, from: '2024-01-02', to: '2024-01-02' })
  })

  it('says only the rows it is asked for, in any order', async () => {
    const { say } = await openSource(bars, { instruments, openDataset: opener(ROWS) })
    expect(say(1, 3).map((event) => event.type)).toEqual([Market.quote, Market.trade])
    expect(say(0, 1).map((event) => event.type)).toEqual([Market.bar])
    expect(say(2, 2)).toEqual([])
  })

  it('asks the store for what its params name, and for no bound where they are empty', async () => {
    const asked: Parameters<SourceContext['openDataset']>[] = []
    const openDataset: SourceContext['openDataset'] = async (...call) => {
      asked.push(call)
      return columnsOf(ROWS)
    }
    await openSource(bars, { instruments, openDataset })
    const params = { dataset: 'mine', instruments: ['B'], from: '2024-01-02', to: '2024-02-01' }
    await openSource(bars, { instruments, openDataset, params })
    expect(asked).toEqual([
      ['sample', {}],
      ['mine', { from: '2024-01-02', to: '2024-02-01', symbols: ['B'] }],
    ])
  })

  it('stops in words where there are no rows', async () => {
    const params = { instruments: ['B'], from: '2030-01-01', to: '2030-02-01' }
    await expect(openSource(bars, { instruments, params, openDataset: opener([]) })).rejects.toThrow(
      'node: dataset "sample" has no rows of B from 2030-01-01 to 2030-02-01: set From and To to days that it has',
    )
    await expect(openSource(bars, { instruments, openDataset: opener([]) })).rejects.toThrow(
      'node: dataset "sample" has no rows: import its data again, or choose another',
    )
  })

  it('names the node in what the store says is wrong', async () => {
    const openDataset = () => Promise.reject(new Error('there is no dataset "sample": import one first'))
    await expect(openSource(bars, { instruments, openDataset })).rejects.toThrow(
      'node: there is no dataset "sample": import one first',
    )
  })

  it('refuses a row of a type it does not know', async () => {
    const { say } = await openSource(bars, { instruments, openDataset: opener([[9, 0, 1, 1, 1, 1, 1]]) })
    expect(() => say(0, 1)).toThrow('row 0 has the unknown type 9')
  })

  it.each([
    [{ from: '2024-02-30' }, 'from'],
    [{ to: 'yesterday' }, 'to'],
    [{ from: '2024-03-01', to: '2024-02-01' }, 'to'],
    [{ dataset: '' }, 'dataset'],
  ])('refuses the params %j', (params, path) => {
    expect(manifest.params.safeParse(params).error?.issues[0]?.path).toEqual([path])
  })

  it('shows on its card what it reads', () => {
    const summary = (params: object) => manifest.summarize?.(manifest.params.parse(params))
    expect(summary({})).toBe('sample · all instruments')
    expect(summary({ instruments: ['SPY', 'VOO'] })).toBe('sample · 2 instruments')
  })
})
