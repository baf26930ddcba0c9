/** Shapes that several procedures answer with. Times are ISO 8601 UTC, ratios fractions, undefined figures null. */
import { z } from 'zod'
import {
  deploymentInfo,
  isReadable,
  MODES,
  PORT_TYPES,
  runReport,
  topologyLink,
  topologySchema,
} from '../../engine/sdk'
import { problemSchema } from '../engine'

export const topologyId = z.string().min(1).max(64).describe('Id of a topology')
export const deploymentId = z.string().min(1).max(64).describe('Id of a deployment')
export const runId = z.string().min(1).max(64).describe('Id of a run: that of the deployment that made it')

/** A word that a person files a topology under. */
export const topologyTag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069,]*$/u, 'a tag is one line of text without commas')
  .refine(isReadable, 'a tag has something in it to be seen')
/** Most tags of one topology. */
export const TAGS_MAX = 20

/** What a thumbnail is drawn from. */
export const graphOutline = z.object({
  nodes: z.array(z.object({ id: z.string(), kind: z.string(), x: z.number(), y: z.number() })),
  /** With what each carries, where that is known. */
  links: z.array(topologyLink.extend({ type: z.enum(PORT_TYPES).optional() })),
})
export type GraphOutline = z.infer<typeof graphOutline>

export const lastRun = z.object({
  id: z.string(),
  mode: z.enum(MODES),
  totalReturn: z.number().nullable(),
  sharpe: z.number().nullable(),
  endedAt: z.string(),
})

export const topologySummary = z.object({
  id: z.string(),
  name: z.string(),
  updatedAt: z.string(),
  /** Number of the newest revision, null while it has never been run. */
  revision: z.number().int().nullable(),
  tags: z.array(z.string()),
  graph: graphOutline,
  /** The deployment of it that runs now. */
  running: deploymentInfo.nullable(),
  lastRun: lastRun.nullable(),
})
export type TopologySummary = z.infer<typeof topologySummary>

export const topologyDetail = z.object({
  id: z.string(),
  name: z.string(),
  topology: topologySchema,
  /** To be sent back with the next save. */
  draftRevision: z.number().int(),
  revision: z.number().int().nullable(),
  hash: z.string(),
  /** The topology it was forked or duplicated from. */
  parent: z.object({ id: z.string(), name: z.string() }).nullable(),
  updatedAt: z.string(),
})
export type TopologyDetail = z.infer<typeof topologyDetail>

export const runSummary = z.object({
  id: z.string(),
  topologyId: z.string().nullable(),
  name: z.string(),
  hash: z.string(),
  mode: z.enum(MODES),
  state: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  error: z.string().nullable(),
  totalReturn: z.number().nullable(),
  sharpe: z.number().nullable(),
  maxDrawdown: z.number().nullable(),
  finalEquity: z.number().nullable(),
  trades: z.number().nullable(),
})
export type RunSummary = z.infer<typeof runSummary>

/** report.json: what this server reads of it; everything else is passed on as it is. */
export const reportSchema = z.looseObject({
  format: z.literal('patchbay.report/1'),
  topology: z.object({ name: z.string(), hash: z.string() }),
  mode: z.enum(MODES),
  data: z.looseObject({
    hash: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    bars: z.number().nullable(),
  }),
  seed: z.number(),
  statistics: z.record(z.string(), z.number().nullable()),
  drawdowns: runReport.shape.drawdowns,
  monthly: runReport.shape.monthly,
  benchmark: runReport.shape.benchmark,
  rollingSharpe: runReport.shape.rollingSharpe,
  perNode: z.record(z.string(), z.unknown()),
  perInstrument: runReport.shape.perInstrument,
  fillQuality: runReport.shape.fillQuality,
  terms: runReport.shape.terms,
  dataChecks: runReport.shape.dataChecks,
  warnings: z.array(z.string()),
})
export type RunReport = z.infer<typeof reportSchema>

export const equityPoint = z.object({ ts: z.string(), equity: z.number(), drawdown: z.number() })
export type EquityPoint = z.infer<typeof equityPoint>

export const problems = z.array(problemSchema)
export const done = z.object({ ok: z.literal(true) })
export const DONE = { ok: true } as const
