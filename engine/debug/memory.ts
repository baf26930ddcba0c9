/**
 * What each port said last. A buffer's pool keeps the events of its last turn until the next one overwrites them, so
 * that between two turns only their number and their step need to be noted: nothing is copied per step.
 */
import type { Plan } from '../graph'
import type { Executor, Output } from '../runtime'
import { FeatureEvent, type OutPort, Report, ReportEvent } from '../sdk'

/** One output, and when it last spoke. */
interface Mouth {
  readonly output: Output
  step: number
  count: number
}

/** The last reports that went up a two-way link. */
interface Upward {
  step: number
  count: number
  readonly last: ReportEvent
}

export interface MemoryState {
  readonly mouths: readonly { step: number; count: number; events: unknown[] }[]
  readonly upward: readonly { link: number; step: number; count: number; last: ReportEvent }[]
}

export class Memory {
  private readonly mouths: Mouth[] = []
  private readonly byNode = new Map<number, Mouth[]>()
  private readonly upward = new Map<number, Upward>()
  private readonly twoWayInto = new Map<number, number[]>()

  constructor(
    plan: Plan,
    private readonly executor: Executor,
  ) {
    for (const { index } of plan.nodes) {
      const mouths = executor.said(index).outputs.map((output) => ({ output, step: -1, count: 0 }))
      this.mouths.push(...mouths)
      this.byNode.set(index, mouths)
    }
    for (const link of plan.links)
      if (link.twoWay) this.twoWayInto.set(link.to, [...(this.twoWayInto.get(link.to) ?? []), link.index])
  }

  /** Notes what the outputs said in a step, at its end. */
  note(step: number): void {
    for (const mouth of this.mouths) look(mouth, step)
  }

  /** Notes what one node's outputs said in a step, after its task. */
  noteNode(node: number, step: number): void {
    for (const mouth of this.byNode.get(node) ?? []) look(mouth, step)
  }

  /** Notes the reports of a node from a place of its buffer on. */
  noteReports(node: number, from: number, step: number): void {
    const { reports } = this.executor.said(node)
    for (let place = from; place < reports.count; place++) {
      const report = reports.events[place]
      if (!report || report.type === Report.account) continue
      for (const link of this.twoWayInto.get(node) ?? [])
        if (report.via === -1 || report.via === link) this.keep(link, report, step)
    }
  }

  /** The output of a node's port and when it last spoke; null before the first time. */
  last(node: number, port: string): Readonly<Mouth> | null {
    const found = this.byNode.get(node)?.find((mouth) => mouth.output.spec.id === port)
    return found && found.step >= 0 ? found : null
  }

  /** The last report that went up a link. */
  lastUp(link: number): Readonly<Upward> | null {
    return this.upward.get(link) ?? null
  }

  private keep(link: number, report: ReportEvent, step: number): void {
    const known = this.upward.get(link) ?? { step: -1, count: 0, last: new ReportEvent() }
    known.count = known.step === step ? known.count + 1 : 1
    known.step = step
    known.last.copyFrom(report)
    this.upward.set(link, known)
  }

  snapshot(): MemoryState {
    return {
      mouths: this.mouths.map(({ step, count, output }) => ({
        step,
        count,
        events: output.buffer.events.slice(0, count),
      })),
      upward: [...this.upward].map(([link, { step, count, last }]) => ({ link, step, count, last })),
    }
  }

  /** Puts back what `snapshot` gave, the events into the pools they stood in. */
  restore(state: MemoryState): void {
    for (const [place, kept] of state.mouths.entries()) {
      const mouth = this.mouths[place]
      if (!mouth) continue
      mouth.step = kept.step
      mouth.count = kept.count
      refill(mouth.output.buffer as OutPort<{ reset(): void }>, kept.events)
    }
    this.upward.clear()
    for (const { link, step, count, last } of state.upward)
      this.upward.set(link, { step, count, last: new ReportEvent().copyFrom(last) })
  }
}

function look(mouth: Mouth, step: number): void {
  const { count } = mouth.output.buffer
  if (count === 0) return
  mouth.step = step
  mouth.count = count
}

/** Writes kept fields into a pool. The buffer is left as if nothing had been said in this turn. */
function refill(buffer: OutPort<{ reset(): void }>, events: readonly unknown[]): void {
  buffer.clear()
  for (const kept of events) {
    const slot = buffer.next()
    const fields = kept as Partial<FeatureEvent>
    if (slot instanceof FeatureEvent) {
      slot.instrument = fields.instrument ?? 0
      slot.hedge = fields.hedge ?? -1
      if (fields.values) slot.values.set(fields.values)
    } else Object.assign(slot, kept)
  }
  buffer.clear()
}
