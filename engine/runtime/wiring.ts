/** Joins slots by the links of a plan: directly within a process, through channels to the others. */

import type { Plan, PlanLink } from '../graph'
import { OutPort, type PortType, ReportEvent } from '../sdk'
import type { Channel } from './channel'
import type { Slot } from './slot'
import { type Input, makeOutput, type Output } from './slot-ports'

export class Wiring {
  /** Where the events of links from other processes are put for their step. */
  private readonly arriving = new Map<number, Output>()
  private readonly arrivingReports = new Map<number, OutPort<ReportEvent>>()

  constructor(
    private readonly plan: Plan,
    private readonly slots: ReadonlyMap<number, Slot>,
    private readonly stopped: ReadonlySet<number>,
  ) {}

  /** Sets what a slot hears, link by link in the order drawn. */
  connect(slot: Slot): void {
    const counts = new Map([...slot.inputs, ...slot.venueInputs].map((input) => [input.link, input.events]))
    slot.inputs = []
    slot.venueInputs = []
    slot.reportInputs = []
    slot.deadLinks = []
    for (const link of this.plan.links) {
      if (link.to === slot.node.index && this.isActive(link)) this.connectInput(slot, link, counts.get(link.index) ?? 0)
      if (link.from === slot.node.index && link.twoWay) this.connectReports(slot, link)
    }
    this.connectNowhere(slot)
  }

  /** Orders said on an output without a link are answered, too: their writer would wait for them for ever. */
  private connectNowhere(slot: Slot): void {
    const { index } = slot.node
    for (const [port, { type, spec, buffer }] of slot.outputs.entries())
      if ((type === 'intent' || type === 'order') && !this.plan.links.some((one) => isFrom(one, index, spec.id)))
        slot.deadLinks.push({ link: NO_LINK, port, buffer })
  }

  /** The channels that a slot's piece of work reads and feeds. */
  channels(slot: Slot, phase: 'venue' | 'data'): { inbound: Channel[]; outbound: Channel[] } {
    const inbound: Channel[] = []
    const outbound: Channel[] = []
    for (const link of this.plan.links) {
      if (!this.isActive(link)) continue
      const heard = link.to === slot.node.index && !this.slots.has(link.from)
      const said = link.from === slot.node.index && !this.slots.has(link.to)
      if (heard && this.hearsIn(slot, link) === phase) inbound.push(this.down(link, this.arrivingOutput(link)))
      if (said && this.speaksIn(slot) === phase) outbound.push(this.down(link, this.outputOf(slot, link)))
      if (!link.twoWay || phase !== 'venue') continue
      if (said) inbound.push({ link: link.index, direction: 'up', type: 'report', buffer: this.arrivingReport(link) })
      if (heard) outbound.push({ link: link.index, direction: 'up', type: 'report', buffer: slot.reports })
    }
    return { inbound, outbound }
  }

  private isActive(link: PlanLink): boolean {
    return !this.stopped.has(link.from) && !this.stopped.has(link.to)
  }

  /** A gateway hears the market in the venue phase, before its orders of the step. */
  private hearsIn(slot: Slot, link: PlanLink): 'venue' | 'data' {
    return slot.node.category === 'gateway' && !link.twoWay ? 'venue' : 'data'
  }

  private speaksIn(slot: Slot): 'venue' | 'data' {
    return slot.node.category === 'gateway' ? 'venue' : 'data'
  }

  private connectInput(slot: Slot, link: PlanLink, events: number): void {
    const port = slot.kind.manifest.inputs.findIndex((input) => input.id === link.toPort)
    const from = this.slots.get(link.from)
    const { type, buffer } = from ? this.outputOf(from, link) : this.arrivingOutput(link)
    // Type and buffer come from one output, so they belong together; the union of pairs can't say so.
    const input = { type, link: link.index, port, buffer, events, last: -1 } as Input
    if (this.hearsIn(slot, link) === 'venue') slot.venueInputs.push(input)
    else slot.inputs.push(input)
  }

  private connectReports(slot: Slot, link: PlanLink): void {
    const port = slot.kind.manifest.outputs.findIndex((output) => output.id === link.fromPort)
    if (this.isActive(link)) {
      const buffer = this.slots.get(link.to)?.reports ?? this.arrivingReport(link)
      slot.reportInputs.push({ link: link.index, port, buffer })
      return
    }
    const output = this.outputOf(slot, link)
    if (this.stopped.has(link.to) && (output.type === 'intent' || output.type === 'order'))
      slot.deadLinks.push({ link: link.index, port, buffer: output.buffer })
  }

  private outputOf(slot: Slot, link: PlanLink): Output {
    const output = slot.outputs.find((one) => one.spec.id === link.fromPort)
    if (!output) throw new Error(`${slot.node.id} has no output "${link.fromPort}"`)
    return output
  }

  private arrivingOutput(link: PlanLink): Output {
    const known = this.arriving.get(link.index)
    if (known) return known
    const made = makeOutput({ id: link.fromPort, type: link.type, label: '', help: '' })
    this.arriving.set(link.index, made)
    return made
  }

  private arrivingReport(link: PlanLink): OutPort<ReportEvent> {
    const known = this.arrivingReports.get(link.index)
    if (known) return known
    const made = new OutPort(() => new ReportEvent())
    this.arrivingReports.set(link.index, made)
    return made
  }

  private down(link: PlanLink, { type, buffer }: Output): Channel {
    return { link: link.index, direction: 'down', type: type satisfies PortType, buffer } as Channel
  }
}

/** In place of the link by which something goes or came. */
const NO_LINK = -1

const isFrom = ({ from, fromPort }: PlanLink, node: number, port: string): boolean => from === node && fromPort === port
