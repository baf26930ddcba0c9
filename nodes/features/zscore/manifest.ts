import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'

const symbol = z.string().min(1).max(64)

const params = z.object({
  y: param(symbol.default('SIMA'), {
    title: 'Y instrument',
    description: 'The leg that is priced by the other: the spread is Y less beta times X.',
    editor: 'instrument',
  }),
  x: param(symbol.default('SIMB'), {
    title: 'X instrument',
    description: 'The leg that hedges.',
    editor: 'instrument',
  }),
  window: param(z.number().int().min(2).max(100_000).default(60), {
    title: 'Window',
    description:
      'Bars over which the mean and deviation of the spread are taken; about the half-life of its reversion.',
    unit: 'bars',
  }),
  method: param(z.enum(['log', 'price']).default('log'), {
    title: 'Spread of',
    description: 'Natural logs of the prices (beta is a ratio of notionals) or prices (beta is a ratio of units).',
  }),
  hedgeRatio: param(z.enum(['fixed', 'rolling']).default('fixed'), {
    title: 'Hedge ratio',
    description: 'The fixed Beta below, or least squares with an intercept over the last Beta window bars.',
  }),
  beta: param(z.number().min(-100).max(100).default(1), {
    title: 'Beta',
    description: 'How much of X one of Y is hedged with. Used where the hedge ratio is fixed.',
    step: 0.05,
  }),
  betaWindow: param(z.number().int().min(3).max(100_000).default(240), {
    title: 'Beta window',
    description:
      'Bars of the least-squares fit. Used where the hedge ratio is rolling; several times the window is usual.',
    unit: 'bars',
  }),
})

export const manifest = defineManifest({
  kind: 'feature.zscore',
  version: 1,
  category: 'feature',
  label: 'Spread Z-Score',
  icon: 'git-compare-arrows',
  summary: 'How many deviations the spread of two instruments is from its rolling mean.',
  aliases: ['pair', 'spread', 'z-score', 'statistical arbitrage', 'cointegration', 'hedge ratio', 'mean reversion'],
  inputs: [
    { id: 'market', type: 'market', label: 'Market', help: 'Bars of both instruments of the pair.', required: true },
  ],
  outputs: [
    {
      id: 'spread',
      type: 'feature',
      label: 'Spread',
      help: 'Z-score, spread, beta, mean and deviation, once per step in which both instruments have a bar.',
      names: ['z', 'spread', 'beta', 'mean', 'deviation'],
    },
  ],
  params,
  lookback: (p) => (p.hedgeRatio === 'rolling' ? Math.max(p.window, p.betaWindow) : p.window),
  summarize: (p) => `${p.y} / ${p.x} · ${p.window} bars`,
})
