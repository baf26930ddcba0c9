/** The store of market data, for the server and the command line. */
import { type DataCheck, type DatasetInfo, type ImportOptions, type ImportResult, openStore } from '../store'

/** All datasets of a home, by name. */
export function datasets(home: string): Promise<DatasetInfo[]> {
  return openStore(home).list()
}

/** Imports CSV, Parquet or LEAN files, all or nothing. @throws ImportError naming file and line. */
export function importDataset(
  home: string,
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  return openStore(home).importFiles(paths, options)
}

/** @throws Error if there is no such dataset. */
export function removeDataset(home: string, name: string): Promise<void> {
  return openStore(home).remove(name)
}

/** The quality of a dataset. @throws Error if there is no such dataset, or its file is damaged. */
export function checkDataset(home: string, name: string): Promise<DataCheck> {
  return openStore(home).check(name)
}
