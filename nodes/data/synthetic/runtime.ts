import { defineSource, type MarketEvent, type NodeReadout, type OutPort, type Source } from '../../../engine/sdk'
import type { RawColumns } from '../../../engine/store/columns'
import { generateMarket } from './generate'
import { hashRows } from './hash'
import { manifest } from './manifest'
import { symbolOf } from './symbols'

/** Says the bars of a generated market. */
class SimulatedBars implements Source {
  readonly rowTsNs: BigInt64Array
  readonly hash: string

  /** @param ids the run's id of each generated instrument. */
  constructor(
    private readonly out: OutPort<MarketEvent>,
    private readonly ids: Int32Array,
    private readonly rows: RawColumns,
  ) {
    this.rowTsNs = rows.tsNs
    this.hash = hashRows(rows)
  }

  emitRows(from: number, to: number): void {
    const { instrument, open, high, low, close, volume } = this.rows
    for (let row = from; row < to; row++)
      this.out
        .next()
        .setBar(
          this.ids[instrument[row] ?? -1] ?? -1,
          open[row] ?? Number.NaN,
          high[row] ?? Number.NaN,
          low[row] ?? Number.NaN,
          close[row] ?? Number.NaN,
          volume[row] ?? Number.NaN,
        )
  }

  readout(): NodeReadout {
    return { ready: true, values: { market: 'simulated', rows: this.rows.rows } }
  }
}

export const synthetic = defineSource(manifest, async (ctx, params) => {
  const out = ctx.output('market', 'market')
  const ids = Int32Array.from({ length: params.count }, (_, index) => {
    const symbol = symbolOf(index)
    const id = ctx.instruments.idOf(symbol)
    if (id < 0) throw new Error(`${ctx.nodeId}: the run has no instrument ${symbol}, which this node makes`)
    return id
  })
  return new SimulatedBars(out, ids, generateMarket(params))
})
