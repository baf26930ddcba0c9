/** The accounts of this host's gateways, as told to the supervisor: points of the P&L curve and open positions. */
import type { Plan } from '../graph'
import type { Executor } from '../runtime'
import {
  fromLots,
  fromMicros,
  type Instrument,
  isoFromNs,
  type PnlPoint,
  Portfolio,
  PortfolioEvent,
  type PositionRow,
} from '../sdk'
import { POINTS_MAX } from './limits'

export interface AccountMessage {
  readonly node: number
  readonly points: PnlPoint[]
  readonly positions: PositionRow[]
}

/** A point of the curve as it is kept until it is told: made each step, told seldom. */
interface RawPoint {
  readonly tsNs: bigint
  readonly cashMicros: number
  readonly equityMicros: number
  readonly realizedMicros: number
  readonly unrealizedMicros: number
  readonly drawdown: number
}

interface Account {
  peakMicros: number
  points: RawPoint[]
  readonly positions: Map<number, PortfolioEvent>
  isNew: boolean
}

export interface AccountTellerState {
  readonly accounts: readonly {
    readonly node: number
    readonly peakMicros: number
    /** Plain copies: a snapshot keeps fields, not classes. */
    readonly positions: readonly PortfolioEvent[]
  }[]
}

export class AccountTeller {
  private readonly accounts = new Map<number, Account>()

  /** A gateway's account after a step. */
  onAccount(tsNs: bigint, node: number, event: Readonly<PortfolioEvent>): void {
    const account = this.of(node)
    account.peakMicros = Math.max(account.peakMicros, event.equityMicros)
    const drawdown = account.peakMicros > 0 ? event.equityMicros / account.peakMicros - 1 : 0
    if (account.points.length >= POINTS_MAX) account.points = account.points.filter((_, place) => place % 2 === 1)
    const { cashMicros, equityMicros, realizedMicros, unrealizedMicros } = event
    account.points.push({
      tsNs,
      cashMicros,
      equityMicros,
      realizedMicros,
      unrealizedMicros,
      drawdown: Math.min(0, drawdown),
    })
    account.isNew = true
  }

  onPosition(node: number, event: Readonly<PortfolioEvent>): void {
    const account = this.of(node)
    const kept = account.positions.get(event.instrument) ?? new PortfolioEvent()
    account.positions.set(event.instrument, Object.assign(kept, { ...event, type: Portfolio.position }))
    account.isNew = true
  }

  /** What is new since the last time; `positions` asks a gateway for its positions at the latest marks. */
  take(plan: Plan, positions: Pick<Executor, 'positions'>): AccountMessage[] {
    const messages: AccountMessage[] = []
    for (const [node, account] of this.accounts) {
      if (!account.isNew) continue
      positions.positions(node, (event) => this.onPosition(node, event))
      account.isNew = false
      const rows = [...account.positions.values()].flatMap((event) => rowOf(plan.instruments[event.instrument], event))
      messages.push({ node, points: account.points.map(pointOf), positions: rows })
      account.points = []
    }
    return messages
  }

  snapshot(): AccountTellerState {
    const accounts = [...this.accounts].map(([node, { peakMicros, positions }]) => ({
      node,
      peakMicros,
      positions: [...positions.values()].map((event) => ({ ...event }) as PortfolioEvent),
    }))
    return { accounts }
  }

  restore(state: AccountTellerState): void {
    for (const { node, peakMicros, positions } of state.accounts) {
      const account = this.of(node)
      account.peakMicros = peakMicros
      for (const one of positions) {
        const event = Object.assign(new PortfolioEvent(), one)
        account.positions.set(event.instrument, event)
      }
    }
  }

  private of(node: number): Account {
    const known = this.accounts.get(node)
    if (known) return known
    const made: Account = { peakMicros: 0, points: [], positions: new Map(), isNew: false }
    this.accounts.set(node, made)
    return made
  }
}

function pointOf(point: RawPoint): PnlPoint {
  return {
    ts: isoFromNs(point.tsNs),
    equity: fromMicros(point.equityMicros),
    cash: fromMicros(point.cashMicros),
    realized: fromMicros(point.realizedMicros),
    unrealized: fromMicros(point.unrealizedMicros),
    drawdown: point.drawdown,
  }
}

/** A position's row; none for one that never was. */
function rowOf(spec: Instrument | undefined, event: PortfolioEvent): PositionRow[] {
  if (!spec || (event.quantityLots === 0 && event.realizedMicros === 0)) return []
  const units = fromLots(spec, event.quantityLots) * spec.multiplier
  return [
    {
      instrument: spec.symbol,
      quantity: fromLots(spec, event.quantityLots),
      averagePrice: units === 0 ? null : fromMicros(event.costMicros) / units,
      lastPrice: units === 0 ? null : fromMicros(event.costMicros + event.unrealizedMicros) / units,
      unrealized: fromMicros(event.unrealizedMicros),
      realized: fromMicros(event.realizedMicros),
    },
  ]
}
