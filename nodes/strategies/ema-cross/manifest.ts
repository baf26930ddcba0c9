import { z } from 'zod'
import { bracketParams, sizingParams } from '../../../engine/ledger'
import { defineManifest, param } from '../../../engine/sdk'

const params = z.object({
  direction: param(z.enum(['long-only', 'long-short']).default('long-only'), {
    title: 'Direction',
    description: 'Long only: out of the market while the fast line is below. Long and short: short while it is below.',
  }),
  instruments: param(z.array(z.string().min(1).max(64)).max(10_000).default([]), {
    title: 'Instruments',
    description: 'The instruments to trade. Leave empty for all whose lines arrive.',
    editor: 'instruments',
  }),
  ...sizingParams,
  ...bracketParams,
})

export const manifest = defineManifest({
  kind: 'strategy.ema-cross',
  version: 1,
  category: 'strategy',
  label: 'EMA Cross',
  icon: 'trending-up',
  summary: 'Buys when a fast line crosses above a slow one, gets out or sells short when it crosses below.',
  aliases: ['moving average crossover', 'trend following', 'golden cross', 'momentum'],
  inputs: [
    {
      id: 'slow',
      type: 'feature',
      label: 'Slow line',
      help: 'The slow average of each instrument, such as an EMA.',
      required: true,
      single: true,
    },
    {
      id: 'fast',
      type: 'feature',
      label: 'Fast line',
      help: 'The fast average. Without a link the price itself is the fast line.',
      single: true,
    },
    { id: 'market', type: 'market', label: 'Market', help: 'Prices, for sizing.', required: true },
  ],
  outputs: [
    { id: 'intents', type: 'intent', label: 'Intents', help: 'Market orders on each cross, and the exits in between.' },
  ],
  params,
  summarize: (p) => `${p.direction}${p.instruments.length > 0 ? ` · ${p.instruments.join(', ')}` : ''}`,
})
