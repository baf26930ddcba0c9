/** What ended: reports, curves, trades, files. */
import { z } from 'zod'
import { fillRow, orderRow } from '../../engine/sdk'
import { readCharts } from '../runs/charts'
import { findRunFile, listRunFiles, RUN_FILES, runFileName } from '../runs/files'
import { pricedInstruments, priceWindow, readPriceWindow } from '../runs/prices'
import { findRun, readEquity, reportOf, summaryOf } from '../runs/results'
import { allTrades, sortTrades, trade, tradeKey } from '../runs/trades'
import { explainOrder, whyAnswer } from '../why/explain'
import { ledgerPage, ledgerQuery, readLedger } from '../why/ledger'
import { notFound } from './errors'
import { equityPoint, reportSchema, runId, runSummary, topologyId } from './shapes'
import { procedure, router } from './trpc'

const tags = ['Runs']
const byId = z.object({ id: runId })
const PAGE_SIZE_MAX = 1_000
const POINTS_MAX = 20_000
const POINTS_DEFAULT = 1_000
const BARS_MAX = 5_000
const BARS_DEFAULT = 300

const pageInput = z.object({
  id: runId,
  page: z.number().int().min(1).optional().describe('From 1'),
  pageSize: z.number().int().min(1).max(PAGE_SIZE_MAX).optional(),
})
const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), total: z.number().int(), page: z.number().int(), pages: z.number().int() })
const PAGE_SIZE_DEFAULT = 100

