/** What a run left in its folder, read again: its prices and its tables. */
export * from './ledger'
export * from './price-file'
export * from './price-window'
export * from './tables'
