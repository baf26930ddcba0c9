/** The live sources of a host. To the executor they are nodes that do nothing; what they bring is put on their outputs. */
import type { LiveSource, MarketEvent, NodeContext, NodeKind, NodeReadout, OutPort } from '../../sdk'
import type { ChannelKey } from '../../wire/codec'
import type { Part } from '../part'
import { MarketQueue } from './market-queue'
import { type SourceBatch, sayBatch, writeSourceBatch } from './source-batch'

interface Making {
  readonly ctx: NodeContext
  readonly params: Record<string, unknown>
  readonly kind: Extract<NodeKind, { shape: 'source' }>
}

/** What a snapshot keeps of a source. */
export interface FeedState {
  readonly node: number
  readonly source: unknown
}

/** One live source: what it has said and nobody has taken yet. */
export class Feed {
  /** Events of it that were handled. */
  events = 0
  missed = 0
  private readonly waiting = new MarketQueue()
  private tsNs = 0n
  private saidNs = 0n
  private batches = 0
  private isStarted = false

  constructor(
    readonly node: number,
    readonly ports: readonly OutPort<MarketEvent>[],
    private readonly source: LiveSource,
    private readonly onNews: () => void,
  ) {}

  get hasNews(): boolean {
    return this.waiting.size > 0
  }

  start(): void {
    if (this.isStarted) return
    this.isStarted = true
    this.source.start((tsNs) => this.take(tsNs))
  }

  stop(): void {
    this.isStarted = false
    this.source.stop()
  }

  /** What waits, as it is to be journaled; empty where only links have something to catch up with. */
  write(full: readonly ChannelKey[], nowNs: bigint): Uint8Array {
    const [tsNs, saidNs] = this.hasNews ? [this.tsNs, this.saidNs] : [0n, nowNs]
    return writeSourceBatch({ node: this.node, tsNs, saidNs, full }, this.waiting)
  }

  /** Puts a batch on the outputs. */
  say(batch: SourceBatch): void {
    if (batch.count > 0) this.batches++
    this.events += batch.count
    this.missed = batch.missed
    sayBatch(batch, this.ports)
  }

  clear(): void {
    for (const port of this.ports) port.clear()
  }

  readout(): NodeReadout {
    return this.source.readout?.() ?? {}
  }

  snapshot(): FeedState {
    this.batches = 0
    return { node: this.node, source: this.source.snapshot?.() ?? null }
  }

  /** To be called when the journal's tail has been handled. */
  restore(state: FeedState): void {
    if (state.source !== null) this.source.restore?.(state.source, this.batches)
    this.waiting.missed = this.missed
  }

  private take(tsNs: bigint): void {
    if (!this.hasNews) this.saidNs = process.hrtime.bigint()
    this.tsNs = tsNs
    for (const [place, port] of this.ports.entries()) {
      for (let i = 0; i < port.count; i++) {
        const event = port.events[i]
        if (event) this.waiting.add(place, event)
      }
      port.clear()
    }
    this.onNews()
  }
}

const NO_SOURCE = { start: () => undefined, stop: () => undefined }

/** A kind whose source is not needed, because what it said is in a journal. */
export function withoutSource(kind: NodeKind | undefined): NodeKind | undefined {
  return kind?.shape === 'source' ? { ...kind, live: async () => NO_SOURCE } : kind
}

/** Makes live sources in place of recorded ones. */
export class LiveFeeds {
  all: readonly Feed[] = []
  private readonly making: Making[] = []

  constructor(
    private readonly kinds: (kind: string) => NodeKind | undefined,
    private readonly onNews: () => void,
  ) {}

  /** As the executor is to see the kinds. */
  readonly findKind = (name: string): NodeKind | undefined => {
    const kind = this.kinds(name)
    if (kind?.shape !== 'source') return kind
    return {
      shape: 'operator',
      manifest: kind.manifest,
      create: (ctx, params) => {
        this.making.push({ ctx, params, kind })
        return {
          snapshot: () => null,
          restore: () => undefined,
          readout: () => this.of(ctx.nodeIndex)?.readout() ?? {},
        }
      },
    }
  }

  /** Makes the sources whose nodes the executor has made. @throws Error that names a node without a live side. */
  async open(): Promise<void> {
    for (const { ctx, params, kind } of this.making.splice(0)) {
      const source = await kind.live?.(ctx, params)
      if (!source) throw new Error(`${ctx.nodeId} brings no live data: take a source that does`)
      const ports = kind.manifest.outputs.map(({ id }) => ctx.output(id, 'market'))
      this.all = [...this.all, new Feed(ctx.nodeIndex, ports, source, this.onNews)]
    }
  }

  /** Stops the sources that do not run any more, and forgets those that have left. */
  keep({ own, stopped }: Pick<Part, 'own' | 'stopped'>): void {
    for (const feed of this.all) if (!own.has(feed.node) || stopped.has(feed.node)) feed.stop()
    this.all = this.all.filter(({ node }) => own.has(node))
  }

  of(node: number): Feed | undefined {
    return this.all.find((feed) => feed.node === node)
  }
}
