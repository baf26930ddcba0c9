/** What a portfolio event tells of: the account as a whole, or one position. */
export const Portfolio = { account: 0, position: 1 } as const
export type PortfolioType = (typeof Portfolio)[keyof typeof Portfolio]

/** The state of an account or of one of its positions, at the marks of the step. Amounts in micros. */
export class PortfolioEvent {
  type: PortfolioType = Portfolio.account
  /** -1 for the account. */
  instrument = -1
  /** Position: signed lots. */
  quantityLots = 0
  /** Position: what the open lots cost, signed like them. Account: the sum. */
  costMicros = 0
  cashMicros = 0
  equityMicros = 0
  realizedMicros = 0
  unrealizedMicros = 0
  feesMicros = 0

  reset(): void {
    this.type = Portfolio.account
    this.instrument = -1
    this.quantityLots = 0
    this.costMicros = 0
    this.cashMicros = 0
    this.equityMicros = 0
    this.realizedMicros = 0
    this.unrealizedMicros = 0
    this.feesMicros = 0
  }
}
