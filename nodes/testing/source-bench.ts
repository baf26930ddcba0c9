/** A bench for one source: opens it without a run and hands out what it says. For tests only. */
import {
  type Instrument,
  InstrumentTable,
  MarketEvent,
  type NodeKind,
  nsFromMs,
  OutPort,
  Random,
  ReportEvent,
  type Source,
  type SourceContext,
} from '../../engine/sdk'

export interface SourceBenchOptions {
  readonly instruments: readonly Instrument[]
  readonly params?: Record<string, unknown>
  readonly openDataset?: SourceContext['openDataset']
}

/** Opens a source whose one output is `market`; `say` hands out copies of what the rows [from, to) are. */
export async function openSource(
  kind: NodeKind,
  options: SourceBenchOptions,
): Promise<{ source: Source; say(from: number, to: number): MarketEvent[] }> {
  if (kind.shape !== 'source') throw new Error('this bench runs sources')
  const out = new OutPort(() => new MarketEvent())
  const source = await kind.open(contextOf(out, options), kind.manifest.params.parse(options.params ?? {}))
  const say = (from: number, to: number) => {
    out.clear()
    source.emitRows(from, to)
    return out.events.slice(0, out.count).map((event) => Object.assign(new MarketEvent(), event))
  }
  return { source, say }
}

function contextOf(out: OutPort<MarketEvent>, options: SourceBenchOptions): SourceContext {
  const nothing = () => Promise.reject(new Error('there are no datasets'))
  return {
    nodeId: 'node',
    nodeIndex: 0,
    clock: { tsMs: 0, tsNs: nsFromMs(0) },
    random: new Random(1, 'node'),
    instruments: new InstrumentTable(options.instruments),
    output: (port, type) => {
      if (port !== 'market' || type !== 'market') throw new Error(`no ${type} output "${port}"`)
      return out as never
    },
    reports: new OutPort(() => new ReportEvent()),
    featureIndex: () => 0,
    isLinked: () => false,
    stamps: { own: 0, accepts: () => false },
    log() {},
    openDataset: options.openDataset ?? nothing,
  }
}
