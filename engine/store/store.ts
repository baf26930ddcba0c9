/** The local store of market data: one folder a dataset under `PATCHBAY_HOME/data`. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CalendarId, type InstrumentSpec, isoFromNs, type MarketColumns, US_HOURS } from '../sdk'
import { type Arranged, arrange } from './arrange'
import { checkColumns, type DataCheck } from './check'
import { checkOfPart } from './check-file'
import { barMsOf, type RawColumns } from './columns'
import { hashColumns } from './columns-hash'
import { DATASET_FORMAT, type DatasetInfo, datasetName } from './dataset'
import { holdsDataset, keepCheck, readInfo, readKeptCheck, readRows, writeDataset } from './dataset-folder'
import { Gathered } from './gathered'
import { ImportError } from './import-error'
import { InstantReader } from './instants'
import { isLeanFile } from './read-lean'
import { type Range, select } from './select'
import { defaultName, describeSource, findFiles, readFileInto } from './sources'

/** The smallest parts that coins are counted in, and more than any board lot. */
const LOT_MIN = 1e-8
const LOT_MAX = 1e6

export interface ImportOptions {
  /** Name of the dataset; by default the first file's. */
  readonly as?: string
  /** IANA zone of times that name none. */
  readonly tz?: string
  /** Which side of a bar its time names; `end` by default. LEAN's own files need no telling. */
  readonly label?: 'start' | 'end'
  /** Length of a bar in seconds, where the gaps between bars do not tell it. */
  readonly barSeconds?: number
  /** The calendar of the instruments' exchange; by default New York's or India's, by the zone and the days of the rows. */
  readonly calendar?: CalendarId
  /** Units in the smallest quantity that can be ordered: 0.0001 where coins are traded in parts; 1 by default. */
  readonly lotSize?: number
  /** Told now and then how much of the files' bytes has been read, in [0, 1]; what comes after reading takes its time too. */
  onProgress?(done: { fraction: number; rows: number }): void
}

export interface ImportResult {
  readonly dataset: DatasetInfo
  /** Rows that stood twice, alike, and were kept once. */
  readonly repeated: number
}

/** A dataset made by a program: `columns` in time order, numbered by place in `instruments`. */
export interface MadeDataset {
  readonly name: string
  /** True for made-up markets. */
  readonly simulated: boolean
  /** What made it, in words. */
  readonly source: string
  readonly instruments: readonly InstrumentSpec[]
  readonly columns: RawColumns
}

export class Store {
  private readonly dir: string

  /** @param home PATCHBAY_HOME. */
  constructor(home: string) {
    this.dir = join(home, 'data')
  }

  /**
   * Brings files (CSV, gzipped or zipped CSV, Parquet, LEAN minutes, or folders of these) into one dataset, which replaces
   * one of the same name. All or nothing: after an error the store is as it was.
   * @throws ImportError naming file, line and column.
   */
  async importFiles(paths: readonly string[], options: ImportOptions = {}): Promise<ImportResult> {
    const files = await findFiles(paths)
    const name = parseName(options.as ?? defaultName(files[0] ?? ''))
    await this.refuseSimulated(name)
    const timezone = options.tz ?? (files.every(isLeanFile) ? US_HOURS.timezone : undefined)
    const label = options.label ?? 'end'
    const gathered = await gather(files, options, label)
    const { columns, instruments, repeated } = arrangeRows(gathered, files, timezone, label, options)
    const sources = await Promise.all(files.map(describeSource))
    const barMs = options.barSeconds === undefined ? barMsOf(columns) : options.barSeconds * 1_000
    const about = { name, simulated: false, sources, timezone: timezone ?? null, label, instruments, barMs }
    return { dataset: await this.save(about, columns), repeated }
  }

  /** Templates and their figures stand on the simulated data that comes with Patchbay: no import takes its place. */
  private async refuseSimulated(name: string): Promise<void> {
    const there = (await this.list()).find((one) => one.name === name)
    if (there?.simulated)
      throw new ImportError(
        name,
        null,
        'this is the simulated data that comes with Patchbay: choose another name with --as',
      )
  }

  /** True if there is a dataset of this name, with its rows. */
  async has(name: string): Promise<boolean> {
    return holdsDataset(this.pathOf(name))
  }

  /** Writes a dataset made by a program, in the place of one of the same name. */
  async write({ name, simulated, source, instruments, columns }: MadeDataset): Promise<DatasetInfo> {
    const sources = [{ name: source, sha256: null }]
    const about = { name: parseName(name), simulated, sources, timezone: null, label: null, barMs: barMsOf(columns) }
    return this.save({ ...about, instruments: [...instruments] }, columns)
  }

