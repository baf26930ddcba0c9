import { z } from 'zod'
import { sizingParams } from '../../../engine/ledger'
import { defineManifest, param } from '../../../engine/sdk'

const params = z
  .object({
    entryZ: param(z.number().min(0.1).max(20).default(2), {
      title: 'Entry',
      description: 'Opens when the z-score goes beyond this, in either direction. 1.5–2.5 is usual.',
      unit: 'σ',
      step: 0.1,
      editor: 'slider',
    }),
    exitZ: param(z.number().min(0).max(20).default(0.5), {
      title: 'Exit',
      description: 'Closes when the z-score has come back to this. 0 waits for the mean itself.',
      unit: 'σ',
      step: 0.1,
      editor: 'slider',
    }),
    stopZ: param(z.number().min(0).max(100).default(4), {
      title: 'Stop',
      description: 'Closes when the z-score has run this far against the position; 0 is no stop.',
      unit: 'σ',
      step: 0.1,
    }),
    maxHoldingBars: param(z.number().int().min(0).max(1_000_000).default(0), {
      title: 'Longest holding',
      description: 'Closes after so many bars whatever the z-score; 0 is no limit.',
      unit: 'bars',
    }),
    hedge: param(z.enum(['notional', 'units']).default('notional'), {
      title: 'Beta weighs',
      description: 'What beta is a ratio of: notional values (spreads of log prices) or units (spreads of prices).',
    }),
    ...sizingParams,
  })
  .superRefine((p, check) => {
    if (p.exitZ >= p.entryZ)
      check.addIssue({ code: 'custom', path: ['exitZ'], message: `must be below the entry (${p.entryZ})` })
    if (p.stopZ !== 0 && p.stopZ <= p.entryZ)
      check.addIssue({
        code: 'custom',
        path: ['stopZ'],
        message: `must be beyond the entry (${p.entryZ}), or 0 for none`,
      })
  })

export const manifest = defineManifest({
  kind: 'strategy.pairs',
  version: 1,
  category: 'strategy',
  label: 'Pairs',
  icon: 'scale',
  summary: 'Sells the spread of two instruments when it is wide, buys it when it is narrow.',
  aliases: ['pair trade', 'statistical arbitrage', 'mean reversion', 'spread', 'market neutral', 'long short'],
  inputs: [
    {
      id: 'spread',
      type: 'feature',
      label: 'Spread',
      help: 'The z-score and beta of the pair, from a Spread Z-Score.',
      required: true,
      single: true,
      names: ['z', 'beta'],
    },
    { id: 'market', type: 'market', label: 'Market', help: 'Prices of both legs, for sizing.', required: true },
  ],
  outputs: [
    { id: 'intents', type: 'intent', label: 'Intents', help: 'Both legs of each entry and exit, as one group.' },
  ],
  params,
  summarize: (p) => `in ${p.entryZ} · out ${p.exitZ}${p.stopZ > 0 ? ` · stop ${p.stopZ}` : ''}`,
})
