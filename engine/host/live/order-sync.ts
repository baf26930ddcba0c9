import type { Journal } from '../journal'

/** Which of the messages in a host's journal are known to be on the disk. */
export class OrderSync {
  /** Messages journaled so far, and how many of them are on the disk. */
  private journaled = 0
  private synced = 0

  /** Notes a message. @returns its place. */
  note(): number {
    return ++this.journaled
  }

  isSynced(place: number): boolean {
    return place <= this.synced
  }

  /** Brings all that has come by now to the disk, in another thread. @throws JournalError */
  async aside(journal: Journal): Promise<void> {
    const { journaled } = this
    await journal.syncAside()
    this.synced = Math.max(this.synced, journaled)
  }

  /** A snapshot holds all of it. @param isNeeded true where that must be on the disk. @throws JournalError */
  pass(journal: Journal, isNeeded: boolean): void {
    if (isNeeded && this.synced < this.journaled) journal.sync()
    this.synced = this.journaled
  }
}
