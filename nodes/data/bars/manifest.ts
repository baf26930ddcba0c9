import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'

const isDay = (text: string) => text === '' || z.iso.date().safeParse(text).success
const day = z
  .string()
  .max(10)
  .refine(isDay, { error: 'must be a day such as 2024-01-31, or empty for no bound' })
  .default('')

const params = z
  .object({
    dataset: param(z.string().min(1).max(128).default('sample'), {
      title: 'Dataset',
      description: 'The recorded data to read: the bundled sample, or what you have imported.',
      editor: 'dataset',
    }),
    instruments: param(z.array(z.string().min(1).max(64)).max(10_000).default([]), {
      title: 'Instruments',
      description: 'The instruments to read. Leave empty for all of the dataset.',
      editor: 'instruments',
    }),
    from: param(day, {
      title: 'From',
      description: 'First day to read (UTC, e.g. 2024-01-02). Empty begins where the data does.',
    }),
    to: param(day, {
      title: 'To',
      description: 'Last day to read (UTC, e.g. 2024-01-31). Empty goes on to the end of the data.',
    }),
  })
  .superRefine((p, check) => {
    if (p.from !== '' && p.to !== '' && p.from > p.to)
      check.addIssue({ code: 'custom', path: ['to'], message: `is before From (${p.from}): choose a later day` })
  })

export const manifest = defineManifest({
  kind: 'data.bars',
  version: 1,
  category: 'data',
  label: 'Recorded Data',
  icon: 'database',
  summary: 'Bars, quotes and trades of a dataset, in the order of time.',
  aliases: ['bars', 'ohlc', 'candles', 'history', 'historical data', 'csv', 'parquet', 'dataset', 'market data'],
  inputs: [],
  outputs: [
    {
      id: 'market',
      type: 'market',
      label: 'Market',
      help: 'Each recorded row at its own time; bars at their close.',
    },
  ],
  params,
  summarize: (p) => `${p.dataset} · ${instrumentsText(p.instruments)}`,
})

function instrumentsText(symbols: readonly string[]): string {
  if (symbols.length === 0) return 'all instruments'
  return symbols.length === 1 ? '1 instrument' : `${symbols.length} instruments`
}
