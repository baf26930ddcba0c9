/** What has been handled on a promise before its records were here: when they come, they must say the same. */

/** Steps handled on promises, the records they had, and how much of the first has come. */
export interface ForetoldState {
  /** Last step handled on a promise, -1 for none. */
  readonly through: number
  readonly said: readonly { readonly step: number; readonly records: Uint8Array }[]
  readonly at: number
}

export class Foretold {
  through = -1
  private said: { readonly step: number; readonly records: Uint8Array }[] = []
  private at = 0

  /** A step has been handled with these records. */
  add(step: number, records: Uint8Array): void {
    this.through = step
    if (records.length > 0) this.said.push({ step, records })
  }

  /** True if this is the next record that was foretold. */
  takeRecord(view: DataView, byte: number, bytes: number): boolean {
    const next = this.said[0]
    if (!next || this.at + bytes > next.records.length) return false
    for (let i = 0; i < bytes; i++) if (view.getUint8(byte + i) !== next.records[this.at + i]) return false
    this.at += bytes
    return true
  }

  /** True if a step that ends here has had all that was foretold of it. */
  takeMark(step: number): boolean {
    const next = this.said[0]
    if (!next || step < next.step) return this.at === 0
    this.said.shift()
    const isWhole = step === next.step && this.at === next.records.length
    this.at = 0
    return isWhole
  }

  snapshot(): ForetoldState {
    return { through: this.through, said: [...this.said], at: this.at }
  }

  restore({ through, said, at }: ForetoldState): void {
    this.through = through
    this.said = said.map(({ step, records }) => ({ step, records: Uint8Array.from(records) }))
    this.at = at
  }
}
