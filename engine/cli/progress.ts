/** A progress bar on a terminal; where there is none, nothing. */
export class Progress {
  private shown = -1

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly width = 30,
  ) {}

  /** @param fraction done, in [0, 1]. */
  set(fraction: number): void {
    const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 100)
    if (!this.stream.isTTY || percent === this.shown) return
    this.shown = percent
    const full = Math.round((percent / 100) * this.width)
    this.stream.write(`\r[${'#'.repeat(full)}${'.'.repeat(this.width - full)}] ${String(percent).padStart(3)} %`)
  }

  /** Prints a line without tearing the bar. */
  line(text: string): void {
    this.clear()
    this.stream.write(`${text}\n`)
  }

  clear(): void {
    if (this.stream.isTTY && this.shown >= 0) this.stream.write(`\r${' '.repeat(this.width + 10)}\r`)
    this.shown = -1
  }
}
