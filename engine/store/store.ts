/** The local store of market data: one folder a dataset under `PATCHBAY_HOME/data`. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type InstrumentSpec, isoFromNs, type MarketColumns } from '../sdk'
import { arrange } from './arrange'
import { checkColumns, type DataCheck } from './check'
import { hashColumns, readColumns, writeColumns } from './column-file'
import { firstRowAt, pickRows, type RawColumns } from './columns'
import { DATASET_FORMAT, type DatasetInfo, datasetInfo, datasetName } from './dataset'
import { Gathered } from './gathered'
import { ImportError } from './import-error'
import { InstantReader, nextDay } from './instants'
import { readCsv } from './read-csv'
import { isLeanFile, readLean } from './read-lean'
import { readParquet } from './read-parquet'

export interface ImportOptions {
  /** Name of the dataset; by default the first file's. */
  readonly as?: string
  /** IANA zone of times that name none. */
  readonly tz?: string
  /** Which side of a bar its time names; `end` by default. */
  readonly label?: 'start' | 'end'
  onProgress?(done: { files: number; of: number; rows: number }): void
}

export interface ImportResult {
  readonly dataset: DatasetInfo
  /** Rows that stood twice, alike, and were kept once. */
  readonly repeated: number
}

/** Which part of a dataset is wanted: dates or instants (a bare `to` date is included), and symbols (none = all). */
export interface Range {
  readonly from?: string
  readonly to?: string
  readonly symbols?: readonly string[]
}

const INFO_FILE = 'dataset.json'
const COLUMN_FILE = 'columns.bin'

export class Store {
  private readonly dir: string

  /** @param home PATCHBAY_HOME. */
  constructor(home: string) {
    this.dir = join(home, 'data')
  }

  /**
   * Brings files (CSV, gzipped CSV, Parquet, LEAN zips, or folders of these) into one dataset, which replaces one of the
   * same name. All or nothing: after an error the store is as it was.
   * @throws ImportError naming file, line and column.
   */
  async importFiles(paths: readonly string[], options: ImportOptions = {}): Promise<ImportResult> {
    const files = (await Promise.all(paths.map(filesIn))).flat()
    if (files.length === 0)
      throw new ImportError(paths.join(', ') || 'import', null, 'no .csv, .csv.gz, .parquet or LEAN .zip file there')
    const name = parseName(options.as ?? defaultName(files[0] ?? ''))
    const gathered = new Gathered()
    const times = readerOf(options.tz)
    const dates = new Set<bigint>()
    for (const [place, file] of files.entries()) {
      for (const date of await readFileInto(file, gathered, times)) dates.add(date)
      options.onProgress?.({ files: place + 1, of: files.length, rows: gathered.columns.rows })
    }
    // LEAN's files are stamped at the close when read, and are always New York's.
    const isLean = files.every(isLeanFile)
    const label = isLean ? 'end' : (options.label ?? 'end')
    const timezone = isLean ? 'America/New_York' : options.tz
    const { columns, instruments, repeated } = arrange(gathered, { label, timezone, dates })
    if (columns.rows === 0) throw new ImportError(files[0] ?? name, null, 'there is no row in it')
    const sources = await Promise.all(
      files.map(async (file) => ({ name: basename(file), sha256: await hashFile(file) })),
    )
    const dataset = await this.save({
      name,
      simulated: false,
      sources,
      timezone: timezone ?? null,
      label,
      instruments,
      columns,
    })
    return { dataset, repeated }
  }

  /** True if there is a dataset of this name. */
  async has(name: string): Promise<boolean> {
    return existsSync(this.pathOf(name, INFO_FILE))
  }

  /** Writes a dataset made by a generator; `columns` in time order, numbered by place in `instruments`. */
  async write(made: {
    name: string
    simulated: boolean
    source: string
    instruments: readonly InstrumentSpec[]
    columns: RawColumns
  }): Promise<DatasetInfo> {
    const { name, simulated, source, instruments, columns } = made
    const sources = [{ name: source, sha256: null }]
    return this.save({
      name: parseName(name),
      simulated,
      sources,
      timezone: null,
      label: null,
      instruments: [...instruments],
      columns,
    })
  }

