import { z } from 'zod'
import { venueParams } from '../../../engine/exchange/venue-params'
import { venueTerms } from '../../../engine/exchange/venue-terms'
import { defineManifest, param } from '../../../engine/sdk'

export const manifest = defineManifest({
  kind: 'gateway.paper',
  version: 1,
  category: 'gateway',
  label: 'Paper Gateway',
  icon: 'landmark',
  summary:
    'A simulated venue with an account: fills orders against the market it is linked to, with fees and slippage.',
  aliases: ['broker', 'exchange', 'execution', 'simulator', 'account', 'venue'],
  inputs: [
    {
      id: 'orders',
      type: 'order',
      label: 'Orders',
      help: 'Orders that a risk guard has approved; reports go back up the same link.',
      required: true,
    },
    {
      id: 'market',
      type: 'market',
      label: 'Market',
      help: 'The market that orders are matched against and positions are valued at.',
      required: true,
    },
  ],
  outputs: [
    {
      id: 'portfolio',
      type: 'portfolio',
      label: 'Portfolio',
      help: 'The account each step, and each position that changed.',
    },
  ],
  params: z.object({
    account: param(z.string().trim().min(1).max(64).default('paper'), {
      title: 'Account',
      description: 'The name the account has in reports.',
    }),
    startingCash: param(z.number().positive().max(1e9).default(100_000), {
      title: 'Starting cash',
      description: 'What the account holds at the start.',
      unit: 'USD',
    }),
    ...venueParams,
  }),
  startingEquity: (params) => params.startingCash,
  summarize: (params) =>
    `${params.account} · ${params.startingCash.toLocaleString('en-US')} USD · ${params.fees}${params.fills === 'next-open' ? '' : ` · ${params.fills}`}`,
  terms: venueTerms,
})
