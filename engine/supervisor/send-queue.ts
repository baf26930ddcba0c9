import type { Router } from 'zeromq'
import { SEND_QUEUE_MAX } from './limits'

/**
 * Sends frames on a ROUTER one after the other (two sends at once are refused by the library). A peer that is gone, or
 * does not read, loses the message, and `onLost` names it.
 */
export class SendQueue {
  private readonly waiting: [Buffer, Buffer][] = []
  private isSending = false
  private isClosed = false

  constructor(
    private readonly socket: Router,
    private readonly onLost: (identity: string) => void,
  ) {}

  /** @param identity the peer's routing id, hex. */
  send(identity: string, frame: Buffer): void {
    if (this.isClosed) return
    this.waiting.push([Buffer.from(identity, 'hex'), frame])
    if (!this.isSending) void this.drain()
  }

  close(): void {
    this.isClosed = true
    this.waiting.length = 0
  }

  private async drain(): Promise<void> {
    this.isSending = true
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      try {
        await this.socket.send(next)
      } catch {
        if (!this.isClosed) this.onLost(next[0].toString('hex'))
      }
    }
    this.isSending = false
  }
}

/** How both of the supervisor's sockets are set up: an unknown or silent peer is an error, not a silent loss. */
export const ROUTER_OPTIONS = {
  mandatory: true,
  linger: 0,
  sendTimeout: 0,
  sendHighWaterMark: SEND_QUEUE_MAX,
} as const
