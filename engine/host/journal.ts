/**
 * What a host has taken in, on disk: every message of records before it is acknowledged, and every command that changes
 * what is computed. One entry is one write, so that a process killed at any moment leaves at most one torn entry at the
 * end, which is cut off.
 *
 * File: ASCII `PBJRNL01`, then entries: uint32 bytes of the body, uint32 CRC-32 of the body, body = one byte type, payload.
 */
import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { ControlOrder } from '../sdk'
import type { HostAssignment } from '../wire/control'

const MAGIC = Buffer.from('PBJRNL01', 'latin1')
const ENTRY_HEADER_BYTES = 8

const EntryType = { data: 1, assign: 2, halt: 3, begun: 4, control: 5 } as const

/** A control with when it came: on the wall clock, and on the monotonic clock (`saidNs`), as a batch of a source has. */
export interface JournaledControl {
  readonly step: number
  readonly order: ControlOrder
  readonly tsNs: bigint
  readonly saidNs: bigint
}

/** One thing that a host has taken in. */
export type JournalEntry =
  /** A DATA message, without what was known before. */
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'assign'; readonly assignment: HostAssignment }
  /** Guards of this host were halted before this step. */
  | { readonly type: 'halt'; readonly step: number; readonly flatten: boolean }
  /** Guards of this host were told what to obey before this step. */
  | ({ readonly type: 'control' } & JournaledControl)
  /** A host that nothing paces but the clock has begun this step: others may have heard of it. */
  | { readonly type: 'begun'; readonly step: number }

/** The journal can't be written or read: the host stops taking anything in. The message says where and what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

function journalError(verb: string, path: string, cause: unknown, remedy: string): JournalError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new JournalError(`the journal ${path} could not be ${verb} (${why}); ${remedy}`, { cause })
}

const WRITE_REMEDY =
  'nothing more is taken in, and nothing written before is harmed: make room on the disk, or mend it, and start the node again'
const READ_REMEDY = 'restore the file from a copy, or start the run anew'

/** Grows with the largest entry. Each snapshot begins a journal, so an idle host's is small. */
const SCRATCH_BYTES_FIRST = 4 * 1024

/** Appends entries to one file. */
export class Journal {
  private scratch = Buffer.allocUnsafe(SCRATCH_BYTES_FIRST)
  private isDirty = false

  private constructor(
    readonly path: string,
    private readonly fd: number,
    private size: number,
  ) {}

  /** Opens a journal to go on with, after what is whole in it. @throws JournalError */
  static open(path: string): Journal {
    try {
      const whole = readWhole(path)
      const fd = openSync(path, 'a', 0o600)
      if (whole) ftruncateSync(fd, whole.goodBytes)
      const journal = new Journal(path, fd, whole?.goodBytes ?? 0)
      if (journal.size === 0) journal.write(MAGIC)
      return journal
    } catch (error) {
      throw error instanceof JournalError ? error : journalError('opened', path, error, WRITE_REMEDY)
    }
  }

  /** Appends a DATA message. @throws JournalError if it is not wholly written; then nothing of it stays. */
  data(bytes: Uint8Array): void {
    this.append(EntryType.data, bytes)
  }

  assign(assignment: HostAssignment): void {
    this.append(EntryType.assign, serialize(assignment))
  }

  halt(step: number, flatten: boolean): void {
    const payload = Buffer.alloc(5)
    payload.writeUInt32LE(step, 0)
    payload.writeUInt8(flatten ? 1 : 0, 4)
    this.append(EntryType.halt, payload)
  }

  control(control: JournaledControl): void {
    this.append(EntryType.control, serialize(control))
  }

  begun(step: number): void {
    const payload = Buffer.alloc(4)
    payload.writeUInt32LE(step, 0)
    this.append(EntryType.begun, payload)
  }

  /** Waits until the disk has what was written. @throws JournalError */
  sync(): void {
    if (!this.isDirty) return
    try {
      fdatasyncSync(this.fd)
      this.isDirty = false
    } catch (error) {
      throw journalError('synced', this.path, error, WRITE_REMEDY)
    }
  }

