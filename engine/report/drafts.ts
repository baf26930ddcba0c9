/** Files written beside their places and put there together, once the disk has all of them. */
import { closeSync, fsync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Characters gathered before they are written. */
const CHUNK_CHARACTERS = 1 << 16

const sync = promisify(fsync)

interface Draft {
  readonly path: string
  readonly draft: string
  /** -1 once closed. */
  fd: number
}

export class Drafts {
  private readonly all: Draft[] = []

  constructor(private readonly dir: string) {}

  /** Writes a file of lines. @throws Error naming the file. */
  lines(name: string, lines: Iterable<string>): void {
    this.text(name, (say) => {
      for (const line of lines) say(line)
    })
  }

  /** The same where the lines are said one by one. */
  text(name: string, fill: (say: (line: string) => void) => void): void {
    this.write(name, (fd) => {
      let gathered = ''
      fill((line) => {
        gathered += `${line}\n`
        if (gathered.length < CHUNK_CHARACTERS) return
        writeAll(fd, Buffer.from(gathered))
        gathered = ''
      })
      if (gathered !== '') writeAll(fd, Buffer.from(gathered))
    })
  }

  bytes(name: string, parts: Iterable<Uint8Array>): void {
    this.write(name, (fd) => {
      for (const part of parts) writeAll(fd, part)
    })
  }

  /** Waits until the disk has all that was written, then puts each file in its place, in the order of writing. */
  async publish(): Promise<void> {
    // At the same time: the disk takes about as long for all as for one.
    await Promise.all(this.all.map((one) => sync(one.fd).catch((cause: unknown) => named(one.path, cause))))
    for (const one of this.all) {
      close(one)
      try {
        renameSync(one.draft, one.path)
      } catch (cause) {
        named(one.path, cause)
      }
    }
  }

  /** Takes back what is not in its place yet. */
  discard(): void {
    for (const one of this.all) {
      close(one)
      rmSync(one.draft, { force: true })
    }
  }

  private write(name: string, fill: (fd: number) => void): void {
    const path = join(this.dir, name)
    const draft = join(this.dir, `.${name}.${process.pid}`)
    try {
      const fd = openSync(draft, 'w')
      this.all.push({ path, draft, fd })
      fill(fd)
    } catch (cause) {
      named(path, cause)
    }
  }
}

function close(one: Draft): void {
  if (one.fd >= 0) closeSync(one.fd)
  one.fd = -1
}

function named(path: string, cause: unknown): never {
  throw new Error(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}
