import { z } from 'zod'
import { defineManifest, param } from '../../../engine/sdk'
import { barsPerSession, SESSION_SECONDS, simulatedInstruments } from './symbols'

/** Most rows one node makes: about a gigabyte of columns. */
export const ROWS_MAX = 20_000_000

const isStartDay = (text: string) => z.iso.date().safeParse(text).success && text >= '1970-01-02' && text < '2200-01-01'

const params = z
  .object({
    count: param(z.number().int().min(2).max(200).default(10), {
      title: 'Instruments',
      description: 'How many instruments. They come in pairs that hold together: SIMA with SIMB, SIMC with SIMD, …',
    }),
    sessions: param(z.number().int().min(1).max(2500).default(20), {
      title: 'Sessions',
      description: 'Trading days, Monday to Friday. A year has about 252.',
      unit: 'days',
    }),
    startDate: param(
      z
        .string()
        .max(10)
        .refine(isStartDay, { error: 'must be a day from 1970-01-02 to 2199-12-31, such as 2024-01-02' })
        .default('2024-01-02'),
      {
        title: 'First day',
        description: 'Day of the first session, in New York. A Saturday or Sunday means the Monday after it.',
      },
    ),
    seed: param(z.number().int().min(0).max(4_294_967_295).default(1), {
      title: 'Seed',
      description: 'The same seed and parameters give the same market; another seed gives another one.',
    }),
    volatility: param(z.number().min(0).max(200).default(20), {
      title: 'Volatility',
      description: 'Annual volatility of what the two of a pair have in common. 15–40 is usual for shares.',
      unit: '%',
      step: 1,
    }),
    halfLife: param(z.number().min(1).max(100_000).default(60), {
      title: 'Half-life',
      description: 'Bars in which the gap between the two of a pair closes by half, on average.',
      unit: 'bars',
      step: 1,
    }),
    spreadVolatility: param(z.number().min(0).max(20).default(0.5), {
      title: 'Spread volatility',
      description: 'Standard deviation of the log price ratio of a pair around its mean.',
      unit: '%',
      step: 0.1,
    }),
    barSeconds: param(z.number().int().min(1).max(SESSION_SECONDS).default(60), {
      title: 'Bar length',
      description: 'Seconds of a bar: 60 for minute bars, 23400 for one bar a day.',
      unit: 's',
    }),
    ticksPerSecond: param(z.number().min(0.1).max(200_000).default(10), {
      title: 'Ticks per second',
      description: 'As paper only: quotes and trades of all instruments together, in a second of the wall clock.',
      unit: '1/s',
    }),
    liveTicks: param(z.boolean().default(true), {
      title: 'Quotes and trades',
      description: 'As paper only: say every quote and trade, besides the bars made of them. Off: bars only.',
    }),
  })
  .superRefine((p, check) => {
    const rows = p.count * p.sessions * barsPerSession(p.barSeconds)
    if (rows <= ROWS_MAX) return
    const message = `makes ${rows.toLocaleString('en-US')} bars, more than ${ROWS_MAX.toLocaleString('en-US')}: take fewer sessions or instruments, or longer bars`
    check.addIssue({ code: 'custom', path: ['sessions'], message })
  })

export const manifest = defineManifest({
  kind: 'data.synthetic',
  version: 1,
  category: 'data',
  label: 'Simulated Market',
  icon: 'dices',
  summary: 'A made-up market of instruments in pairs that drift apart and come back. Not real prices.',
  aliases: ['synthetic', 'simulated', 'random', 'demo', 'cointegrated', 'pairs', 'generator', 'test data'],
  inputs: [],
  outputs: [
    {
      id: 'market',
      type: 'market',
      label: 'Market',
      help: 'One simulated bar of each instrument at each bar’s close.',
    },
  ],
  params,
  simulated: true,
  live: true,
  instruments: (p) => simulatedInstruments(p.count),
  summarize: (p) => `simulated · ${p.count} instruments · ${p.sessions} ${p.sessions === 1 ? 'session' : 'sessions'}`,
})

export type SyntheticParams = z.infer<typeof params>
