import { describe, expect, it } from 'vitest'
import { instrumentSpec } from '../../../engine/sdk'
import { hashColumns } from '../../../engine/store/columns-hash'
import { openSource } from '../../testing/source-bench'
import { generateMarket } from './generate'
import { manifest } from './manifest'
import { synthetic } from './runtime'
import { ensureSample, type SampleStore } from './sample'
import { simulatedInstruments, symbolOf } from './symbols'

const numbered = (symbols: readonly string[]) =>
  symbols.map((symbol, id) => ({ ...instrumentSpec.parse({ symbol, tickSize: 0.01 }), id }))

describe('data.synthetic', () => {
  it('says its bars under the ids that the run gave its instruments', async () => {
    const params = { count: 3, sessions: 2 }
    const instruments = numbered(['OTHER', 'SIMC', 'SIMA', 'SIMB'])
    const { source, say } = await openSource(synthetic, { instruments, params })
    const rows = generateMarket(manifest.params.parse(params))
    expect(source.rowTsNs).toEqual(rows.tsNs)
    expect(source.hash).toBe(hashColumns(rows, ['SIMA', 'SIMB', 'SIMC']))
    const said = say(3, 6)
    expect(said.map((event) => event.instrument)).toEqual([2, 3, 1])
    for (const [place, event] of said.entries())
      expect([event.open, event.high, event.low, event.close, event.volume]).toEqual(
        [rows.open, rows.high, rows.low, rows.close, rows.volume].map((column) => column[3 + place]),
      )
  })

  it('makes a market once while it is asked for the same one, whoever asks', async () => {
    const ask = async (params: Record<string, unknown>, instruments = numbered(['SIMA', 'SIMB'])) =>
      (await openSource(synthetic, { instruments, params })).source
    const first = await ask({ count: 2, sessions: 1, seed: 4 })
    const second = await ask({ seed: 4, sessions: 1, count: 2 }, numbered(['SIMB', 'SIMA']))
    expect(second.columns?.close).toBe(first.columns?.close)
    expect([first, second].map(({ columns }) => [...(columns?.instrument.subarray(0, 2) ?? [])])).toEqual([
      [0, 1],
      [1, 0],
    ])
    const other = await ask({ count: 2, sessions: 1, seed: 5 })
    expect(other.columns?.close).not.toEqual(first.columns?.close)
    expect(other.hash).not.toBe(first.hash)
  })

  it('does not open in a run without its instruments', async () => {
    const opening = openSource(synthetic, { instruments: numbered(['SIMA']), params: { count: 2 } })
    await expect(opening).rejects.toThrow('node: the run has no instrument SIMB')
  })

  it('says plainly that it is simulated', async () => {
    expect(manifest.simulated).toBe(true)
    expect(manifest.summarize?.(manifest.params.parse({}))).toBe('simulated · 10 instruments · 20 sessions')
    const { source } = await openSource(synthetic, {
      instruments: numbered(['SIMA', 'SIMB']),
      params: { count: 2, sessions: 1 },
    })
    expect(source.readout?.().values).toMatchObject({ market: 'simulated', rows: 780 })
    for (const spec of manifest.instruments?.(manifest.params.parse({})) ?? [])
      expect(spec).toMatchObject({ simulated: true, venue: 'SIM' })
  })

  it('lists instruments that the schema takes as they are, two hundred names apart', () => {
    const specs = simulatedInstruments(200)
    expect(specs.map((spec) => instrumentSpec.parse(spec))).toEqual(specs)
    expect(new Set(specs.map((spec) => spec.symbol)).size).toBe(200)
    expect([0, 1, 25, 26, 27, 51, 52].map(symbolOf)).toEqual([
      'SIMA',
      'SIMB',
      'SIMZ',
      'SIMAA',
      'SIMAB',
      'SIMAZ',
      'SIMBA',
    ])
  })

  it.each([
    [{ count: 1 }, 'count'],
    [{ count: 201 }, 'count'],
    [{ sessions: 0 }, 'sessions'],
    [{ startDate: '2024-02-30' }, 'startDate'],
    [{ startDate: '1969-01-01' }, 'startDate'],
    [{ halfLife: 0 }, 'halfLife'],
    [{ volatility: Number.NaN }, 'volatility'],
    [{ count: 200, sessions: 2500 }, 'sessions'],
  ])('refuses the params %j', (params, path) => {
    expect(manifest.params.safeParse(params).error?.issues[0]?.path).toEqual([path])
  })
})

describe('the bundled sample', () => {
  const written: Parameters<SampleStore['write']>[0][] = []
  const store: SampleStore = {
    has: async (name) => written.some((one) => one.name === name),
    write: async (input) => written.push(input),
  }

  it('is written once: 20 sessions of minute bars of 10 instruments, marked as simulated', async () => {
    await ensureSample(store)
    await ensureSample(store)
    expect(written).toHaveLength(1)
    const [sample] = written
    expect(sample).toMatchObject({ name: 'sample', simulated: true })
    expect(sample?.columns.rows).toBe(20 * 390 * 10)
    expect(sample?.instruments.map((spec) => spec.symbol)).toEqual('ABCDEFGHIJ'.split('').map((x) => `SIM${x}`))
    expect(new Set(sample?.columns.instrument)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  })
})
