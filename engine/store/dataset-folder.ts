/**
 * A dataset's folder: `dataset.json`, and beside it `<hash>.parquet` (what is kept) and `<hash>.cols` (the same rows as
 * raw columns, which are read many times faster and made anew from the Parquet whenever they are missing or damaged), and
 * `<hash>.check.json`, what is odd about them.
 *
 * The files of rows are named by their content, and `dataset.json`, which says which of them count, is renamed into place
 * last. So at every instant, a crash included, the folder holds either the old dataset whole or the new one.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataCheck } from './check'
import { checkText, readCheck } from './check-file'
import { readColumns, writeColumns, writeSynced } from './column-file'
import type { RawColumns } from './columns'
import { hashColumns } from './columns-hash'
import { type DatasetInfo, datasetInfo } from './dataset'
import { readStoredParquet, writeParquet } from './parquet-file'

const INFO_FILE = 'dataset.json'
const TEMPORARY = /^\.tmp-(\d+)-/

const stemOf = (hash: string) => hash.slice(0, 16)
const symbolsOf = (info: DatasetInfo) => info.instruments.map((spec) => spec.symbol)

/**
 * What the folder says of its dataset; null if it holds none.
 * @throws Error if its `dataset.json` is damaged.
 */
export async function readInfo(dir: string): Promise<DatasetInfo | null> {
  const path = join(dir, INFO_FILE)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  const parsed = datasetInfo.safeParse(safeJson(text))
  if (!parsed.success) throw new Error(`${path} is damaged: import the dataset again`)
  return parsed.data
}

/** True if the folder holds a dataset and its rows. */
export async function holdsDataset(dir: string): Promise<boolean> {
  const info = await readInfo(dir).catch(() => null)
  if (!info) return false
  const names = await readdir(dir).catch(() => [])
  return names.some((name) => [`${stemOf(info.hash)}.parquet`, `${stemOf(info.hash)}.cols`].includes(name))
}

/** Puts a dataset into the folder, in the place of what was there. @throws Error naming what could not be written. */
export async function writeDataset(
  dir: string,
  info: DatasetInfo,
  columns: RawColumns,
  check: DataCheck,
): Promise<void> {
  await mkdir(dir, { recursive: true })
  const stem = stemOf(info.hash)
  try {
    await place(dir, `${stem}.parquet`, async (path) => {
      await writeParquet(path, columns, symbolsOf(info))
      syncToDisk(path)
    })
    await place(dir, `${stem}.cols`, (path) => writeColumns(path, columns))
    await keepCheck(dir, info, check)
    await place(dir, INFO_FILE, (path) => writeSynced(path, [Buffer.from(`${JSON.stringify(info, null, 2)}\n`)]))
    syncToDisk(dir)
  } finally {
    await clean(dir)
  }
}

/**
 * The rows of a dataset, from its columns or else from its Parquet: whichever has the dataset's hash.
 * @throws Error if neither the columns nor the Parquet hold what was imported.
 */
export async function readRows(dir: string, info: DatasetInfo): Promise<RawColumns> {
  const symbols = symbolsOf(info)
  const isWhole = (rows: RawColumns | null) => rows !== null && hashColumns(rows, symbols) === info.hash
  const stem = join(dir, stemOf(info.hash))
  const columns = readColumns(`${stem}.cols`, info.rows)
  if (columns && isWhole(columns)) return columns
  const kept = await readStoredParquet(`${stem}.parquet`, symbols).catch(() => null)
  if (!kept || !isWhole(kept))
    throw new Error(`${stem}.parquet is damaged: its rows are not those of dataset "${info.name}"; import it again`)
  // A store on a read-only disk still reads: the columns only make the next time faster.
  await place(dir, `${stemOf(info.hash)}.cols`, (path) => writeColumns(path, kept)).catch(() => undefined)
  return kept
}

/** The check of the dataset's rows; null where there is none of this kind yet. */
export function readKeptCheck(dir: string, info: DatasetInfo): Promise<DataCheck | null> {
  return readCheck(join(dir, checkName(info)))
}

/** Keeps the check of the dataset's rows beside them. @throws Error where it can't be written. */
export async function keepCheck(dir: string, info: DatasetInfo, check: DataCheck): Promise<void> {
  await place(dir, checkName(info), (path) => writeSynced(path, [Buffer.from(checkText(check))]))
}

const checkName = (info: DatasetInfo): string => `${stemOf(info.hash)}.check.json`

let temporaries = 0

/** Writes a file under a temporary name and renames it into place. */
async function place(dir: string, name: string, write: (path: string) => void | Promise<void>): Promise<void> {
  const path = join(dir, `.tmp-${process.pid}-${temporaries++}-${name}`)
  try {
    await write(path)
    await rename(path, join(dir, name))
  } finally {
    await rm(path, { force: true })
  }
}

/** Removes what no dataset of this folder needs: rows of an earlier one, and what a crash left half written. */
async function clean(dir: string): Promise<void> {
  const info = await readInfo(dir).catch(() => null)
  for (const name of await readdir(dir)) {
    const writer = TEMPORARY.exec(name)?.[1]
    const isNeeded = writer
      ? isAlive(Number(writer))
      : name === INFO_FILE || (info && name.startsWith(stemOf(info.hash)))
    if (!isNeeded) await rm(join(dir, name), { recursive: true, force: true })
  }
  // The folder of a dataset that never came to be is empty now; any other stays.
  await rmdir(dir).catch(() => undefined)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function syncToDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
