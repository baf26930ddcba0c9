/** Lets one waiting party sleep until something has changed. */
export class Wake {
  private resolve: (() => void) | null = null
  private timer: NodeJS.Timeout | null = null

  notify(): void {
    const { resolve } = this
    if (!resolve) return
    this.resolve = null
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    resolve()
  }

  /** Resolves at the next `notify`, or after so many milliseconds. */
  wait(msMax: number | null): Promise<void> {
    return new Promise((resolve) => {
      this.resolve = resolve
      if (msMax !== null) this.timer = setTimeout(() => this.notify(), msMax)
    })
  }
}