/** Turns a page's number into what to skip and take, and wraps what was read. */
async function readPage<T>(
  { page = 1, pageSize = PAGE_SIZE_DEFAULT }: z.infer<typeof pageInput>,
  read: (skip: number, take: number) => Promise<{ rows: T[]; total: number }>,
) {
  const { rows, total } = await read((page - 1) * pageSize, pageSize)
  return { rows, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}

const runFile = z.object({ name: runFileName, bytes: z.number().int(), url: z.string(), contentType: z.string() })
const urlOf = (id: string, name: string) => `/api/runs/${encodeURIComponent(id)}/files/${name}`

export const runsRouter = router({
  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/runs', tags, summary: 'Runs that ended, newest first' } })
    .input(z.object({ topologyId: topologyId.optional() }).optional())
    .output(z.array(runSummary))
    .query(({ ctx, input }) => ctx.services.db.runs.list(input?.topologyId)),

  get: procedure
    .meta({ openapi: { method: 'GET', path: '/api/runs/{id}', tags, summary: 'A run with its report' } })
    .input(byId)
    .output(runSummary.extend({ report: reportSchema.nullable(), files: z.array(runFile) }))
    .query(async ({ ctx, input }) => {
      const run = await findRun(ctx.services, input.id)
      const files = await listRunFiles(ctx.services.engine.runDirectory(run.id))
      return {
        ...summaryOf(run),
        report: reportOf(run),
        files: files.map(({ name, bytes }) => ({
          name,
          bytes,
          url: urlOf(run.id, name),
          contentType: RUN_FILES[name],
        })),
      }
    }),

  equity: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/runs/{id}/equity',
        tags,
        summary: 'The equity curve, thinned keeping extremes',
      },
    })
    .input(z.object({ id: runId, points: z.number().int().min(4).max(POINTS_MAX).optional() }))
    .output(z.array(equityPoint))
    .query(async ({ ctx, input }) => {
      await findRun(ctx.services, input.id)
      return readEquity(ctx.services, input.id, input.points ?? POINTS_DEFAULT)
    }),

  trades: procedure
    .meta({ openapi: { method: 'GET', path: '/api/runs/{id}/trades', tags, summary: 'Round trips, a page at a time' } })
    .input(
      pageInput.extend({
        sort: tradeKey.optional().describe('Column to sort by; by default the order in which they were closed'),
        order: z.enum(['ascending', 'descending']).optional(),
      }),
    )
    .output(pageOf(trade))
    .query(async ({ ctx, input }) => {
      await findRun(ctx.services, input.id)
      const trades = sortTrades(
        await allTrades(ctx.services, input.id),
        input.sort ?? 'index',
        input.order === 'descending',
      )
      return readPage(input, async (skip, take) => ({ rows: trades.slice(skip, skip + take), total: trades.length }))
    }),

  /** The curve with its benchmark as columns; null where the run left none. */
  charts: procedure
    .input(byId)
    .output(
      z
        .object({
          tsMs: z.array(z.number()),
          equity: z.array(z.number()),
          drawdown: z.array(z.number()),
          benchmark: z.array(z.number()).nullable(),
          /** Instruments with prices. */
          priced: z.array(z.object({ instrument: z.string(), count: z.number(), rowsPerBar: z.number() })),
        })
        .nullable(),
    )
    .query(async ({ ctx, input: { id } }) => {
      await findRun(ctx.services, id)
      const charts = await readCharts(ctx.services.engine.runDirectory(id))
      return charts && { ...charts, priced: await pricedInstruments(ctx.services, id) }
    }),

  prices: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/runs/{id}/prices',
        tags,
        summary: 'Prices of a traded instrument between two instants, with the trades there',
      },
    })
    .input(
      z.object({
        id: runId,
        instrument: z.string().min(1).max(64),
        from: z.iso.datetime().optional(),
        to: z.iso.datetime().optional(),
        fromBar: z.number().int().min(0).optional().describe('Instead of instants: places among the bars of the run'),
        toBar: z.number().int().min(0).optional(),
        pad: z.number().int().min(0).max(BARS_MAX).optional().describe('Bars to add on both sides'),
        bars: z.number().int().min(10).max(BARS_MAX).optional().describe('Most bars: more are joined'),
      }),
    )
    .output(priceWindow)
    .query(async ({ ctx, input: { id, bars, ...query } }) => {
      await findRun(ctx.services, id)
      return readPriceWindow(ctx.services, id, { ...query, barsMax: bars ?? BARS_DEFAULT })
    }),

  fills: procedure
    .meta({ openapi: { method: 'GET', path: '/api/runs/{id}/fills', tags, summary: 'Fills, a page at a time' } })
    .input(pageInput)
    .output(pageOf(fillRow))
    .query(async ({ ctx, input }) => {
      await findRun(ctx.services, input.id)
      return readPage(input, (skip, take) => ctx.services.db.records.fills(input.id, skip, take))
    }),

  orders: procedure
    .meta({ openapi: { method: 'GET', path: '/api/runs/{id}/orders', tags, summary: 'Orders, a page at a time' } })
    .input(pageInput)
    .output(pageOf(orderRow))
    .query(async ({ ctx, input }) => {
      await findRun(ctx.services, input.id)
      return readPage(input, (skip, take) => ctx.services.db.records.orders(input.id, skip, take))
    }),

  /** The order behind one end of a trade: that of the strategy's fill at that instant. */
  orderAt: procedure
    .input(
      z.object({
        id: runId,
        node: z.string().min(1).max(64),
        instrument: z.string().min(1).max(64),
        ts: z.iso.datetime(),
      }),
    )
    .output(z.object({ orderId: z.string() }))
    .query(async ({ ctx, input: { id, ...fill } }) => {
      const orderId = await ctx.services.db.records.orderFilledAt(id, fill)
      if (orderId === null) throw notFound('fill of this run', `${fill.node}, ${fill.instrument} at ${fill.ts}`)
      return { orderId }
    }),

  ledger: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/runs/{id}/ledger',
        tags,
        summary: 'Signals that did not become trades, each with the first gate that closed, a page at a time',
      },
    })
    .input(ledgerQuery.extend({ id: runId }))
    .output(ledgerPage)
    .query(({ ctx, input: { id, ...query } }) => readLedger(ctx.services, id, query)),

  why: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/runs/{id}/why/{orderId}',
        tags,
        summary: 'Why an order came about, back to the data, and what became of it',
        description:
          'A backtest or replay is done again to find out, which may take as long as a backtest of it; of a paper run its journals are read. Running or ended.',
        errorResponses: [400, 401, 404, 409, 502, 503],
      },
    })
    .input(z.object({ id: runId, orderId: z.string().min(3).max(90).describe('Name of the order, such as pairs-12') }))
    .output(whyAnswer)
    .query(({ ctx, input }) => explainOrder(ctx.services, input.id, input.orderId)),

  /** Where to download one of its files. */
  file: procedure
    .input(z.object({ id: runId, name: runFileName }))
    .output(runFile)
    .query(async ({ ctx, input: { id, name } }) => {
      await findRun(ctx.services, id)
      const file = await findRunFile(ctx.services.engine.runDirectory(id), name)
      if (!file) throw notFound('file of this run', name)
      return { name, bytes: file.bytes, url: urlOf(id, name), contentType: RUN_FILES[name] }
    }),
})
