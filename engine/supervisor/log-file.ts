import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LOG_FILE_BYTES_MAX } from './limits'

/**
 * A text file that is appended to; when it is full it becomes `<path>.1` (the one before is dropped). A log that cannot
 * be written must not stop trading: such lines are counted in `lost`.
 */
export class LogFile {
  lost = 0
  private fd: number | null = null
  private bytes = 0

  constructor(
    readonly path: string,
    private readonly bytesMax = LOG_FILE_BYTES_MAX,
  ) {}

  write(text: string): void {
    try {
      const fd = this.open()
      this.bytes += writeSync(fd, text)
      if (this.bytes >= this.bytesMax) this.rotate()
    } catch {
      this.lost++
    }
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private open(): number {
    if (this.fd !== null) return this.fd
    mkdirSync(dirname(this.path), { recursive: true })
    const fd = openSync(this.path, 'a', 0o600)
    this.bytes = fstatSync(fd).size
    this.fd = fd
    return fd
  }

  private rotate(): void {
    this.close()
    renameSync(this.path, `${this.path}.1`)
  }
}
