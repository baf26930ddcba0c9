/** Recorded data: import, quality, columns. */
export { checkColumns, type DataCheck, type Finding } from './check'
export * from './columns'
export { hashColumns } from './columns-hash'
export { type DatasetInfo, datasetName } from './dataset'
export { ImportError } from './import-error'
export { knownData } from './known-data'
export type { Range } from './select'
export { type ImportOptions, type ImportResult, type MadeDataset, openStore, type Store } from './store'
