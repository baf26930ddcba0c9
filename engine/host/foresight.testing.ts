/** One host's steps without processes: its inputs arrive in pieces, and all it says is kept. */
import type { Plan } from '../graph'
import { Executor } from '../runtime'
import { findToy } from '../runtime/toy-kinds.testing'
import { OutPort } from '../sdk'
import { type ChannelKey, decodeMessage, type PromiseMessage } from '../wire/codec'
import { InChannel } from '../wire/in-channel'
import { OutChannel } from '../wire/out-channel'
import type { CarriedType, WireEvent } from '../wire/records'
import { bufferOf, makeEvent, valuesOf } from '../wire/wire.testing'
import { Foresight } from './foresight'
import { HeldRecord } from './held-record'
import { type Part, partOf } from './part'
import { alone } from './toy-run.testing'
import { isReady, takeStep, type WorkItem, workOf } from './work'

const RUN = 9

/** What comes on each link direction, step by step. */
export type Feed = ReadonlyMap<ChannelKey, readonly (readonly WireEvent[])[]>

/** The other end of an inbound link direction. */
class Feeder {
  said = 0
  private readonly out: OutChannel

  constructor(
    private readonly channel: InChannel,
    private readonly steps: readonly (readonly WireEvent[])[],
  ) {
    this.out = new OutChannel(
      channel.key,
      'host',
      channel.type,
      RUN,
      (bytes) => this.arrive(bytes),
      () => {},
    )
  }

  get type(): CarriedType {
    return this.channel.type
  }

  say(count: number): void {
    for (let i = 0; i < count && this.said < this.steps.length; i++, this.said++)
      this.out.writeStep(this.said, bufferOf(this.channel.type, this.steps[this.said] ?? []))
    this.out.flush()
  }

  /** Promises so many steps at most, up to the first with events. */
  promise(count: number): void {
    const last = Math.min(this.said + count, this.steps.length) - 1
    if (last < this.said) return
    const loud = this.steps.findIndex((events, step) => step >= this.said && step <= last && events.length > 0)
    const through = loud < 0 ? last : loud
    this.out.promise(this.said, through, this.out.recordsOf(bufferOf(this.channel.type, this.steps[through] ?? [])))
    this.out.flush()
  }

  private arrive(bytes: Uint8Array): void {
    const message = decodeMessage(Uint8Array.from(bytes), RUN)
    if (message.kind === 'promise') this.channel.takePromise(message)
    if (message.kind !== 'data') return
    const offer = this.channel.offer(message)
    if (offer.verdict === 'new') this.channel.take(offer)
  }
}

/** A host that is driven by hand. */
export class HandHost {
  step = 0
  stepsAhead = 0
  readonly promises: PromiseMessage[] = []
  readonly written: string[] = []
  readonly feeders: readonly Feeder[]
  private readonly heard = new Map<ChannelKey, InChannel>()
  private readonly foresight: Foresight

  private constructor(
    private readonly executor: Executor,
    private readonly work: readonly WorkItem[],
    part: Part,
    held: HeldRecord,
    feed: Feed,
    private readonly steps: number,
    private readonly outs: ReadonlyMap<ChannelKey, OutChannel>,
  ) {
    this.foresight = new Foresight({ executor, held, transport: { noteHandled() {} } }, work, part)
    this.feeders = work.flatMap(({ inlets }) =>
      inlets.map(({ channel }) => new Feeder(channel, feed.get(channel.key) ?? [])),
    )
  }

