import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Longest path of a Unix socket, less one for the closing zero. */
const SOCKET_PATH_LENGTH_MAX = 107
const PREFIX = 'patchbay-'

/**
 * A fresh folder (0700) for sockets. It is not under PATCHBAY_HOME, whose path may be too long for a socket.
 * @throws Error if the folder for temporary files has too long a path itself.
 */
export function makeIpcDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), PREFIX))
  if (Buffer.byteLength(join(directory, 'x'.repeat(24))) > SOCKET_PATH_LENGTH_MAX) {
    removeIpcDirectory(directory)
    throw new Error(`the path ${directory} is too long for sockets: set TMPDIR to a shorter one, such as /tmp`)
  }
  return directory
}

/** Removes such a folder; anything else is left alone, whoever named it. */
export function removeIpcDirectory(directory: string): void {
  if (!basename(directory).startsWith(PREFIX)) return
  rmSync(directory, { recursive: true, force: true })
}
