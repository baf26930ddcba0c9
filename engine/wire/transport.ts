/**
 * Carries link directions between hosts, each record exactly once and in order, over ZeroMQ sockets that may lose
 * anything at any time. A host binds one PULL for all that comes, and connects one PUSH to each peer. All queueing is
 * ours: a socket never makes a send wait (what it can't take is lost, and comes again), so a dead peer can't wedge its
 * neighbours; the windows of the link directions bound what can pile up.
 */
import { Pull } from 'zeromq'
import {
  type ChannelKey,
  type DataMessage,
  decodeMessage,
  encodeAck,
  encodeResume,
  type Progress,
  type PromiseMessage,
  type ResumeMessage,
  WireError,
} from './codec'
import { InChannel, type Offer } from './in-channel'
import { ACK_AFTER_MS, LATER_MS, MESSAGE_BYTES_MAX, RESUME_AFTER_MS } from './limits'
import { OutChannel } from './out-channel'
import { Outbox } from './outbox'
import { Peers } from './peers'
import type { CarriedType } from './records'
import type { TransportHooks, TransportPlace } from './transport-hooks'

export class Transport {
  private readonly ins = new Map<ChannelKey, InChannel>()
  private readonly outs = new Map<ChannelKey, OutChannel>()
  private readonly peers = new Peers()
  private readonly outbox = new Outbox()
  private readonly urgent = new Set<InChannel>()
  private readonly complained = new Set<string>()
  private readonly retired = new Set<ChannelKey>()
  private runTag = 0
  private ackTimer: NodeJS.Timeout | null = null
  private laterTimer: NodeJS.Timeout | null = null
  private checkTimer: NodeJS.Timeout | null = null
  private hasFailed = false
  private isClosed = false

  private constructor(
    private readonly pull: Pull,
    readonly host: string,
    readonly endpoint: string,
    private readonly hooks: TransportHooks,
  ) {}

  /** Binds the socket; nothing is received before `start`. */
  static async open({ host, endpoint }: TransportPlace, hooks: TransportHooks): Promise<Transport> {
    const pull = new Pull({ receiveHighWaterMark: 0, linger: 0, maxMessageSize: MESSAGE_BYTES_MAX })
    await pull.bind(endpoint)
    return new Transport(pull, host, pull.lastEndpoint ?? endpoint, hooks)
  }

  /** @param runTag number that all messages of the run carry; others are refused. Set before any channel is opened. */
  setRun(runTag: number): void {
    this.runTag = runTag
  }

  openIn(key: ChannelKey, peer: string, type: CarriedType): InChannel {
    const known = this.ins.get(key)
    if (known) return known
    const made = new InChannel(key, peer, type, this.runTag)
    this.ins.set(key, made)
    return made
  }

  openOut(key: ChannelKey, peer: string, type: CarriedType): OutChannel {
    const known = this.outs.get(key)
    if (known) return known
    const post = (bytes: Uint8Array) => this.post(peer, bytes)
    const made = new OutChannel(key, peer, type, this.runTag, post, (channel) => this.outbox.add(channel))
    this.outs.set(key, made)
    return made
  }

  /** Forgets a link direction that is no more, once its receiver holds all that was said on it. */
  retire(key: ChannelKey): void {
    const inbound = this.ins.get(key)
    if (inbound) this.sendAcks([inbound])
    this.ins.delete(key)
    const outbound = this.outs.get(key)
    if (!outbound) return
    outbound.flush()
    this.retired.add(key)
    this.dropRetired()
  }

  get inChannels(): Iterable<InChannel> {
    return this.ins.values()
  }
  get outChannels(): Iterable<OutChannel> {
    return this.outs.values()
  }

  /** Connects to a peer, or to where it is now, and asks what it holds. */
  connect(host: string, endpoint: string): void {
    if (this.isClosed) return
    try {
      if (this.peers.connect(host, endpoint)) this.ask(host)
    } catch (error) {
      this.complain(`at ${endpoint}`, error instanceof Error ? error.message : String(error))
    }
  }

  /** Begins to receive, now that the owner knows what it holds. */
  start(): void {
    this.checkTimer = setInterval(() => this.check(), RESUME_AFTER_MS / 2)
    void this.receive()
  }

  /**
   * Sends what others may be waiting for, and with it all else that is ready for them. Call before waiting for anything.
   * What has been promised before it was said may wait a little longer.
   */
  flush(): void {
    this.outbox.flushUrgent()
    if (!this.outbox.isEmpty) this.armLater()
    if (this.urgent.size > 0) this.sendAcks(this.urgent)
    this.peers.flush()
  }

  /** Sends all that has been said and not sent, and says what is held. */
  flushAll(): void {
    this.outbox.flushAll()
    this.acknowledge()
    this.peers.flush()
  }

  /** To be told after a step of a receiving end has been read. */
  noteHandled(channel: InChannel): void {
    if (channel.isUrgent) this.urgent.add(channel)
    this.armAck()
  }

  /** True if all that was said on these link directions is held by its receivers. */
  isSettled(keys: Iterable<ChannelKey>): boolean {
    for (const key of keys) if (this.outs.get(key)?.isSettled === false) return false
    return true
  }

  /** Takes a message from the journal, as when it came; null if it was known. @throws WireError if the journal is not in order. */
  replay(bytes: Uint8Array): DataMessage | null {
    const message = decodeMessage(bytes, this.runTag)
    if (message.kind !== 'data') throw new WireError('BAD_KIND', 'only records are journaled')
    const channel = this.ins.get(message.key)
    const offer = channel?.offer(message)
    if (offer?.verdict === 'gap')
      throw new WireError('BAD_FIELD', `the journal lacks what came before ${message.first}`)
    if (!channel || offer?.verdict !== 'new') return null
    channel.take(offer)
    return offer.message
  }

