/** Writes many instants as ISO 8601 text, fast: a day's date is made once, the rest is put together from tables. */

const DAY_MS = 86_400_000
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

export class IsoText {
  private day = Number.NaN
  private date = ''

  /**
   * The text that `isoFromNs` gives an instant, from the halves of its UTC nanoseconds.
   * @param high with its sign; @param low without one.
   */
  of(high: number, low: number): string {
    // 2^32 ns are 4294 ms and 967,296 ns, so that every product is an exact integer.
    const fine = high * 967_296 + low
    const carried = Math.floor(fine / 1_000_000)
    const text = this.ofMs(high * 4294 + carried)
    const restNs = fine - carried * 1_000_000
    return restNs === 0 ? text : `${text.slice(0, -1)}${String(restNs).padStart(6, '0')}Z`
  }

  /** The text that `isoFromNs` gives an instant. */
  ofNs(tsNs: bigint): string {
    return this.of(Number(tsNs >> 32n), Number(tsNs & 0xffff_ffffn))
  }

  /** The text of an instant in whole UTC milliseconds. */
  ofMs(tsMs: number): string {
    const day = Math.floor(tsMs / DAY_MS)
    if (day !== this.day) {
      this.day = day
      const midnight = new Date(day * DAY_MS).toISOString()
      this.date = midnight.slice(0, midnight.indexOf('T') + 1)
    }
    const ms = tsMs - day * DAY_MS
    const seconds = Math.floor(ms / 1000)
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    const clock = `${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes - hours * 60]}:${TWO_DIGITS[seconds - minutes * 60]}`
    return `${this.date}${clock}.${THREE_DIGITS[ms - seconds * 1000]}Z`
  }
}
