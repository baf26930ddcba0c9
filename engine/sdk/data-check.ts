/** What a check of recorded data found: the short form that goes with a run's report. */
import { z } from 'zod'

/** What may be odd about recorded data: a closed list. */
export const FINDING_SORTS = [
  'missing-session',
  'closed-day',
  'gap',
  'duplicate',
  'non-positive',
  'high-low',
  'outlier',
  'stale-repeat',
  'zero-volume',
  'crossed-quote',
] as const
export type FindingSort = (typeof FINDING_SORTS)[number]

/** Each sort in words, for people. */
export const FINDING_HELP: Readonly<Record<FindingSort, string>> = {
  'missing-session': 'a trading day of the exchange without a row',
  'closed-day': 'a day with rows on which the exchange was closed: a wrong time zone, or a special session',
  gap: 'bars missing within a session',
  duplicate: 'the same instrument twice at one instant',
  'non-positive': 'a price at or below zero, or no number',
  'high-low': 'a high below, or a low above, another price of its bar',
  outlier: 'a move within a session many times the usual one',
  'stale-repeat': 'the same bar, volume and all, three times in a row (one price only: ten times) or more',
  'zero-volume': 'a bar in which nothing was traded',
  'crossed-quote': 'a bid above the ask',
}

/** One sort of oddity of one instrument. */
export const dataFinding = z.object({
  sort: z.enum(FINDING_SORTS),
  symbol: z.string(),
  /** How often: for gaps, how many pauses. */
  count: z.number().int().positive(),
  /** The first, in words, with its instant. */
  example: z.string(),
})
export type DataFinding = z.infer<typeof dataFinding>

/** What was found in the part of a dataset that a source reads. */
export const dataCheckSummary = z.object({
  /** Id of the source's node. */
  node: z.string(),
  dataset: z.string(),
  rows: z.number(),
  findings: z.array(dataFinding),
})
export type DataCheckSummary = z.infer<typeof dataCheckSummary>

/** The same without the node that reads it. */
export type ColumnsCheck = Omit<DataCheckSummary, 'node'>