  shut(): void {
    this.isClosed = true
    if (this.checkTimer) clearInterval(this.checkTimer)
    for (const timer of [this.ackTimer, this.laterTimer]) if (timer) clearTimeout(timer)
    this.peers.close()
    this.pull.close()
  }

  private async receive(): Promise<void> {
    while (!this.isClosed) {
      try {
        for (const bytes of await this.pull.receive()) this.take(bytes)
      } catch (error) {
        if (this.isClosed) return
        this.hooks.onTrouble(error instanceof Error ? error.message : String(error))
      }
    }
  }

  private take(bytes: Uint8Array): void {
    if (this.hasFailed) return
    try {
      const message = decodeMessage(bytes, this.runTag)
      if (message.kind === 'data') this.takeData(message)
      else if (message.kind === 'ack') this.takeAck(message.progress)
      else if (message.kind === 'promise') this.takePromise(message)
      else this.takeResume(message)
    } catch (error) {
      if (error instanceof WireError) this.complain(error.fault, `a message was dropped: ${error.message}`)
      else this.fail(error)
    }
  }

  private takeData(message: DataMessage): void {
    const channel = this.ins.get(message.key)
    if (!channel) {
      this.complain(`in ${message.key}`, 'records came for a link that is not known here')
      return
    }
    const offer = channel.offer(message)
    if (offer.verdict === 'gap') this.ask(channel.peer)
    else if (offer.verdict === 'new') this.keep(channel, offer)
    // Something known comes again where the word that it is held was lost: say it again.
    else this.urgent.add(channel)
    this.armAck()
  }

  private keep(channel: InChannel, offer: Extract<Offer, { verdict: 'new' }>): void {
    this.hooks.journal(offer.message)
    channel.take(offer)
    if (channel.isUrgent) this.urgent.add(channel)
    this.hooks.onChange()
  }

  /** One for a link that is not known here yet comes again when the peer is told what is held. */
  private takePromise(promise: PromiseMessage): void {
    const channel = this.ins.get(promise.key)
    if (!channel) return
    channel.takePromise(promise)
    this.hooks.onChange()
  }

  private takeAck(progress: readonly Progress[]): void {
    for (const { key, held, handled } of progress) this.outs.get(key)?.acknowledge(held, handled)
    if (this.retired.size > 0) this.dropRetired()
    this.hooks.onChange()
  }

  private dropRetired(): void {
    for (const key of this.retired) {
      if (this.outs.get(key)?.isSettled === false) continue
      this.outs.delete(key)
      this.retired.delete(key)
    }
  }

  private takeResume({ host, endpoint, answerWanted, progress }: ResumeMessage): void {
    // A word of an earlier life that was long on the way: what it held, and where it listened, is not so any more.
    if (this.peers.hasLeft(host, endpoint)) return
    this.connect(host, endpoint)
    if (answerWanted) this.sendResume(host, false)
    this.peers.open(host)
    for (const channel of this.outs.values()) {
      if (channel.peer !== host) continue
      const told = progress.find(({ key }) => key === channel.key)
      // A link that the peer does not know yet: it holds nothing, and will ask when it does.
      if (told) channel.resume(told.held, told.handled)
      else if (this.retired.has(channel.key)) this.outs.delete(channel.key)
      else channel.repost()
    }
    this.hooks.onChange()
  }

  /** Asks a peer what it holds. */
  private ask(host: string): void {
    if (this.peers.mayAsk(host)) this.sendResume(host, true)
  }

  private sendResume(host: string, answerWanted: boolean): void {
    const progress = [...this.ins.values()].filter(({ peer }) => peer === host).map((channel) => channel.progress())
    this.peers.send(
      host,
      encodeResume(this.runTag, { host: this.host, endpoint: this.endpoint, answerWanted, progress }),
    )
  }

  private check(): void {
    const now = performance.now()
    const silent = new Set(this.peers.silent)
    for (const channel of this.outs.values()) if (channel.isStale(now)) silent.add(channel.peer)
    for (const host of silent) this.ask(host)
  }

  private armAck(): void {
    if (this.isClosed) return
    this.ackTimer ??= setTimeout(() => {
      this.ackTimer = null
      this.acknowledge()
      this.peers.flush()
    }, ACK_AFTER_MS)
  }

  private armLater(): void {
    if (this.isClosed) return
    this.laterTimer ??= setTimeout(() => {
      this.laterTimer = null
      this.outbox.flushAll()
      this.peers.flush()
    }, LATER_MS)
  }

  private acknowledge(): void {
    const told = [...this.ins.values()].filter((channel) => channel.hasNews || this.urgent.has(channel))
    if (told.length > 0) this.sendAcks(told)
  }

  private sendAcks(channels: Iterable<InChannel>): void {
    const byPeer = new Map<string, Progress[]>()
    for (const channel of channels) {
      const list = byPeer.get(channel.peer) ?? []
      byPeer.set(channel.peer, list)
      list.push(channel.progress())
    }
    this.urgent.clear()
    if (this.hasFailed) return
    for (const [host, progress] of byPeer) this.peers.send(host, encodeAck(this.runTag, progress))
  }

  private post(host: string, bytes: Uint8Array): void {
    if (this.peers.isOpen(host)) this.peers.send(host, bytes)
  }

  private complain(about: string, message: string): void {
    if (this.complained.has(about)) return
    this.complained.add(about)
    this.hooks.onTrouble(message)
  }

  private fail(error: unknown): void {
    this.hasFailed = true
    this.hooks.onFatal(error instanceof Error ? error : new Error(String(error)))
  }
}
