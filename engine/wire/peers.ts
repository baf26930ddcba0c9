import { Push } from 'zeromq'
import { LATER_MS, SEND_QUEUE_MAX, TOGETHER_BYTES_MAX } from './limits'

interface Peer {
  readonly socket: Push
  readonly endpoint: string
  /** True once it has told what it holds: before, no records are sent. */
  isOpen: boolean
  askedAtMs: number
  frames: Uint8Array[]
  frameBytes: number
}

function sendFrames(peer: Peer): void {
  const { frames, socket } = peer
  if (frames.length === 0) return
  peer.frames = []
  peer.frameBytes = 0
  socket.send(frames).catch(() => undefined)
}

/** The hosts that this one sends to, one PUSH each. */
export class Peers {
  private readonly peers = new Map<string, Peer>()
  /** Where each has listened in lives before this one. */
  private readonly former = new Map<string, Set<string>>()
  private isFlushDue = false

  /**
   * Connects to a peer, or to where it is now.
   * @returns false if it was connected there already. @throws Error if that is no endpoint; the old connection stays.
   */
  connect(host: string, endpoint: string): boolean {
    const known = this.peers.get(host)
    if (known?.endpoint === endpoint) return false
    const socket = new Push({ sendHighWaterMark: SEND_QUEUE_MAX, sendTimeout: 0, linger: 0, reconnectInterval: 20 })
    try {
      socket.connect(endpoint)
    } catch (cause) {
      socket.close()
      throw new Error(`${host} can't be reached at "${endpoint}", which is no endpoint`, { cause })
    }
    const former = this.former.get(host) ?? new Set()
    this.former.set(host, former)
    former.delete(endpoint)
    if (known) former.add(known.endpoint)
    known?.socket.close()
    this.peers.set(host, { socket, endpoint, isOpen: false, askedAtMs: 0, frames: [], frameBytes: 0 })
    return true
  }

  /** True for where a peer has listened once, and does no more: each life of a host has a place of its own. */
  hasLeft(host: string, endpoint: string): boolean {
    return this.former.get(host)?.has(endpoint) === true
  }

  isOpen(host: string): boolean {
    return this.peers.get(host)?.isOpen === true
  }

  /** It has told what it holds. */
  open(host: string): void {
    const peer = this.peers.get(host)
    if (peer) peer.isOpen = true
  }

  /** Peers that have not told what they hold. */
  get silent(): string[] {
    return [...this.peers].flatMap(([host, { isOpen }]) => (isOpen ? [] : [host]))
  }

  /** True if a peer may be asked again: not more often than it could answer. Notes that it is asked. */
  mayAsk(host: string): boolean {
    const peer = this.peers.get(host)
    const nowMs = performance.now()
    if (!peer || nowMs - peer.askedAtMs < LATER_MS) return false
    peer.askedAtMs = nowMs
    return true
  }

  /**
   * Sends, at the latest when this turn of the event loop ends, without waiting: what a full socket does not take is as
   * lost as on a broken wire, and comes again. What is sent together travels as frames of one ZeroMQ message.
   */
  send(host: string, bytes: Uint8Array): void {
    const peer = this.peers.get(host)
    if (!peer) return
    peer.frames.push(bytes)
    peer.frameBytes += bytes.length
    if (peer.frameBytes > TOGETHER_BYTES_MAX) sendFrames(peer)
    else if (!this.isFlushDue) {
      this.isFlushDue = true
      setImmediate(() => this.flush())
    }
  }

  /** Sends what has been given. */
  flush(): void {
    this.isFlushDue = false
    for (const peer of this.peers.values()) sendFrames(peer)
  }

  close(): void {
    this.flush()
    for (const { socket } of this.peers.values()) socket.close()
    this.peers.clear()
  }
}
