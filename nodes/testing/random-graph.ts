/** Drawings made by chance, all of them valid: what holds for the templates must hold for any. */
import { Random, TOPOLOGY_FORMAT, type Topology } from '../../engine/sdk'

type Node = Topology['nodes'][number]

const SYMBOLS = ['SIMA', 'SIMB', 'SIMC', 'SIMD', 'SIME', 'SIMF'] as const

/** Gathers nodes and links under names that tell what they are. */
class Drawing {
  readonly nodes: Node[] = []
  readonly links: { from: string; to: string }[] = []

  constructor(private readonly random: Random) {}

  add(kind: string, params: Record<string, unknown>): string {
    const id = `${kind.slice(kind.indexOf('.') + 1)}-${this.nodes.length}`
    this.nodes.push({ id, kind, version: 1, label: '', params })
    return id
  }

  link(from: string, to: string): void {
    this.links.push({ from, to })
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random.uniform() * (high - low + 1))
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.between(0, from.length - 1)] ?? from[0]
  }
}

/**
 * One to three strategies on recorded bars of `dataset` (the sample's instruments), behind one guard or several in a row, into one gateway or two.
 * The same seed draws the same.
 */
export function randomGraph(seed: number, dataset: Record<string, unknown>): Topology {
  const drawing = new Drawing(new Random(seed, 'random graph'))
  const sources = Array.from({ length: drawing.between(1, 2) }, () => drawing.add('data.bars', dataset))
  const accounts = Array.from({ length: drawing.between(1, 2) }, () => account(drawing, sources))
  for (const [place, entry] of accounts.entries())
    for (let i = drawing.between(place === 0 ? 1 : 0, 2); i > 0; i--) strategy(drawing, sources, entry)
  // A gateway that nobody trades with would be no drawing that anybody makes.
  for (const entry of accounts) if (!drawing.links.some(({ to }) => to === entry)) strategy(drawing, sources, entry)
  return {
    format: TOPOLOGY_FORMAT,
    name: `random ${seed}`,
    nodes: drawing.nodes,
    links: drawing.links,
    layout: { nodes: {}, frames: [], notes: [] },
  }
}

/** A gateway and its guards. @returns the input at which strategies come in. */
function account(drawing: Drawing, sources: readonly string[]): string {
  const market = `${sources[0]}.market`
  const gateway = drawing.add('gateway.paper', {
    startingCash: drawing.pick([50_000, 200_000]),
    fees: drawing.pick(['us-equities', 'percent', 'none', 'fixed']),
    slippage: drawing.pick(['none', 'ticks', 'basis-points']),
  })
  drawing.link(market, `${gateway}.market`)
  let to = `${gateway}.orders`
  let entry = to
  for (let i = drawing.between(1, 3); i > 0; i--) {
    const guard = drawing.add('risk.guard', {
      maxLeverage: drawing.pick([1, 3, 10]),
      maxDailyDrawdown: drawing.pick([0.5, 3, 50]),
      maxOrderNotional: drawing.pick([12_000, 50_000, 1_000_000]),
    })
    drawing.link(market, `${guard}.market`)
    drawing.link(`${guard}.orders`, to)
    to = `${guard}.orders`
    entry = `${guard}.intents`
  }
  return entry
}

function strategy(drawing: Drawing, sources: readonly string[], entry: string): void {
  const market = `${sources[drawing.between(0, sources.length - 1)]}.market`
  const id = drawing.between(0, 1) === 0 ? pairs(drawing, market) : cross(drawing, market)
  drawing.link(`${sources[0]}.market`, `${id}.market`)
  drawing.link(`${id}.intents`, entry)
}

function pairs(drawing: Drawing, market: string): string {
  const [y, x] = [drawing.pick(SYMBOLS), drawing.pick(SYMBOLS)]
  const spread = drawing.add('feature.zscore', {
    y,
    x: x === y ? 'SIMJ' : x,
    window: drawing.between(10, 60),
    hedgeRatio: drawing.pick(['fixed', 'rolling']),
    betaWindow: 60,
  })
  drawing.link(market, `${spread}.market`)
  const id = drawing.add('strategy.pairs', { entryZ: drawing.pick([1, 1.5]), exitZ: 0.3, stopZ: drawing.pick([0, 3]) })
  drawing.link(`${spread}.spread`, `${id}.spread`)
  return id
}

function cross(drawing: Drawing, market: string): string {
  const ema = (period: number) => {
    const made = drawing.add('feature.ema', { period })
    drawing.link(market, `${made}.market`)
    return `${made}.ema`
  }
  const slow = ema(drawing.between(20, 80))
  const fast = drawing.between(0, 1) === 0 ? null : ema(drawing.between(3, 15))
  const id = drawing.add('strategy.ema-cross', {
    direction: drawing.pick(['long-only', 'long-short']),
    instruments: drawing.between(0, 1) === 0 ? [] : SYMBOLS.slice(0, drawing.between(1, 4)),
  })
  drawing.link(slow, `${id}.slow`)
  if (fast) drawing.link(fast, `${id}.fast`)
  return id
}
