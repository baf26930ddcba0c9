import { z } from 'zod'
import { LIMIT_TOUCH_RULES } from '../../../engine/exchange/fill-rules'
import { defineManifest, param } from '../../../engine/sdk'

const money = (most: number) => z.number().nonnegative().max(most)

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
    fees: param(z.enum(['us-equities', 'percent', 'none', 'per-share', 'fixed']).default('us-equities'), {
      title: 'Fees',
      description:
        '"us-equities": 0.005 a share, at least 1 USD an order, at most 1 % of its value. "per-share", "percent" and "fixed" take the values below.',
    }),
    feePerShare: param(money(1000).default(0.005), {
      title: 'Fee per share',
      description: 'With fees "per-share": for each unit filled.',
      unit: 'USD',
    }),
    feeMinimum: param(money(1e6).default(1), {
      title: 'Least fee per order',
      description: 'With fees "per-share": an order that fills pays at least this.',
      unit: 'USD',
    }),
    feeMaximumPercent: param(money(100).default(1), {
      title: 'Most fee per order',
      description:
        'With fees "per-share": never more than this share of the order’s value. It wins over the least fee.',
      unit: '%',
    }),
    feePercent: param(money(100).default(0.1), {
      title: 'Fee as a share of value',
      description: 'With fees "percent": this share of the order’s value.',
      unit: '%',
    }),
    feeFixed: param(money(1e6).default(1), {
      title: 'Fee per order',
      description: 'With fees "fixed": each order that fills pays this once.',
      unit: 'USD',
    }),
    slippage: param(z.enum(['none', 'basis-points', 'ticks']).default('none'), {
      title: 'Slippage',
      description: 'How much worse than the market’s price a taker trades.',
    }),
    slippageBasisPoints: param(money(1000).default(1), {
      title: 'Slippage in basis points',
      description: 'With slippage "basis-points": share of the price, rounded to the tick against the order.',
      unit: 'bp',
    }),
    slippageTicks: param(z.number().int().nonnegative().max(10_000).default(1), {
      title: 'Slippage in ticks',
      description: 'With slippage "ticks": ticks added to a purchase’s price and taken off a sale’s.',
      unit: 'ticks',
    }),
    limitTouch: param(z.enum(LIMIT_TOUCH_RULES).default('through'), {
      title: 'Limit orders fill when',
      description:
        '"through": the market has traded beyond the limit (careful). "touch": it has reached the limit (hopeful).',
    }),
    requireCash: param(z.boolean().default(false), {
      title: 'Cash account',
      description: 'Reject a purchase that the cash does not cover (INSUFFICIENT_CASH). Off: cash may go below zero.',
    }),
  }),
  summarize: (params) => `${params.account} · ${params.startingCash.toLocaleString('en-US')} USD · ${params.fees}`,
})
