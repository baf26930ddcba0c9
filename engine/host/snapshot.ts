/**
 * Snapshots of a host and the journals between them. Snapshot *n* is all the host knows between two steps; journal *n* is
 * what came in after it. The newest two of each are kept: should the newest snapshot be damaged, the one before it and
 * both journals give the same.
 *
 * Snapshot file: ASCII `PBSNAP01`, uint32 CRC-32 of the body, uint32 bytes of the body, body = V8 serialisation.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { examineJournal, Journal, type JournalEntry, JournalError, readJournal } from './journal'

const MAGIC = Buffer.from('PBSNAP01', 'latin1')
const HEADER_BYTES = 16

/** What a host finds when it starts: null for a fresh one. */
export interface Found<S> {
  readonly state: S
  /** What came in after the snapshot, oldest first. */
  readonly tail: readonly JournalEntry[]
  /** Files that were damaged and passed over. */
  readonly damaged: readonly string[]
}

const snapshotName = (number: number) => `snapshot-${number}.bin`
const journalName = (number: number) => `input-${number}.journal`

/** A snapshot with the journals up to the next one. */
interface Stretch {
  readonly files: readonly string[]
  readonly bytes: number
}

/** The snapshots and journals of one host. */
export class SnapshotStore<S> {
  private current: Journal | null = null
  private number = -1
  private lastGood = -1
  /** Snapshots kept for a re-run, oldest first, each with what came in after it. */
  private readonly stretches: Stretch[] = []

  /** @param keptBytesMax how much is kept of what is older than needed, for a re-run of it; beyond that the oldest go. */
  constructor(
    private readonly dir: string,
    private readonly keptBytesMax = 0,
  ) {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  }

  /**
   * The newest good snapshot with what came in after it; appending goes on where that ends.
   * @throws JournalError if there are snapshots but none is good, or a journal can't be read.
   */
  load(): Found<S> | null {
    const snapshots = this.numbers(SNAPSHOT_NAME)
    const journals = this.numbers(JOURNAL_NAME)
    this.number = Math.max(-1, ...snapshots, ...journals)
    const damaged: string[] = []
    for (const number of snapshots.toReversed()) {
      const path = join(this.dir, snapshotName(number))
      const state = readSnapshot<S>(path)
      if (state === null) {
        damaged.push(path)
        continue
      }
      this.lastGood = number
      const after = journals.filter((one) => one >= number)
      const tail = after.flatMap((one) => readJournal(join(this.dir, journalName(one))))
      this.current = Journal.open(join(this.dir, journalName(after.at(-1) ?? this.number)))
      return { state, tail, damaged }
    }
    if (damaged.length === 0) return null
    throw new JournalError(`no snapshot in ${this.dir} is whole; restore the folder from a copy, or start the run anew`)
  }

  /** False before the first snapshot. */
  get isOpen(): boolean {
    return this.current !== null
  }

  /** Where what comes in now is written. */
  get journal(): Journal {
    if (!this.current) throw new Error('no snapshot has been loaded or saved yet')
    return this.current
  }

  /**
   * Saves a snapshot; what comes in from now on goes to a new journal. Synchronous, so that nothing comes in between.
   * @param isSynced true to wait for the disk. @param onFailure told if only the snapshot can't be written: the one
   *   before it and the journals then still hold everything. @throws JournalError if the new journal can't be opened.
   */
  save(state: S, isSynced: boolean, onFailure: (message: string) => void): void {
    const number = ++this.number
    const journal = Journal.open(join(this.dir, journalName(number)))
    this.current?.close()
    this.current = journal
    const failure = writeSnapshot(join(this.dir, snapshotName(number)), state, isSynced)
    // Both files have to be in the folder before any that they replace goes.
    if (isSynced) syncFolder(this.dir)
    if (failure !== null) {
      onFailure(failure)
      return
    }
    this.drop(this.lastGood, number)
    this.lastGood = number
  }

  /** Removes all that is older than the newest good snapshot: the run begins with it. */
  forgetOlder(): void {
    this.stretches.length = 0
    for (const [pattern, name] of KEPT)
      for (const number of this.numbers(pattern))
        if (number < this.lastGood) rmSync(join(this.dir, name(number)), { force: true })
  }

  close(): void {
    this.current?.close()
    this.current = null
  }

  /** Removes what is older than a good snapshot, as far as it is not kept for a re-run. @param next the good one after it. */
  private drop(before: number, next: number): void {
    if (this.keptBytesMax > 0) {
      this.dropBeyond(before, next)
      return
    }
    for (const [pattern, name] of KEPT)
      for (const number of this.numbers(pattern))
        if (number < before) rmSync(join(this.dir, name(number)), { force: true })
  }

  /** Removes the oldest stretches, each a snapshot and what came in after it, until the rest is small enough. */
  private dropBeyond(finished: number, next: number): void {
    this.noteStretch(finished, next)
    let bytes = this.stretches.reduce((sum, one) => sum + one.bytes, 0)
    while (bytes > this.keptBytesMax && this.stretches.length > 1) {
      const oldest = this.stretches.shift()
      if (!oldest) return
      bytes -= oldest.bytes
      for (const name of oldest.files) rmSync(join(this.dir, name), { force: true })
    }
  }

