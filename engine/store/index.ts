/** Recorded data: import, quality, columns. */
export { checkColumns, type DataCheck, FINDINGS, type Finding } from './check'
export { hashColumns } from './column-file'
export * from './columns'
export { type DatasetInfo, datasetName } from './dataset'
export { ImportError } from './import-error'
export { knownData } from './known-data'
export { type ImportOptions, type ImportResult, openStore, type Range, type Store } from './store'
