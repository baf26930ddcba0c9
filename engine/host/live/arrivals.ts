import type { Arrival } from './live-state'

/** What has come in and is to be handled, oldest first. */
export class Arrivals {
  private readonly list: Arrival[] = []
  /** The next of them. */
  private head = 0

  push(...arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals) this.list.push(arrival)
  }

  /** The next one, which stays. */
  get first(): Arrival | undefined {
    return this.list[this.head]
  }

  /** Takes the next one. */
  shift(): Arrival | undefined {
    const arrival = this.list[this.head++]
    if (this.head >= this.list.length) {
      this.list.length = 0
      this.head = 0
    }
    return arrival
  }

  /** All that are not handled yet. */
  get rest(): readonly Arrival[] {
    return this.list.slice(this.head)
  }
}
