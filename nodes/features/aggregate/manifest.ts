import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'

const params = z.object({
  from: param(z.enum(['bars', 'trades', 'quotes']).default('bars'), {
    title: 'Made from',
    description:
      'What is gathered: closed bars, trades, or the middle of quotes. The rest of the input is passed over.',
  }),
  by: param(z.enum(['time', 'volume', 'ticks']).default('time'), {
    title: 'Bars by',
    description: 'What closes a bar: the clock, the units traded, or the number of events gathered.',
  }),
  seconds: param(z.number().int().min(1).max(86_400).default(300), {
    title: 'Length',
    description:
      'How long a bar by time is: 300 for five minutes, 3600 for an hour, 86400 for one bar a session or day.',
    unit: 's',
  }),
  volume: param(z.number().positive().max(1e15).default(100_000), {
    title: 'Volume',
    description: 'Units traded that close a bar by volume. An event is never split, so a bar may hold more.',
    unit: 'units',
  }),
  ticks: param(z.number().int().min(1).max(10_000_000).default(100), {
    title: 'Ticks',
    description: 'Events (bars, trades or quotes) that close a bar by ticks.',
    unit: 'events',
  }),
  align: param(z.enum(['session', 'clock']).default('session'), {
    title: 'Aligned to',
    description:
      'Session: lengths count from the open, and no bar outlasts the close. Clock: they count from midnight of the exchange.',
  }),
  extendedHours: param(z.boolean().default(true), {
    title: 'Extended hours',
    description: 'Whether what comes outside of the regular session goes into bars of its own, or is left out.',
  }),
  instruments: param(z.array(z.string().min(1).max(64)).max(10_000).default([]), {
    title: 'Instruments',
    description: 'The instruments to make bars of. Leave empty for all that arrive.',
    editor: 'instruments',
  }),
})

export const manifest = defineManifest({
  kind: 'feature.aggregate',
  version: 1,
  category: 'feature',
  label: 'Bar Aggregator',
  icon: 'layers',
  summary: 'Makes longer bars of bars, trades or quotes: by time, by volume or by number.',
  aliases: [
    'resample',
    'timeframe',
    'resolution',
    'consolidator',
    'ohlc',
    'volume bars',
    'tick bars',
    'minutes',
    'hours',
  ],
  inputs: [{ id: 'market', type: 'market', label: 'Market', help: 'What the bars are made of.', required: true }],
  outputs: [
    { id: 'market', type: 'market', label: 'Bars', help: 'Each bar once, when it has closed.' },
    {
      id: 'forming',
      type: 'market',
      label: 'Forming',
      help: 'The bar in hand as far as it has come, each time it changes. It may still change.',
    },
  ],
  params,
  lookback: (p) => (p.by === 'ticks' ? p.ticks : 1),
  summarize: (p) => `${lengthText(p)} from ${p.from}`,
})

export type AggregateParams = z.infer<typeof params>

function lengthText({ by, seconds, volume, ticks }: z.infer<typeof params>): string {
  if (by === 'volume') return `${volume.toLocaleString('en-US')} units`
  if (by === 'ticks') return `${ticks.toLocaleString('en-US')} events`
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