  static async open(plan: Plan, node: string, timeline: BigInt64Array, feed: Feed): Promise<HandHost> {
    const part = partOf(
      { plan, placements: alone(plan), endpoints: {}, fromStep: 0, timelinePath: '', stopped: [] },
      node,
    )
    let host: HandHost | null = null
    const write = (kind: string) => (tsNs: bigint, a: object | number, b?: object) =>
      void host?.written.push(`${kind} ${tsNs} ${JSON.stringify([a, b])}`)
    const recorder = {
      onReport: write('report'),
      onAccount: write('account'),
      onIntent: write('intent'),
      onSignal: write('signal'),
      onGate: write('gate'),
    }
    const held = new HeldRecord(recorder, () => {})
    const executor = await Executor.open(plan, part.own, {
      findKind: findToy,
      openDataset: () => Promise.reject(new Error('none')),
      recorder: held,
      log: held.log,
    })
    executor.setTimeline(timeline)
    const outs = new Map<ChannelKey, OutChannel>()
    const ins = new Map<ChannelKey, InChannel>()
    const transport = {
      openIn: (key: ChannelKey, peer: string, type: CarriedType) => {
        const channel = ins.get(key) ?? new InChannel(key, peer, type, RUN)
        ins.set(key, channel)
        return channel
      },
      openOut: (key: ChannelKey, peer: string, type: CarriedType) => {
        const post = (bytes: Uint8Array) => host?.hear(Uint8Array.from(bytes), type)
        const channel = outs.get(key) ?? new OutChannel(key, peer, type, RUN, post, () => {})
        outs.set(key, channel)
        return channel
      },
    }
    const work = workOf(executor.tasks, { part }, transport)
    host = new HandHost(executor, work, part, held, feed, timeline.length, outs)
    return host
  }

  /** Does what can be done. @param isPlain true to run no step ahead. */
  drive(isPlain = false): void {
    const { foresight, steps } = this
    while (this.step < steps)
      if (foresight.isActive) {
        const before = this.step
        this.step = foresight.settle()
        const isFurther = foresight.isActive && foresight.extend(steps, Number.POSITIVE_INFINITY)
        if (!isFurther && this.step === before) break
      } else if (this.work.every(({ inlets }) => inlets.every((inlet) => isReady(inlet, this.step)))) this.doStep()
      else if (isPlain || !foresight.begin(this.step, steps)) break
    this.stepsAhead = Math.max(this.stepsAhead, foresight.firstFree - this.step)
    foresight.promise()
    for (const out of this.outs.values()) out.flush()
  }

  /** The first step before which a halt may come. */
  get firstFree(): number {
    return this.foresight.firstFree
  }

  /** Goes back to what holds, as before a snapshot. */
  undo(): void {
    this.foresight.undo()
  }

  /** All that was said on the link directions out, step by step. */
  said(): Map<ChannelKey, unknown[][]> {
    return new Map(
      [...this.heard].map(([key, channel]) => {
        const buffer = new OutPort<WireEvent>(() => makeEvent(channel.type))
        return [
          key,
          Array.from({ length: this.steps }, (_, step) => {
            channel.readStep(step, buffer)
            return valuesOf(buffer)
          }),
        ] as const
      }),
    )
  }

  private doStep(): void {
    this.foresight.pause()
    this.executor.beginStep(this.step)
    for (const item of this.work) {
      for (const inlet of item.inlets) takeStep(inlet, this.step)
      item.run()
      for (const { channel, buffer } of item.outlets) channel.writeStep(this.step, buffer)
    }
    this.step++
  }

  private hear(bytes: Uint8Array, type: CarriedType): void {
    const message = decodeMessage(bytes, RUN)
    if (message.kind === 'promise') this.promises.push(message)
    if (message.kind !== 'data') return
    const channel = this.heard.get(message.key) ?? new InChannel(message.key, 'host', type, RUN)
    this.heard.set(message.key, channel)
    const offer = channel.offer(message)
    if (offer.verdict === 'new') channel.take(offer)
  }
}

/** The values that a promise gives for its last step. */
export function promisedValues({ count, records }: PromiseMessage): unknown[] {
  const channel = new InChannel(0, 'host', 'order', RUN)
  channel.takePromise({ kind: 'promise', key: 0, base: 0, through: 0, count, records })
  const buffer = bufferOf('order', [])
  channel.foretell(0, buffer)
  return valuesOf(buffer)
}
