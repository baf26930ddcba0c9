import { fromMicros, type PortfolioEvent } from '../sdk'
import type { AccountTable } from './account-table'
import type { RunLog } from './run-log'

/** All accounts of a run together at one instant, in currency units. The same object is handed out again and again. */
export interface EquityPoint {
  readonly tsNs: bigint
  /** The same instant in whole milliseconds (floor). */
  readonly tsMs: number
  /** The same instant by halves of its nanoseconds, the low one without a sign. */
  readonly timeHigh: number
  readonly timeLow: number
  readonly equity: number
  readonly cash: number
  readonly realized: number
  readonly unrealized: number
  readonly fees: number
}

/** Equity of all accounts at their first point, in currency units; null without accounts. */
export function startingEquity(log: RunLog): number | null {
  if (log.accounts.length === 0) return null
  return new Accounts(log.accounts).all.reduce((sum, account) => sum + account.equity, 0)
}

/**
 * Walks the equity curve of a sorted log: one point an instant, the sum over all gateways at their latest. A gateway
 * that joins later counts from the start with its first point, so that its capital is not mistaken for profit.
 */
export function walkEquity(log: RunLog, visit: (point: EquityPoint) => void): void {
  const table = log.accounts
  if (table.length === 0) return
  const accounts = new Accounts(table)
  const [only] = accounts.all
  if (only && accounts.all.length === 1) {
    walkOne(table, accounts, only, visit)
    return
  }
  const point = new Total()
  point.moveTo(table.timeHigh(0), table.timeLow(0))
  const at = table.cursor()
  while (at.next()) {
    if (at.timeLow !== point.timeLow || at.timeHigh !== point.timeHigh) {
      point.take(accounts.all)
      visit(point)
      point.moveTo(at.timeHigh, at.timeLow)
    }
    accounts.take(at.row, at.base, at.equityMicros)
  }
  point.take(accounts.all)
  visit(point)
}

/** The same of a run with one account, which hardly any run has more of. */
function walkOne(table: AccountTable, accounts: Accounts, account: Account, visit: (point: EquityPoint) => void): void {
  const point = new Total()
  const at = table.cursor()
  for (let isLeft = at.next(); isLeft; ) {
    const { timeHigh, timeLow } = at
    let { row, base, equityMicros } = at
    for (isLeft = at.next(); isLeft && at.timeLow === timeLow && at.timeHigh === timeHigh; isLeft = at.next()) {
      row = at.row
      base = at.base
      equityMicros = at.equityMicros
    }
    accounts.move(account, row, base, equityMicros)
    point.moveTo(timeHigh, timeLow)
    point.show(account)
    visit(point)
  }
}

/** One account at its latest point. */
class Account {
  equity = 0
  cash = 0
  realized = 0
  unrealized = 0
  fees = 0
  /** Place of the full record that the latest point continues. */
  base = -1
  /** Unrealized less equity in that record. */
  gapMicros = 0

  constructor(readonly author: number) {}
}

/** The accounts of a table in the order of their first points, which they begin at. */
class Accounts {
  readonly all: Account[] = []
  private readonly event: PortfolioEvent

  constructor(private readonly table: AccountTable) {
    this.event = table.makeEvent()
    for (let row = 0; row < table.length && this.all.length < table.authors; row++) {
      const author = table.author(row)
      if (this.all.some((one) => one.author === author)) continue
      this.all.push(new Account(author))
      this.take(row, table.baseAt(row), table.equityMicros(row))
    }
  }

  /** Moves the account of a point to it. */
  take(row: number, base: number, equityMicros: number): void {
    const account = this.continuing(base) ?? this.turn(row, base)
    account.equity = fromMicros(equityMicros)
    account.unrealized = fromMicros(equityMicros + account.gapMicros)
  }

  /** As `take`, of an account that is at hand. */
  move(account: Account, row: number, base: number, equityMicros: number): void {
    if (account.base !== base) this.turn(row, base)
    account.equity = fromMicros(equityMicros)
    account.unrealized = fromMicros(equityMicros + account.gapMicros)
  }

  private continuing(base: number): Account | null {
    for (let i = 0; i < this.all.length; i++) {
      const account = this.all[i] as Account
      if (account.base === base) return account
    }
    return null
  }

  /** Takes what has changed besides the equity. */
  private turn(row: number, base: number): Account {
    const author = this.table.author(row)
    const account = this.all.find((one) => one.author === author)
    if (!account) throw new Error(`the account of node ${author} was not there at the start`)
    const event = this.table.read(row, this.event)
    account.base = base
    account.cash = fromMicros(event.cashMicros)
    account.realized = fromMicros(event.realizedMicros)
    account.fees = fromMicros(event.feesMicros)
    account.gapMicros = event.unrealizedMicros - event.equityMicros
    return account
  }
}

class Total implements EquityPoint {
  timeHigh = 0
  timeLow = 0
  tsMs = 0
  equity = 0
  cash = 0
  realized = 0
  unrealized = 0
  fees = 0

  get tsNs(): bigint {
    return (BigInt(this.timeHigh) << 32n) + BigInt(this.timeLow)
  }

  moveTo(high: number, low: number): void {
    this.timeHigh = high
    this.timeLow = low
    // 2^32 ns are 4294 ms and 967,296 ns, so that every product is an exact integer.
    this.tsMs = high * 4294 + Math.floor((high * 967_296 + low) / 1_000_000)
  }

  /** Shows one account as the sum that it is. */
  show({ equity, cash, realized, unrealized, fees }: Account): void {
    // A sum that begins with 0 is never -0.
    this.equity = 0 + equity
    this.cash = 0 + cash
    this.realized = 0 + realized
    this.unrealized = 0 + unrealized
    this.fees = 0 + fees
  }

  take(accounts: readonly Account[]): void {
    this.equity = this.cash = this.realized = this.unrealized = this.fees = 0
    for (let i = 0; i < accounts.length; i++) {
      const account = accounts[i] as Account
      this.equity += account.equity
      this.cash += account.cash
      this.realized += account.realized
      this.unrealized += account.unrealized
      this.fees += account.fees
    }
  }
}
