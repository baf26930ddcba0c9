/** Who owns what: sizing, positions at average cost, a strategy's own book, the double-entry ledger. */
export { type BracketParams, bracketParams } from './bracket'
export * from './gate-book'
export * from './ledger'
export * from './positions'
export * from './sizing'
export * from './strategy-book'
