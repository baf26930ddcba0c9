/** The simulated venue: orders, fill rules, fees, slippage, sessions. */
export * from './fees'
export * from './fill-rules'
export * from './liquidation'
export * from './order-table'
export * from './session-clock'
export * from './slippage'
export * from './venue'
export * from './venue-reports'
