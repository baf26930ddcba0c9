/**
 * Accounts of a run on the wall clock, as far as a curve needs them. Marks come with every tick: all of them would be a
 * gigabyte a day. Of each stretch of time the lowest, the highest and the last equity are kept, and every account after a fill.
 */
import { PortfolioEvent } from '../sdk'

type Pass = (tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>) => void

/** An account that may be kept. One object a place, written anew. */
class Held {
  readonly event = new PortfolioEvent()
  tsNs = 0n
  /** Place among all accounts of its gateway; 0 for none. */
  place = 0

  take(tsNs: bigint, place: number, event: Readonly<PortfolioEvent>): void {
    this.tsNs = tsNs
    this.place = place
    Object.assign(this.event, event)
  }
}

class GatewayAccounts {
  untilNs = 0n
  count = 0
  cashMicros = Number.NaN
  readonly lowest = new Held()
  readonly highest = new Held()
  readonly last = new Held()
  readonly all = [this.lowest, this.highest, this.last] as const
}

export class AccountSieve {
  private readonly gateways = new Map<number, GatewayAccounts>()

  /** @param everyNs length of a stretch of time. @param pass told of what is kept, of each gateway in the order of time. */
  constructor(
    private readonly everyNs: bigint,
    private readonly pass: Pass,
  ) {}

  onAccount(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    const accounts = this.of(gateway)
    const place = ++accounts.count
    const isFill = event.cashMicros !== accounts.cashMicros
    if (isFill || tsNs >= accounts.untilNs) {
      this.settle(gateway, accounts)
      accounts.untilNs = (tsNs / this.everyNs + 1n) * this.everyNs
    }
    accounts.cashMicros = event.cashMicros
    if (isFill) {
      this.pass(tsNs, gateway, event)
      return
    }
    const { lowest, highest, last } = accounts
    if (lowest.place === 0 || event.equityMicros < lowest.event.equityMicros) lowest.take(tsNs, place, event)
    if (highest.place === 0 || event.equityMicros > highest.event.equityMicros) highest.take(tsNs, place, event)
    last.take(tsNs, place, event)
  }

  /** Hands on what is held back. */
  flush(): void {
    for (const [gateway, accounts] of this.gateways) this.settle(gateway, accounts)
  }

  /** Forgets what is held back, and what came before. */
  clear(): void {
    this.gateways.clear()
  }

  private settle(gateway: number, { all }: GatewayAccounts): void {
    let told = 0
    for (const { tsNs, place, event } of [...all].sort((a, b) => a.place - b.place)) {
      if (place > told) this.pass(tsNs, gateway, event)
      told = Math.max(told, place)
    }
    for (const held of all) held.place = 0
  }

  private of(gateway: number): GatewayAccounts {
    const known = this.gateways.get(gateway)
    if (known) return known
    const accounts = new GatewayAccounts()
    this.gateways.set(gateway, accounts)
    return accounts
  }
}