  /** All datasets, by name. A folder that is no dataset, or a damaged one, is passed over: `dataset` says why. */
  async list(): Promise<DatasetInfo[]> {
    const names = (await readdir(this.dir).catch(() => [])).filter((name) => datasetName.safeParse(name).success)
    const found = await Promise.all(names.map((name) => readInfo(this.pathOf(name)).catch(() => null)))
    return found.filter((info) => info !== null).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** A dataset's description. @throws Error saying which there are, if it is not there; or that it is damaged. */
  async dataset(name: string): Promise<DatasetInfo> {
    const info = datasetName.safeParse(name).success ? await readInfo(this.pathOf(name)) : null
    if (info) return info
    const names = (await this.list()).map((one) => one.name)
    throw new Error(
      `there is no dataset "${name}": ${names.length > 0 ? `choose one of ${names.join(', ')}` : 'import one first'}`,
    )
  }

  /** Removes a dataset, a damaged one too. @throws Error if there is none of this name. */
  async remove(name: string): Promise<void> {
    const dir = this.pathOf(name)
    if ((await readInfo(dir).catch(() => 'damaged')) === null) await this.dataset(name)
    await rm(dir, { recursive: true, force: true })
  }

  /** The quality of a dataset. @throws Error if there is none of this name, or its files are damaged. */
  async check(name: string): Promise<DataCheck> {
    const { info, rows } = await this.load(name)
    return this.checkOf(info, rows)
  }

  /**
   * Opens a dataset, or a part of it.
   * @param idOf the run's id of a symbol, below 0 for one the run does not have.
   * @throws Error in words: no such dataset or symbol, a bad date, an empty range, damaged files.
   */
  async open(name: string, range: Range, idOf: (symbol: string) => number): Promise<MarketColumns> {
    const { info, rows } = await this.load(name)
    const check = await this.checkOf(info, rows)
    const barMs = info.barMs ?? barMsOf(rows)
    const part = select(info, rows, range, idOf)
    return { ...part, barMs, check: checkOfPart(info, check, range, part.rows) }
  }

  /** Rows are checked once, when they come in; those of before that was kept, when they are first asked for. */
  private async checkOf(info: DatasetInfo, rows: RawColumns): Promise<DataCheck> {
    const dir = this.pathOf(info.name)
    const kept = await readKeptCheck(dir, info)
    if (kept) return kept
    const check = checkColumns(rows, info.instruments)
    // A store on a read-only disk still checks: keeping it only makes the next time faster.
    await keepCheck(dir, info, check).catch(() => undefined)
    return check
  }

  private async load(name: string): Promise<{ info: DatasetInfo; rows: RawColumns }> {
    const info = await this.dataset(name)
    try {
      return { info, rows: await readRows(this.pathOf(name), info) }
    } catch (error) {
      // A new import may have taken the files away between the two reads: then there is another description by now.
      const now = await this.dataset(name)
      if (now.hash === info.hash) throw error
      return { info: now, rows: await readRows(this.pathOf(name), now) }
    }
  }

  private async save(
    about: Pick<DatasetInfo, 'name' | 'simulated' | 'sources' | 'timezone' | 'label' | 'instruments' | 'barMs'>,
    columns: RawColumns,
  ): Promise<DatasetInfo> {
    const symbols = about.instruments.map((spec) => spec.symbol)
    const [first, last] = [columns.tsNs[0], columns.tsNs[columns.rows - 1]]
    const info: DatasetInfo = {
      format: DATASET_FORMAT,
      ...about,
      rows: columns.rows,
      from: first === undefined ? null : isoFromNs(first),
      to: last === undefined ? null : isoFromNs(last),
      hash: hashColumns(columns, symbols),
      importedAt: new Date().toISOString(),
    }
    await writeDataset(this.pathOf(about.name), info, columns, checkColumns(columns, info.instruments))
    return info
  }

  private pathOf(name: string): string {
    return join(this.dir, parseName(name))
  }
}

/** Opens the store of a home; nothing is read or made yet. */
export function openStore(home: string): Store {
  return new Store(home)
}

async function gather(
  files: readonly string[],
  { tz, onProgress }: ImportOptions,
  label: 'start' | 'end',
): Promise<Gathered> {
  const gathered = new Gathered()
  const times = readerOf(tz)
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  const all = Math.max(1, sum(sizes))
  for (const [place, file] of files.entries()) {
    const before = sum(sizes.slice(0, place))
    const tell = (bytes: number) =>
      onProgress?.({ fraction: Math.min(1, (before + bytes) / all), rows: gathered.columns.rows })
    await readFileInto(file, gathered, times, { label, onBytes: tell })
    tell(sizes[place] ?? 0)
  }
  return gathered
}

function arrangeRows(
  gathered: Gathered,
  files: readonly string[],
  timezone: string | undefined,
  label: 'start' | 'end',
  { barSeconds, calendar, lotSize }: ImportOptions,
): Arranged {
  if (gathered.columns.rows === 0) throw new ImportError(files.join(', '), null, 'there is no row in it')
  if (barSeconds !== undefined && !(barSeconds > 0))
    throw new ImportError(null, null, `a bar of ${barSeconds} seconds: give a number above zero`)
  if (lotSize !== undefined && !(lotSize >= LOT_MIN && lotSize <= LOT_MAX))
    throw new ImportError(null, null, `lots of ${lotSize} units: give a number from ${LOT_MIN} to ${LOT_MAX}`)
  return arrange(gathered, { label, timezone, barSeconds, calendar, lotSize })
}

function parseName(name: string): string {
  const parsed = datasetName.safeParse(name)
  if (!parsed.success)
    throw new ImportError(null, null, `"${name}": ${parsed.error.issues[0]?.message ?? 'not a dataset name'}`)
  return parsed.data
}

function readerOf(zone: string | undefined): InstantReader {
  try {
    return new InstantReader(zone)
  } catch {
    throw new ImportError(
      null,
      null,
      `--tz ${zone}: there is no such zone; write an IANA name such as America/New_York`,
    )
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
