/**
 * Snapshots of a host and the journals between them. Snapshot *n* is all the host knows between two steps; journal *n* is
 * what came in after it. The newest two of each are kept: should the newest snapshot be damaged, the one before it and
 * both journals give the same.
 *
 * Snapshot file: ASCII `PBSNAP01`, uint32 CRC-32 of the body, uint32 bytes of the body, body = V8 serialisation.
 */
import {
  closeSync,
  fdatasyncSync,
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
import { Journal, type JournalEntry, JournalError, readJournal } from './journal'

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

/** The snapshots and journals of one host. */
export class SnapshotStore<S> {
  private current: Journal | null = null
  private number = -1
  private lastGood = -1
  /** Snapshots kept for a re-run, oldest first, each with what came in after it. */
  private readonly stretches: { readonly number: number; readonly bytes: number }[] = []

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
    if (failure !== null) {
      onFailure(failure)
      return
    }
    this.drop(this.lastGood)
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

  /** Removes what is older than a good snapshot, as far as it is not kept for a re-run. */
  private drop(before: number): void {
    if (this.keptBytesMax > 0) {
      this.dropBeyond(before)
      return
    }
    for (const [pattern, name] of KEPT)
      for (const number of this.numbers(pattern))
        if (number < before) rmSync(join(this.dir, name(number)), { force: true })
  }

  /** Removes the oldest stretches, each a snapshot and what came in after it, until the rest is small enough. */
  private dropBeyond(finished: number): void {
    this.noteStretch(finished)
    let bytes = this.stretches.reduce((sum, one) => sum + one.bytes, 0)
    while (bytes > this.keptBytesMax && this.stretches.length > 1) {
      const oldest = this.stretches.shift()
      if (!oldest) return
      bytes -= oldest.bytes
      for (const name of [snapshotName(oldest.number), journalName(oldest.number)])
        rmSync(join(this.dir, name), { force: true })
    }
  }

  /** Takes a stretch that has ended into account; at first also those of earlier lives. */
  private noteStretch(number: number): void {
    const bytesOf = (name: string) => statSync(join(this.dir, name), { throwIfNoEntry: false })?.size ?? 0
    const ended = this.stretches.length === 0 ? this.numbers(SNAPSHOT_NAME).filter((one) => one <= number) : [number]
    for (const one of ended) {
      if (one < 0) continue
      this.stretches.push({ number: one, bytes: bytesOf(snapshotName(one)) + bytesOf(journalName(one)) })
    }
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

/**
 * The oldest good snapshot in a folder with all that came in after it; null if there is none. Nothing is written.
 * @throws JournalError if a journal can't be read.
 */
export function readOldest<S>(dir: string): Omit<Found<S>, 'damaged'> | null {
  for (const number of numbersIn(dir, SNAPSHOT_NAME)) {
    const state = readSnapshot<S>(join(dir, snapshotName(number)))
    if (state === null) continue
    const after = numbersIn(dir, JOURNAL_NAME).filter((one) => one >= number)
    return { state, tail: after.flatMap((one) => readJournal(join(dir, journalName(one)))) }
  }
  return null
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