  /** All datasets, by name. A folder that is no dataset is passed over. */
  async list(): Promise<DatasetInfo[]> {
    const names = await readdir(this.dir).catch(() => [])
    const found = await Promise.all(
      names.filter((name) => datasetName.safeParse(name).success).map((name) => this.find(name)),
    )
    return found.filter((info) => info !== null).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** A dataset's description. @throws Error saying which there are, if it is not there. */
  async dataset(name: string): Promise<DatasetInfo> {
    const info = datasetName.safeParse(name).success ? await this.find(name) : null
    if (info) return info
    const names = (await this.list()).map((one) => one.name)
    throw new Error(
      `there is no dataset "${name}": ${names.length > 0 ? `choose one of ${names.join(', ')}` : 'import one first'}`,
    )
  }

  async remove(name: string): Promise<void> {
    await this.dataset(name)
    await rm(this.pathOf(name), { recursive: true })
  }

  /** The quality of a dataset. @throws Error if its file is damaged. */
  async check(name: string): Promise<DataCheck> {
    const info = await this.dataset(name)
    const columns = readColumns(this.pathOf(name, COLUMN_FILE), info.rows)
    const symbols = info.instruments.map((spec) => spec.symbol)
    if (hashColumns(columns, symbols) !== info.hash)
      throw new Error(
        `${this.pathOf(name, COLUMN_FILE)} is damaged: its content is not what was imported; import it again`,
      )
    return checkColumns(columns, symbols)
  }

  /**
   * Opens a dataset, or a part of it.
   * @param idOf the run's id of a symbol, below 0 for one the run does not have.
   * @throws Error in words: no such dataset or symbol, an empty range, a damaged file.
   */
  async open(name: string, range: Range, idOf: (symbol: string) => number): Promise<MarketColumns> {
    const info = await this.dataset(name)
    const all = readColumns(this.pathOf(name, COLUMN_FILE), info.rows)
    const wanted = wantedSymbols(info, range.symbols ?? [])
    const ids = info.instruments.map(({ symbol }) => (wanted.has(symbol) ? idOf(symbol) : -1))
    const [first, end] = rowsBetween(all.tsNs, range)
    const isWhole = first === 0 && end === all.rows && ids.every((id) => id >= 0)
    const part = isWhole ? all : pickRows(all, chosenRows(all, ids, first, end))
    if (part.rows === 0)
      throw new Error(
        `dataset "${name}" has no rows from ${range.from || 'its start'} to ${range.to || 'its end'} (it goes from ${info.from} to ${info.to})`,
      )
    for (let row = 0; row < part.rows; row++) part.instrument[row] = ids[part.instrument[row] ?? 0] ?? -1
    return { ...part, hash: isWhole ? info.hash : hashOfPart(info, wanted, range) }
  }

  private async find(name: string): Promise<DatasetInfo | null> {
    const text = await readFile(this.pathOf(name, INFO_FILE), 'utf8').catch(() => null)
    if (text === null) return null
    const parsed = datasetInfo.safeParse(safeJson(text))
    if (!parsed.success) throw new Error(`${this.pathOf(name, INFO_FILE)} is damaged: import "${name}" again`)
    return parsed.data
  }

  private async save(
    made: Omit<DatasetInfo, 'format' | 'rows' | 'from' | 'to' | 'hash' | 'importedAt'> & { columns: RawColumns },
  ): Promise<DatasetInfo> {
    const { columns, ...rest } = made
    const symbols = made.instruments.map((spec) => spec.symbol)
    const [first, last] = [columns.tsNs[0], columns.tsNs[columns.rows - 1]]
    const info: DatasetInfo = {
      format: DATASET_FORMAT,
      ...rest,
      rows: columns.rows,
      from: first === undefined ? null : isoFromNs(first),
      to: last === undefined ? null : isoFromNs(last),
      hash: hashColumns(columns, symbols),
      importedAt: new Date().toISOString(),
    }
    const fresh = join(this.dir, `.${made.name}.${process.pid}.new`)
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh, { recursive: true })
    try {
      writeColumns(join(fresh, COLUMN_FILE), columns)
      await writeFile(join(fresh, INFO_FILE), JSON.stringify(info, null, 2))
      await this.replace(made.name, fresh)
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
    return info
  }

  /** Puts a finished folder in the place of the old one; a reader finds the one or the other whole. */
  private async replace(name: string, fresh: string): Promise<void> {
    const old = join(this.dir, `.${name}.${process.pid}.old`)
    await rm(old, { recursive: true, force: true })
    const had = await rename(this.pathOf(name), old).then(
      () => true,
      () => false,
    )
    try {
      await rename(fresh, this.pathOf(name))
    } catch (error) {
      if (had) await rename(old, this.pathOf(name))
      throw error
    }
    await rm(old, { recursive: true, force: true })
  }

  private pathOf(name: string, ...rest: string[]): string {
    return join(this.dir, parseName(name), ...rest)
  }
}

/** Opens the store of a home; nothing is read or made yet. */
export function openStore(home: string): Store {
  return new Store(home)
}

function parseName(name: string): string {
  const parsed = datasetName.safeParse(name)
  if (!parsed.success) throw new Error(`"${name}": ${parsed.error.issues[0]?.message ?? 'not a dataset name'}`)
  return parsed.data
}

function readerOf(zone: string | undefined): InstantReader {
  try {
    return new InstantReader(zone)
  } catch {
    throw new Error(`--tz ${zone}: there is no such zone; write an IANA name such as America/New_York`)
  }
}

async function readFileInto(file: string, gathered: Gathered, times: InstantReader): Promise<Iterable<bigint>> {
  if (isLeanFile(file)) {
    await readLean(file, gathered)
    return []
  }
  return file.endsWith('.parquet') ? readParquet(file, gathered, times) : readCsv(file, gathered, times)
}

const READABLE = /\.(csv|csv\.gz|parquet)$/

async function filesIn(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => {
    throw new ImportError(path, null, 'there is no such file or folder')
  })
  if (!info.isDirectory()) {
    if (READABLE.test(path) || isLeanFile(path)) return [path]
    throw new ImportError(path, null, 'not a .csv, .csv.gz, .parquet or LEAN .zip file')
  }
  const names = (await readdir(path, { recursive: true })).map((name) => join(path, name))
  return names.filter((name) => READABLE.test(name) || isLeanFile(name)).sort()
}

