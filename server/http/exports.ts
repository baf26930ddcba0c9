/** Tables made at the same time: each reads a whole file and takes a core. */
const EXPORTS_AT_ONCE_MAX = 2
/** Requests that may wait for their turn; more are asked to come again. */
const EXPORTS_WAITING_MAX = 32

/** Lets so many in at a time, the others in the order in which they came. */
export class Exports {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(
    private readonly atOnceMax = EXPORTS_AT_ONCE_MAX,
    private readonly waitingMax = EXPORTS_WAITING_MAX,
  ) {}

  /**
   * Waits for a turn, which `leave` ends.
   * @param isGone asked when the turn comes: who has gone away takes none. @returns false where there is no turn to take.
   */
  async enter(isGone: () => boolean): Promise<boolean> {
    if (this.running < this.atOnceMax) this.running++
    else {
      if (this.waiting.length >= this.waitingMax) return false
      // Whoever leaves hands over its place.
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
    if (!isGone()) return true
    this.leave()
    return false
  }

  leave(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.running--
  }
}