  /** Takes a stretch that has ended into account; at first also those of earlier lives. */
  private noteStretch(number: number, next: number): void {
    const known = this.stretches.length === 0 ? this.numbers(SNAPSHOT_NAME).filter((one) => one < number) : []
    const starts = [...known, number].filter((one) => one >= 0)
    for (const [place, one] of starts.entries()) this.stretches.push(this.stretchOf(one, starts[place + 1] ?? next))
  }

  /** Where a snapshot could not be written, what came in goes on in the next journal: all of them are of the stretch. */
  private stretchOf(number: number, next: number): Stretch {
    const journals = this.numbers(JOURNAL_NAME).filter((one) => one >= number && one < next)
    const files = [snapshotName(number), ...journals.map(journalName)]
    const bytesOf = (name: string) => statSync(join(this.dir, name), { throwIfNoEntry: false })?.size ?? 0
    return { files, bytes: files.reduce((sum, name) => sum + bytesOf(name), 0) }
  }

  private numbers(pattern: RegExp): number[] {
    return numbersIn(this.dir, pattern)
  }
}

const SNAPSHOT_NAME = /^snapshot-(\d+)\.bin$/
const JOURNAL_NAME = /^input-(\d+)\.journal$/
const KEPT = [
  [SNAPSHOT_NAME, snapshotName],
  [JOURNAL_NAME, journalName],
] as const

function numbersIn(dir: string, pattern: RegExp): number[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const match = pattern.exec(name)
      return match ? [Number(match[1])] : []
    })
    .sort((a, b) => a - b)
}

/** Journals in a folder by number, ascending; each is what came in after the snapshot of that number. */
export function journalsIn(dir: string): { readonly number: number; readonly path: string }[] {
  return numbersIn(dir, JOURNAL_NAME).map((number) => ({ number, path: join(dir, journalName(number)) }))
}

/** The oldest good snapshot of a folder, and what came in after it. */
export interface Oldest<S> extends Found<S> {
  /** Why not all that came in after it is there, file by file; a last entry that a crash has torn is not among it. */
  readonly gaps: readonly string[]
}

/**
 * The oldest good snapshot in a folder with all that came in after it; null if there is none. Nothing is written.
 * @throws JournalError if a journal can't be read.
 */
export function readOldest<S>(dir: string): Oldest<S> | null {
  const damaged: string[] = []
  for (const number of numbersIn(dir, SNAPSHOT_NAME)) {
    const path = join(dir, snapshotName(number))
    const state = readSnapshot<S>(path)
    if (state === null) damaged.push(path)
    else return { state, damaged, ...readAfter(dir, number) }
  }
  return null
}

/** What came in after a snapshot, and what of it is not there. */
function readAfter(dir: string, number: number): { tail: JournalEntry[]; gaps: string[] } {
  const tail: JournalEntry[] = []
  const gaps: string[] = []
  const last = Math.max(number, ...numbersIn(dir, JOURNAL_NAME), ...numbersIn(dir, SNAPSHOT_NAME))
  for (let one = number; one <= last; one++) {
    const path = join(dir, journalName(one))
    if (!existsSync(path)) {
      gaps.push(`${path} is missing`)
      continue
    }
    const { entries, goodBytes, rest } = examineJournal(path)
    for (const entry of entries) tail.push(entry)
    if (rest === 'damage' || (rest === 'torn entry' && one < last))
      gaps.push(`${path} is damaged from byte ${goodBytes} on`)
  }
  return { tail, gaps }
}

/** Numbers of the snapshots in a folder, ascending. */
export const snapshotsIn = (dir: string): number[] => numbersIn(dir, SNAPSHOT_NAME)

/** A snapshot by its number; null if it is damaged, or gone meanwhile. */
export function snapshotAt<S>(dir: string, number: number): S | null {
  const path = join(dir, snapshotName(number))
  return existsSync(path) ? readSnapshot<S>(path) : null
}

/** What came in after a snapshot, oldest first, read journal by journal. @throws JournalError if one can't be read. */
export function* entriesFrom(dir: string, snapshot: number): Generator<JournalEntry, undefined> {
  for (const { number, path } of journalsIn(dir)) if (number >= snapshot) yield* readJournal(path)
  return undefined
}

/** Null if the file is torn or damaged. */
function readSnapshot<S>(path: string): S | null {
  const bytes = readFileSync(path)
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null
  const body = bytes.subarray(HEADER_BYTES)
  if (body.length !== bytes.readUInt32LE(12) || crc32(body) !== bytes.readUInt32LE(8)) return null
  // Our own writing, held by the checksum.
  return deserialize(body) as S
}

/** Null, or why it could not be written. */
function writeSnapshot(path: string, state: unknown, isSynced: boolean): string | null {
  const body = serialize(state)
  const header = Buffer.alloc(HEADER_BYTES)
  header.set(MAGIC)
  header.writeUInt32LE(crc32(body), 8)
  header.writeUInt32LE(body.length, 12)
  const beside = `${path}.new`
  try {
    const fd = openSync(beside, 'w', 0o600)
    try {
      for (const bytes of [header, body])
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done)
      if (isSynced) fdatasyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, path)
    return null
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return `the snapshot ${path} could not be written (${why}); the one before it and the journal still hold`
  }
}

/** Waits until the disk has the names in a folder. Where a folder can't be synced (Windows), its names are on the disk. */
function syncFolder(dir: string): void {
  try {
    const fd = openSync(dir, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch (cause) {
    if (process.platform !== 'win32')
      throw new JournalError(`the folder ${dir} could not be synced; mend the disk`, { cause })
  }
}
