/** Files that are whole at any moment: written beside, synced, renamed. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces a file in one go. @throws Error naming the path, for instance because the disk is full; the old file stays. */
export function writeFileAtomic(path: string, data: string | Uint8Array, mode = 0o600): void {
  const beside = `${path}.new`
  try {
    mkdirSync(dirname(path), { recursive: true })
    const fd = openSync(beside, 'w', mode)
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(beside, path)
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${wordsOf(cause)}`, { cause })
  }
}

/** The text of a file, or null if there is none. */
export function readTextIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