  /** As `sync`, in another thread; what is written meanwhile need not be on the disk then. @throws JournalError */
  async syncAside(): Promise<void> {
    if (!this.isDirty) return
    this.isDirty = false
    try {
      await new Promise<void>((resolve, reject) => {
        fdatasync(this.fd, (error) => (error ? reject(error) : resolve()))
      })
    } catch (error) {
      this.isDirty = true
      throw journalError('synced', this.path, error, WRITE_REMEDY)
    }
  }

  close(): void {
    closeSync(this.fd)
  }

  private append(type: number, payload: Uint8Array): void {
    const body = 1 + payload.length
    const total = ENTRY_HEADER_BYTES + body
    if (this.scratch.length < total) this.scratch = Buffer.allocUnsafe(2 * total)
    this.scratch[ENTRY_HEADER_BYTES] = type
    this.scratch.set(payload, ENTRY_HEADER_BYTES + 1)
    this.scratch.writeUInt32LE(body, 0)
    this.scratch.writeUInt32LE(crc32(this.scratch.subarray(ENTRY_HEADER_BYTES, total)), 4)
    try {
      this.write(this.scratch.subarray(0, total))
    } catch (error) {
      this.cutBack()
      throw journalError('written', this.path, error, WRITE_REMEDY)
    }
  }

  private write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done, bytes.length - done)
    this.size += bytes.length
    this.isDirty = true
  }

  /** Takes away what a failed write has left; if that fails too, the checksum will. */
  private cutBack(): void {
    try {
      ftruncateSync(this.fd, this.size)
    } catch {
      // The torn entry is cut off when the file is opened again.
    }
  }
}

/** The entries of a journal, without a torn one at the end. @throws JournalError */
export function readJournal(path: string): JournalEntry[] {
  return examineJournal(path).entries
}

/** What is whole in a journal, and what follows it: nothing, an entry that ends with the file, or bytes that nobody wrote. */
export interface ExaminedJournal {
  readonly entries: JournalEntry[]
  /** Where what is whole ends. */
  readonly goodBytes: number
  readonly rest: 'nothing' | 'torn entry' | 'damage'
}

/** Reads a journal and says whether it is whole. @throws JournalError */
export function examineJournal(path: string): ExaminedJournal {
  try {
    const whole = readWhole(path)
    if (whole === null) return { entries: [], goodBytes: 0, rest: 'nothing' }
    return { entries: whole.bodies.map(toEntry), goodBytes: whole.goodBytes, rest: whole.rest }
  } catch (error) {
    throw error instanceof JournalError ? error : journalError('read', path, error, READ_REMEDY)
  }
}

function toEntry(body: Buffer): JournalEntry {
  const payload = body.subarray(1)
  switch (body[0]) {
    case EntryType.data:
      return { type: 'data', bytes: payload }
    case EntryType.assign:
      return { type: 'assign', assignment: deserialize(payload) as HostAssignment }
    case EntryType.halt:
      return { type: 'halt', step: payload.readUInt32LE(0), flatten: payload[4] === 1 }
    case EntryType.control:
      return { type: 'control', ...(deserialize(payload) as JournaledControl) }
    case EntryType.begun:
      return { type: 'begun', step: payload.readUInt32LE(0) }
    default:
      throw new Error(`an entry of type ${body[0]}, which this version does not know`)
  }
}

/** Null for a file that is missing or was torn before its first entry. */
function readWhole(path: string): { bodies: Buffer[]; goodBytes: number; rest: ExaminedJournal['rest'] } | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  if (bytes.length < MAGIC.length)
    return { bodies: [], goodBytes: 0, rest: bytes.length > 0 ? 'torn entry' : 'nothing' }
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw journalError('read', path, new Error('it is not a journal of this version'), READ_REMEDY)
  const bodies: Buffer[] = []
  let at = MAGIC.length
  let isCutOff = true
  while (at + ENTRY_HEADER_BYTES < bytes.length) {
    const end = at + ENTRY_HEADER_BYTES + bytes.readUInt32LE(at)
    const body = bytes.subarray(at + ENTRY_HEADER_BYTES, end)
    isCutOff = end > bytes.length
    if (isCutOff || body.length === 0 || crc32(body) !== bytes.readUInt32LE(at + 4)) break
    isCutOff = true
    bodies.push(body)
    at = end
  }
  return { bodies, goodBytes: at, rest: at === bytes.length ? 'nothing' : isCutOff ? 'torn entry' : 'damage' }
}
