import type { z } from 'zod'
import {
  defineSource,
  isoFromNs,
  Market,
  type MarketColumns,
  type MarketEvent,
  type NodeReadout,
  type OutPort,
  type Source,
  type SourceContext,
} from '../../../engine/sdk'
import { manifest } from './manifest'

type Params = z.infer<typeof manifest.params>

/** Says recorded rows as they stand. */
class RecordedRows implements Source {
  readonly rowTsNs: BigInt64Array
  readonly hash: string
  readonly columns: MarketColumns
  private readonly figures: Record<string, number | string>

  constructor(
    private readonly out: OutPort<MarketEvent>,
    columns: MarketColumns,
  ) {
    this.columns = columns
    this.rowTsNs = columns.tsNs
    this.hash = columns.hash
    this.figures = {
      rows: columns.rows,
      from: dayOf(columns.tsNs[0]),
      to: dayOf(columns.tsNs[columns.rows - 1]),
    }
  }

  emitRows(from: number, to: number): void {
    for (let row = from; row < to; row++) this.say(row)
  }

  readout(): NodeReadout {
    return { ready: true, values: this.figures }
  }

  private say(row: number): void {
    const { instrument, type, open, high, low, close, volume, barMs } = this.columns
    const event = this.out.next()
    const id = instrument[row] ?? -1
    const o = open[row] ?? Number.NaN
    const h = high[row] ?? Number.NaN
    const l = low[row] ?? Number.NaN
    const c = close[row] ?? Number.NaN
    const v = volume[row] ?? Number.NaN
    if (type[row] === Market.bar) event.setBar(id, o, h, l, c, v, barMs)
    else if (type[row] === Market.quote) event.setQuote(id, o, h, l, c)
    else if (type[row] === Market.trade) event.setTrade(id, c, v)
    else throw new Error(`row ${row} has the unknown type ${type[row]}: the stored data is damaged, import it again`)
  }
}

const dayOf = (tsNs: bigint | undefined): string => (tsNs === undefined ? '' : isoFromNs(tsNs).slice(0, 10))

async function open(ctx: SourceContext, params: Params): Promise<Source> {
  const columns = await read(ctx, params)
  if (columns.rows === 0) throw new Error(`${ctx.nodeId}: ${emptiness(params)}`)
  return new RecordedRows(ctx.output('market', 'market'), columns)
}

async function read(ctx: SourceContext, { dataset, from, to, instruments }: Params): Promise<MarketColumns> {
  try {
    return await ctx.openDataset(dataset, {
      ...(from === '' ? {} : { from }),
      ...(to === '' ? {} : { to }),
      ...(instruments.length === 0 ? {} : { symbols: instruments }),
    })
  } catch (cause) {
    // The store says what is wrong with the data; which node asked for it only this one knows.
    throw new Error(`${ctx.nodeId}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function emptiness({ dataset, instruments, from, to }: Params): string {
  const of = instruments.length === 0 ? '' : ` of ${instruments.slice(0, 8).join(', ')}`
  const since = from === '' ? '' : ` from ${from}`
  const until = to === '' ? '' : ` to ${to}`
  const range = since === '' && until === '' ? '' : `${since}${until}: set From and To to days that it has`
  return `dataset "${dataset}" has no rows${of}${range || ': import its data again, or choose another'}`
}

export const bars = defineSource(manifest, open)
