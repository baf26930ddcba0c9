/**
 * The most that can go through a gateway, read from the drawing alone: what its guards let through, along every way from
 * a strategy to the venue. A limit that nobody sets is null: unlimited, and said so.
 *
 * One guard after another: the tighter limit holds. Side by side: orders are as big as the biggest, positions, leverage
 * and losses add up. Values are those at which a guard approved: a price that moves later moves the value with it.
 */
import type { NodeManifest } from './manifest'
import { isTwoWay } from './ports'
import { linkName, splitRef, type Topology, type TopologyLink, type TopologyNode } from './topology'

/** What one guard holds orders to. Null: no limit. */
export interface GuardLimits {
  /** Most value of one order that adds to a position, in currency units. */
  readonly orderValue: number | null
  /** Most value of the position in one instrument, with every open order of it filled, in currency units. */
  readonly positionValue: number | null
  /** Most value of all positions and open orders, as a multiple of equity. */
  readonly leverage: number | null
  /** Share of the equity at the day's start whose loss closes everything and halts. */
  readonly dailyLoss: number | null
  /** The instruments that may be traded; null: any. */
  readonly instruments: readonly string[] | null
}

/** A limit, and the guards that set it: the first to change where it is too wide or too tight. */
export interface Bound {
  readonly value: number | null
  readonly guards: readonly string[]
}

export interface Bounds {
  readonly orderValue: Bound
  readonly positionValue: Bound
  readonly leverage: Bound
  readonly dailyLoss: Bound
  readonly instruments: readonly string[] | null
}

/** One way an order takes: from the strategy that writes it to the gateway. */
export interface OrderPath {
  /** Ids from the strategy to the gateway. */
  readonly nodes: readonly string[]
  readonly links: readonly string[]
  /** The guards among the nodes, in the order in which they are passed. None: the way is open. */
  readonly guards: readonly string[]
}

export interface WorstCase {
  /** The gateway, or the guard whose orders these are. */
  readonly node: string
  readonly paths: readonly OrderPath[]
  /** True if there is a way and each passes a guard. */
  readonly isGuarded: boolean
  /** Null where no order can come this way at all. */
  readonly bounds: Bounds | null
  /** Equity the account starts with, in currency units; null where that is not known before it runs. */
  readonly startingEquity: number | null
  /** Most value of all positions together at that equity, in currency units; null: unlimited or not known. */
  readonly grossAtStart: number | null
  /** The day's loss that stops trading, at that equity, in currency units; null: none or not known. */
  readonly dailyLossAtStart: number | null
  /** Guards whose parameters are not valid, so that nothing can be said for them. */
  readonly invalid: readonly string[]
}

type FindManifest = (kind: string) => NodeManifest | undefined
const NUMBERS = ['orderValue', 'positionValue', 'leverage', 'dailyLoss'] as const
const UNLIMITED: Bound = { value: null, guards: [] }
const OPEN: Bounds = {
  orderValue: UNLIMITED,
  positionValue: UNLIMITED,
  leverage: UNLIMITED,
  dailyLoss: UNLIMITED,
  instruments: null,
}

const tighter = (a: Bound, b: Bound): Bound => {
  if (a.value === null) return b
  return b.value === null || a.value <= b.value ? a : b
}

const union = (all: readonly string[]): string[] => [...new Set(all)].sort()

/** Both hold, for an order passes both. */
export function inChain(a: Bounds, b: Bounds): Bounds {
  const both = a.instruments && b.instruments ? a.instruments.filter((one) => b.instruments?.includes(one)) : null
  return {
    orderValue: tighter(a.orderValue, b.orderValue),
    positionValue: tighter(a.positionValue, b.positionValue),
    leverage: tighter(a.leverage, b.leverage),
    dailyLoss: tighter(a.dailyLoss, b.dailyLoss),
    instruments: both ?? a.instruments ?? b.instruments,
  }
}

