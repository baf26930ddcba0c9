import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'

const usd = () => z.number().positive().max(1e12)

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

export const manifest = defineManifest({
  kind: 'risk.guard',
  version: 1,
  category: 'guard',
  label: 'Risk Guard',
  icon: 'shield',
  summary: 'Approves or denies what strategies want, and flattens everything when the day’s loss is too big.',
  aliases: ['risk', 'limits', 'leverage', 'drawdown', 'kill switch', 'whitelist', 'pre-trade check'],
  inputs: [
    {
      id: 'intents',
      type: 'intent',
      label: 'Intents',
      help: 'What strategies want; answers go back up the same link.',
    },
    {
      id: 'orders',
      type: 'order',
      label: 'Orders',
      help: 'Orders that another guard has approved, to be checked once more.',
    },
    {
      id: 'market',
      type: 'market',
      label: 'Market',
      help: 'Prices to value positions and orders at. Without a price an order is denied.',
      required: true,
    },
  ],
  outputs: [
    { id: 'orders', type: 'order', label: 'Orders', help: 'What was approved, to a gateway or to a further guard.' },
  ],
  params: z.object({
    maxLeverage: param(z.number().positive().max(100).default(2), {
      title: 'Most leverage',
      description: 'Positions and open orders at their worst, all together, as a multiple of equity.',
      unit: '×',
      step: 0.1,
    }),
    maxDailyDrawdown: param(z.number().positive().max(100).default(5), {
      title: 'Most loss in a day',
      description:
        'Share of the equity at the day’s start. When it is reached, open orders are cancelled, every position is closed at market, and the guard halts.',
      unit: '%',
      step: 0.5,
      editor: 'slider',
    }),
    resume: param(z.enum(['next-day', 'never']).default('next-day'), {
      title: 'After a halt',
      description: 'Trade again on the next day, or never until somebody resumes it.',
    }),
    timezone: param(z.string().default('America/New_York').refine(isTimezone, 'is no IANA time zone'), {
      title: 'Day of',
      description: 'Time zone whose midnight begins a new day.',
    }),
    whitelist: param(z.array(z.string().min(1).max(64)).max(10_000).default([]), {
      title: 'Whitelist',
      description: 'Instruments that may be traded. Empty: all.',
      editor: 'instruments',
    }),
    maxOrderNotional: param(usd().default(100_000), {
      title: 'Biggest order',
      description: 'Value of one order.',
      unit: 'USD',
    }),
    maxPositionNotional: param(usd().default(200_000), {
      title: 'Biggest position',
      description: 'Value of the position in one instrument once every open order of it has filled.',
      unit: 'USD',
    }),
    maxPriceAgeSeconds: param(z.number().nonnegative().max(1e7).default(0), {
      title: 'Oldest price',
      description: 'Deny an order whose instrument had no market data for longer than this. 0: any age.',
      unit: 's',
    }),
  }),
  limits: (params) => ({
    orderValue: params.maxOrderNotional,
    positionValue: params.maxPositionNotional,
    leverage: params.maxLeverage,
    dailyLoss: params.maxDailyDrawdown / 100,
    instruments: params.whitelist.length > 0 ? params.whitelist : null,
  }),
  summarize: (params) =>
    `≤ ${params.maxLeverage}× · day −${params.maxDailyDrawdown} %${params.whitelist.length ? ` · ${params.whitelist.length} listed` : ''}`,
})
