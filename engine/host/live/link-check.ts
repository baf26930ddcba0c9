/** Compares what a re-run says on one link direction with what its reader heard. */
import {
  FeatureEvent,
  isoFromNs,
  MarketEvent,
  OrderEvent,
  type OutPort,
  PortfolioEvent,
  ReportEvent,
  SignalEvent,
} from '../../sdk'
import { type CarriedType, codecOf, type WireEvent } from '../../wire/records'
import type { Stamp } from '../../wire/stamp'
import type { ChannelEnd } from '../part'
import type { Speaker } from './live-work'
import type { SaidBatch, SaidBatches, SaidRecord } from './said-batches'

/** Where a re-run and the run part, in words. */
export interface Divergence {
  readonly tsNs: bigint
  /** Index of the node that said it. */
  readonly node: number
  readonly where: string
  /** What the run and the re-run say; null for nothing. */
  readonly said: string | null
  readonly rerun: string | null
}

export class LinkCheck implements Speaker {
  divergence: Divergence | null = null
  /** Batches found the same. */
  same = 0
  private readonly scratch: DataView

  /**
   * @param fromStep the sender's step after which the re-run begins. @param isWhole true where the reader's journal begins
   *   with the run.
   */
  constructor(
    private readonly end: ChannelEnd,
    private readonly node: number,
    private readonly name: string,
    private readonly heard: SaidBatches,
    private readonly fromStep: number,
    private readonly isWhole: boolean,
  ) {
    this.scratch = new DataView(new ArrayBuffer(codecOf(end.type).bytes))
  }

  writeStep(_mark: number, buffer: OutPort<WireEvent>, stamp: Stamp): void {
    if (this.divergence) return
    this.passTo(stamp.step)
    const batch = this.heard.peek()
    if (this.divergence || batch === null) return
    const events = this.eventsOf(buffer)
    if (batch.step === stamp.step) this.compare(batch, events)
    // What was said before the reader's oldest journal can't be compared.
    else if (this.isWhole || this.heard.hasBegun) this.part(stamp.tsNs, null, events[0] ?? null)
  }

  /** To be called when the re-run has come to the end of the sender's journal. */
  finish(lastStep: number): void {
    if (!this.divergence) this.passTo(lastStep + 1)
  }

  /** What the reader heard before a step, and the re-run has not said. */
  private passTo(step: number): void {
    for (let batch = this.heard.peek(); batch && batch.step < step; batch = this.heard.peek()) {
      if (batch.step > this.fromStep) {
        this.part(batch.tsNs, batch.records[0] ?? null, null)
        return
      }
      this.heard.take()
    }
  }

  private compare(batch: SaidBatch, events: readonly WireEvent[]): void {
    for (let place = 0; place < Math.max(events.length, batch.records.length); place++) {
      const record = batch.records[place] ?? null
      const event = events[place] ?? null
      if (record && event && this.isSame(record, event)) continue
      this.part(batch.tsNs, record, event)
      return
    }
    this.same++
    this.heard.take()
  }

  private isSame({ view, at }: SaidRecord, event: WireEvent): boolean {
    const codec = codecOf(this.end.type)
    for (let byte = 0; byte < codec.bytes; byte++) this.scratch.setUint8(byte, 0)
    this.scratch.setUint8(0, codec.tag)
    codec.write(this.scratch, 0, event)
    for (let byte = 0; byte < codec.bytes; byte++)
      if (view.getUint8(at + byte) !== this.scratch.getUint8(byte)) return false
    return true
  }

  private eventsOf({ events, count }: OutPort<WireEvent>): WireEvent[] {
    const { link, type } = this.end
    const said = events.slice(0, count)
    if (type !== 'report') return said
    return said.filter((event) => 'via' in event && (event.via === -1 || event.via === link))
  }

  private part(tsNs: bigint, record: SaidRecord | null, event: WireEvent | null): void {
    const said = record && BLANK[this.end.type]()
    if (said) codecOf(this.end.type).read(record.view, record.at, said)
    this.divergence = {
      tsNs,
      node: this.node,
      where: `on ${this.name}${this.end.direction === 'up' ? ' (reports)' : ''} at ${isoFromNs(tsNs)}`,
      said: said && wordsOf(said),
      rerun: event && wordsOf(event),
    }
  }
}

const BLANK: Record<CarriedType, () => WireEvent> = {
  market: () => new MarketEvent(),
  feature: () => new FeatureEvent(),
  signal: () => new SignalEvent(),
  intent: () => new OrderEvent(),
  order: () => new OrderEvent(),
  portfolio: () => new PortfolioEvent(),
  report: () => new ReportEvent(),
}

function wordsOf(event: WireEvent): string {
  return JSON.stringify(event, (name, value: unknown) => {
    if (name === 'via') return undefined
    return value instanceof Float64Array ? [...value].map(String) : value
  })
}
