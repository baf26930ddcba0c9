import {
  defineSource,
  type MarketColumns,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type OutPort,
  type Source,
} from '../../../engine/sdk'
import { type MadeMarket, marketOf } from './last-market'
import { LiveMarket } from './live'
import { manifest } from './manifest'
import { simulatedInstruments } from './symbols'

/** Says the bars of a generated market. */
class SimulatedBars implements Source {
  readonly rowTsNs: BigInt64Array
  readonly hash: string
  readonly columns: MarketColumns

  /** @param ids the run's id of each generated instrument. */
  constructor(
    private readonly out: OutPort<MarketEvent>,
    ids: Int32Array,
    { rows, hash }: MadeMarket,
    private readonly barMs: number,
  ) {
    this.rowTsNs = rows.tsNs
    this.hash = hash
    const instrument = rows.instrument.map((place) => ids[place] ?? -1)
    this.columns = { ...rows, instrument, barMs, hash: this.hash }
  }

  emitRows(from: number, to: number): void {
    const { instrument, open, high, low, close, volume } = this.columns
    for (let row = from; row < to; row++)
      this.out
        .next()
        .setBar(
          instrument[row] ?? -1,
          open[row] ?? Number.NaN,
          high[row] ?? Number.NaN,
          low[row] ?? Number.NaN,
          close[row] ?? Number.NaN,
          volume[row] ?? Number.NaN,
          this.barMs,
        )
  }

  readout(): NodeReadout {
    return { ready: true, values: { market: 'simulated', rows: this.columns.rows } }
  }
}

/** The run's ids of the instruments this node makes. */
function idsOf(ctx: NodeContext, symbols: readonly string[]): Int32Array {
  return Int32Array.from(symbols, (symbol) => {
    const id = ctx.instruments.idOf(symbol)
    if (id < 0) throw new Error(`${ctx.nodeId}: the run has no instrument ${symbol}, which this node makes`)
    return id
  })
}

const symbolsOf = (count: number) => simulatedInstruments(count).map((spec) => spec.symbol)

export const synthetic = defineSource(
  manifest,
  async (ctx, params) => {
    const out = ctx.output('market', 'market')
    const symbols = symbolsOf(params.count)
    return new SimulatedBars(out, idsOf(ctx, symbols), marketOf(params, symbols), params.barSeconds * 1_000)
  },
  async (ctx, params) => new LiveMarket(params, idsOf(ctx, symbolsOf(params.count)), ctx.output('market', 'market')),
)
