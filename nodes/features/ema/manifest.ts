import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'

const params = z.object({
  period: param(z.number().int().min(1).max(5000).default(20), {
    title: 'Period',
    description: 'Bars over which the average forgets: the newest bar weighs 2/(period+1). 10–20 is fast, 50–200 slow.',
    unit: 'bars',
  }),
  instruments: param(z.array(z.string().min(1).max(64)).max(10_000).default([]), {
    title: 'Instruments',
    description: 'The instruments to average. Leave empty for all that arrive.',
    editor: 'instruments',
  }),
})

export const manifest = defineManifest({
  kind: 'feature.ema',
  version: 1,
  category: 'feature',
  label: 'EMA',
  icon: 'activity',
  summary: 'Exponential moving average of each instrument’s price.',
  aliases: ['exponential moving average', 'moving average', 'trend', 'smoothing', 'ewma'],
  inputs: [
    { id: 'market', type: 'market', label: 'Market', help: 'Bars, trades or quotes to average.', required: true },
  ],
  outputs: [
    {
      id: 'ema',
      type: 'feature',
      label: 'EMA',
      help: 'The average of each instrument, NaN until its first period is full.',
      names: ['ema'],
    },
  ],
  params,
  lookback: (p) => p.period,
  summarize: (p) => `EMA ${p.period}${p.instruments.length > 0 ? ` · ${p.instruments.join(', ')}` : ''}`,
})
