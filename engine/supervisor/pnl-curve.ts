import type { PnlPoint, PositionRow } from '../sdk'
import { PNL_POINTS_MAX } from './limits'

/**
 * The deployment's account over time: the sum of its gateways' accounts, thinned to at most `PNL_POINTS_MAX` points so
 * that the first, the last and every extreme of the equity stay.
 */
export class PnlCurve {
  points: PnlPoint[] = []
  private peak = Number.NEGATIVE_INFINITY
  private readonly latest = new Map<string, PnlPoint>()
  private readonly positionsOf = new Map<string, PositionRow[]>()

  /** Puts back what was kept. */
  restore(points: readonly PnlPoint[], gateways: Readonly<Record<string, GatewayAccount>>): void {
    this.points = [...points]
    this.peak = points.reduce((peak, { equity }) => Math.max(peak, equity), Number.NEGATIVE_INFINITY)
    for (const [gateway, { point, positions }] of Object.entries(gateways)) {
      if (point) this.latest.set(gateway, point)
      this.positionsOf.set(gateway, positions)
    }
  }

  /** What `restore` needs beside the points. */
  gateways(): Record<string, GatewayAccount> {
    const names = new Set([...this.latest.keys(), ...this.positionsOf.keys()])
    return Object.fromEntries(
      [...names].map((name) => [
        name,
        { point: this.latest.get(name) ?? null, positions: this.positionsOf.get(name) ?? [] },
      ]),
    )
  }

  /** Takes a gateway's points; gives back those of the deployment that are new. Points told again are dropped. */
  add(gateway: string, points: readonly PnlPoint[], positions: readonly PositionRow[]): PnlPoint[] {
    this.positionsOf.set(gateway, [...positions])
    const fresh: PnlPoint[] = []
    for (const point of points) {
      const before = this.latest.get(gateway)
      if (before && Date.parse(point.ts) <= Date.parse(before.ts)) continue
      this.latest.set(gateway, point)
      fresh.push(this.total(point.ts))
    }
    this.points.push(...fresh)
    if (this.points.length > PNL_POINTS_MAX) this.points = thin(this.points, PNL_POINTS_MAX / 2)
    return fresh
  }

  /** Positions of all gateways, one row an instrument. */
  positions(): PositionRow[] {
    const rows = new Map<string, PositionRow>()
    for (const row of [...this.positionsOf.values()].flat()) {
      const before = rows.get(row.instrument)
      rows.set(row.instrument, before ? addPositions(before, row) : row)
    }
    return [...rows.values()].sort((a, b) => (a.instrument < b.instrument ? -1 : 1))
  }

  get isFlat(): boolean {
    return this.positions().every((row) => row.quantity === 0)
  }

  private total(ts: string): PnlPoint {
    const sum = { equity: 0, cash: 0, realized: 0, unrealized: 0 }
    for (const point of this.latest.values()) {
      sum.equity += point.equity
      sum.cash += point.cash
      sum.realized += point.realized
      sum.unrealized += point.unrealized
    }
    this.peak = Math.max(this.peak, sum.equity)
    return { ts, ...sum, drawdown: this.peak > 0 ? Math.min(0, sum.equity / this.peak - 1) : 0 }
  }
}

export interface GatewayAccount {
  readonly point: PnlPoint | null
  readonly positions: PositionRow[]
}

function addPositions(a: PositionRow, b: PositionRow): PositionRow {
  const quantity = a.quantity + b.quantity
  const cost = a.quantity * (a.averagePrice ?? 0) + b.quantity * (b.averagePrice ?? 0)
  return {
    instrument: a.instrument,
    quantity,
    averagePrice: quantity === 0 ? null : cost / quantity,
    lastPrice: b.lastPrice ?? a.lastPrice,
    unrealized: a.unrealized + b.unrealized,
    realized: a.realized + b.realized,
  }
}

/** At most `count` points: the first, the last, and of each stretch between the lowest and the highest equity. */
export function thin(points: readonly PnlPoint[], count: number): PnlPoint[] {
  if (points.length <= count) return [...points]
  const stretches = Math.max(1, Math.floor((count - 2) / 2))
  const inner = points.length - 2
  const kept = new Set([0, points.length - 1])
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    if (from >= to) continue
    let low = from
    let high = from
    for (let i = from + 1; i < to; i++) {
      if ((points[i]?.equity ?? 0) < (points[low]?.equity ?? 0)) low = i
      if ((points[i]?.equity ?? 0) > (points[high]?.equity ?? 0)) high = i
    }
    kept.add(low).add(high)
  }
  return [...kept].sort((a, b) => a - b).flatMap((i) => points[i] ?? [])
}
