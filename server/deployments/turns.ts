/** One change at a time of what belongs together: what a second caller reads is what the first one left. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  /** Runs `work` when everything asked for before under the same key is done, be it well or badly. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key)
    }
  }
}
