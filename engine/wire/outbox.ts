import type { OutChannel } from './out-channel'

/** The sending ends with something to send: records in a batch, or a promise. */
export class Outbox {
  private readonly dirty = new Set<OutChannel>()

  add(channel: OutChannel): void {
    this.dirty.add(channel)
  }

  get isEmpty(): boolean {
    return this.dirty.size === 0
  }

  /** Posts what somebody may be waiting for, and all else that is for the same host. */
  flushUrgent(): void {
    if (this.isEmpty) return
    const hosts = new Set<string>()
    for (const { isUrgent, peer } of this.dirty) if (isUrgent) hosts.add(peer)
    for (const channel of this.dirty) if (hosts.has(channel.peer)) this.flush(channel)
  }

  flushAll(): void {
    for (const channel of this.dirty) this.flush(channel)
  }

  private flush(channel: OutChannel): void {
    this.dirty.delete(channel)
    channel.flush()
  }
}