function defaultName(file: string): string {
  return basename(file)
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
}

async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  return digest.digest('hex')
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function wantedSymbols(info: DatasetInfo, symbols: readonly string[]): Set<string> {
  const there = new Set(info.instruments.map((spec) => spec.symbol))
  const missing = symbols.filter((symbol) => !there.has(symbol))
  if (missing.length > 0)
    throw new Error(`dataset "${info.name}" has no ${missing.join(', ')}: it has ${[...there].slice(0, 12).join(', ')}`)
  return symbols.length === 0 ? there : new Set(symbols)
}

const UTC = new InstantReader('UTC')

/** First row and end row of a range. */
function rowsBetween(tsNs: BigInt64Array, { from, to }: Range): [number, number] {
  const first = from ? firstRowAt(tsNs, UTC.read(from).tsNs) : 0
  if (!to) return [first, tsNs.length]
  const last = UTC.read(to)
  // A bare date is meant as a whole day; an instant belongs to the range itself.
  const end = last.isDate ? UTC.read(nextDay(to)).tsNs : last.tsNs + 1n
  return [first, firstRowAt(tsNs, end)]
}

function chosenRows(all: RawColumns, ids: readonly number[], first: number, end: number): number[] {
  const rows: number[] = []
  for (let row = first; row < end; row++) if ((ids[all.instrument[row] ?? 0] ?? -1) >= 0) rows.push(row)
  return rows
}

/** Binds a part to its dataset and to how it was chosen. */
function hashOfPart(info: DatasetInfo, wanted: ReadonlySet<string>, { from, to }: Range): string {
  const part = [info.hash, [...wanted].sort().join(), from ?? '', to ?? ''].join('|')
  return createHash('sha256').update(part).digest('hex')
}