function together(all: readonly Bound[], join: (values: readonly number[]) => number): Bound {
  const values = all.flatMap(({ value }) => value ?? [])
  if (values.length < all.length) return UNLIMITED
  return { value: join(values), guards: union(all.flatMap(({ guards }) => guards)) }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const most = (values: readonly number[]): number => Math.max(...values)

/** Whatever comes by any of several ways; an order comes by one of them. @param all at least one. */
export function inParallel(all: readonly Bounds[]): Bounds {
  const lists = all.map(({ instruments }) => instruments)
  return {
    orderValue: together(
      all.map((one) => one.orderValue),
      most,
    ),
    positionValue: together(
      all.map((one) => one.positionValue),
      sum,
    ),
    leverage: together(
      all.map((one) => one.leverage),
      sum,
    ),
    dailyLoss: together(
      all.map((one) => one.dailyLoss),
      sum,
    ),
    instruments: lists.every((list) => list !== null) ? union(lists.flatMap((list) => list ?? [])) : null,
  }
}

/** The trading links of a drawing by the node they lead to. */
class Roads {
  readonly nodes: ReadonlyMap<string, TopologyNode>
  private readonly into = new Map<string, TopologyLink[]>()

  constructor(
    { nodes, links }: Pick<Topology, 'nodes' | 'links'>,
    private readonly find: FindManifest,
  ) {
    this.nodes = new Map(nodes.map((node) => [node.id, node]))
    for (const link of links) {
      const to = splitRef(link.to).node
      if (this.carriesOrders(link)) this.into.set(to, [...(this.into.get(to) ?? []), link])
    }
  }

  manifestOf(id: string): NodeManifest | undefined {
    const node = this.nodes.get(id)
    return node && this.find(node.kind)
  }

  linksInto = (id: string): readonly TopologyLink[] => this.into.get(id) ?? []

  private carriesOrders({ from, to }: TopologyLink): boolean {
    const [source, target] = [splitRef(from), splitRef(to)]
    const out = this.manifestOf(source.node)?.outputs.find((port) => port.id === source.port)?.type
    const own = this.manifestOf(target.node)?.inputs.find((port) => port.id === target.port)?.type
    return (out !== undefined && isTwoWay(out)) || (own !== undefined && isTwoWay(own))
  }
}

function pathsInto(id: string, roads: Roads, after: OrderPath): OrderPath[] {
  return roads.linksInto(id).flatMap((link) => {
    const from = splitRef(link.from).node
    if (after.nodes.includes(from) || !roads.nodes.has(from)) return []
    const category = roads.manifestOf(from)?.category
    const path: OrderPath = {
      nodes: [from, ...after.nodes],
      links: [linkName(link), ...after.links],
      guards: category === 'guard' ? [from, ...after.guards] : after.guards,
    }
    return category === 'guard' ? pathsInto(from, roads, path) : [path]
  })
}

class Reckoning {
  readonly invalid = new Set<string>()

  constructor(private readonly roads: Roads) {}

  /** What can come into a node; null: nothing. */
  into(id: string, passed: readonly string[]): Bounds | null {
    const ways = this.roads.linksInto(id).flatMap((link) => {
      const from = splitRef(link.from).node
      if (passed.includes(from) || !this.roads.nodes.has(from)) return []
      return this.outOf(from, [...passed, from]) ?? []
    })
    return ways.length === 0 ? null : inParallel(ways)
  }

  /** What a node can send on. */
  outOf(id: string, passed: readonly string[]): Bounds | null {
    if (this.roads.manifestOf(id)?.category !== 'guard') return OPEN
    const before = this.into(id, passed)
    return before && inChain(this.ownOf(id), before)
  }

  private ownOf(id: string): Bounds {
    const node = this.roads.nodes.get(id)
    const manifest = this.roads.manifestOf(id)
    const parsed = manifest?.params.safeParse(node?.params ?? {})
    if (!parsed?.success) this.invalid.add(id)
    const limits = parsed?.success ? manifest?.limits?.(parsed.data) : undefined
    if (!limits) return OPEN
    const bound = (value: number | null): Bound => (value === null ? UNLIMITED : { value, guards: [id] })
    const [orderValue, positionValue, leverage, dailyLoss] = NUMBERS.map((name) => bound(limits[name]))
    return {
      orderValue: orderValue ?? UNLIMITED,
      positionValue: positionValue ?? UNLIMITED,
      leverage: leverage ?? UNLIMITED,
      dailyLoss: dailyLoss ?? UNLIMITED,
      instruments: limits.instruments,
    }
  }
}

function equityOf(node: TopologyNode | undefined, manifest: NodeManifest | undefined): number | null {
  const parsed = manifest?.params.safeParse(node?.params ?? {})
  return (parsed?.success && manifest?.startingEquity?.(parsed.data)) || null
}

const times = (value: number | null, by: number | null): number | null =>
  value === null || by === null ? null : value * by

function grossOf({ leverage, positionValue, instruments }: Bounds, equity: number | null): number | null {
  const byLeverage = times(leverage.value, equity)
  const byPositions = times(positionValue.value, instruments?.length ?? null)
  const known = [byLeverage, byPositions].flatMap((value) => value ?? [])
  return known.length === 0 ? null : Math.min(...known)
}

function worstCaseAt(id: string, roads: Roads): WorstCase {
  const isGateway = roads.manifestOf(id)?.category === 'gateway'
  const start: OrderPath = { nodes: [id], links: [], guards: isGateway ? [] : [id] }
  const paths = pathsInto(id, roads, start)
  const reckoning = new Reckoning(roads)
  const bounds = isGateway ? reckoning.into(id, [id]) : reckoning.outOf(id, [id])
  const gateway = isGateway ? id : gatewayBelow(id, roads)
  const startingEquity = gateway === null ? null : equityOf(roads.nodes.get(gateway), roads.manifestOf(gateway))
  return {
    node: id,
    paths,
    isGuarded: paths.length > 0 && paths.every(({ guards }) => guards.length > 0),
    bounds,
    startingEquity,
    grossAtStart: bounds && grossOf(bounds, startingEquity),
    dailyLossAtStart: bounds && times(bounds.dailyLoss.value, startingEquity),
    invalid: [...reckoning.invalid],
  }
}

/** The gateway that a guard's orders end in; an order has one road. */
function gatewayBelow(id: string, roads: Roads): string | null {
  const passed = new Set([id])
  for (let at = id; ; ) {
    const next = [...roads.nodes.keys()].find((one) =>
      roads.linksInto(one).some(({ from }) => splitRef(from).node === at),
    )
    if (next === undefined || passed.has(next)) return null
    if (roads.manifestOf(next)?.category === 'gateway') return next
    passed.add(next)
    at = next
  }
}

/**
 * The worst case of a gateway, or of what one guard sends on; null for a node that is neither.
 * @param topology with nothing grouped away: what runs.
 */
export function worstCaseOf(
  topology: Pick<Topology, 'nodes' | 'links'>,
  find: FindManifest,
  node: string,
): WorstCase | null {
  const roads = new Roads(topology, find)
  const category = roads.manifestOf(node)?.category
  return category === 'gateway' || category === 'guard' ? worstCaseAt(node, roads) : null
}

/** The worst case of every gateway, in the order in which they are drawn. */
export function worstCases(topology: Pick<Topology, 'nodes' | 'links'>, find: FindManifest): WorstCase[] {
  const roads = new Roads(topology, find)
  const gateways = topology.nodes.filter(({ id }) => roads.manifestOf(id)?.category === 'gateway')
  return gateways.map(({ id }) => worstCaseAt(id, roads))
}
