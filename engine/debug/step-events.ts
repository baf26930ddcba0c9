/** What happened in the step in hand, event by event, in the order of its tasks. */
import type { Plan, PlanLink } from '../graph'
import type { Executor } from '../runtime'
import { type DebugEvent, type InstrumentTable, Report } from '../sdk'
import { Describer } from './describe'
import type { Work } from './work'

/** Most events of one step that are put into words. */
export const EVENTS_TOLD_MAX = 300

export class StepEvents {
  readonly list: DebugEvent[] = []
  leftOut = 0
  /** Tasks in which something was heard or said, ascending. */
  readonly acted: number[] = []
  /** Nodes that heard or said something. */
  readonly nodes = new Set<string>()
  readonly describer: Describer
  private readonly ids = new Map<number, string>()
  /** Two-way links out of each node: on these it hears reports. */
  private readonly twoWay = new Map<number, PlanLink[]>()
  private heardBefore = 0
  private reportsBefore = 0

  constructor(
    plan: Plan,
    private readonly executor: Executor,
    instruments: InstrumentTable,
  ) {
    for (const { index, id } of plan.nodes) this.ids.set(index, id)
    for (const link of plan.links)
      if (link.twoWay) this.twoWay.set(link.from, [...(this.twoWay.get(link.from) ?? []), link])
    this.describer = new Describer(instruments, (index) => this.idOf(index))
  }

  idOf(index: number): string {
    return this.ids.get(index) ?? String(index)
  }

  clear(): void {
    // Called at every step of a long run, in which nothing is written down.
    if (this.acted.length === 0) return
    this.list.length = 0
    this.acted.length = 0
    this.leftOut = 0
    this.nodes.clear()
  }

  /** Looks at a node before its task. */
  before(task: Work): void {
    this.heardBefore = this.executor.readout(task.node).eventsIn
    this.reportsBefore = task.isVenue && task.reports ? task.reports.count : 0
  }

  /** Writes down what a node said in its task. @returns whether it heard or said anything. */
  after(task: Work, place: number): boolean {
    const from = this.list.length + this.leftOut
    const node = this.idOf(task.node)
    const phase = task.isVenue ? 'venue' : 'data'
    if (task.speaks)
      for (const output of task.outputs)
        for (let one = 0; one < output.buffer.count; one++)
          this.add(() => {
            const { text } = this.describer.output(output, one)
            return { task: place, phase, node, port: output.spec.id, type: output.type, text }
          })
    if (task.reports)
      for (let one = this.reportsBefore; one < task.reports.count; one++) {
        const report = task.reports.events[one]
        if (report && report.type !== Report.account)
          this.add(() => ({
            task: place,
            phase,
            node,
            port: 'reports',
            type: 'report',
            text: this.describer.report(report).text,
          }))
      }
    const hasSaid = this.list.length + this.leftOut > from
    const heard = this.executor.readout(task.node).eventsIn
    const hasHeard = heard > this.heardBefore || (task.isVenue && this.reportsHeard(task.node) > 0)
    if (!hasSaid && !hasHeard) return false
    this.acted.push(place)
    this.nodes.add(node)
    return true
  }

  private add(make: () => DebugEvent): void {
    if (this.list.length < EVENTS_TOLD_MAX) this.list.push(make())
    else this.leftOut++
  }

  /** Reports that lie ready for a node in its venue task. */
  private reportsHeard(node: number): number {
    let count = 0
    for (const link of this.twoWay.get(node) ?? []) {
      const { reports } = this.executor.said(link.to)
      for (let one = 0; one < reports.count; one++) {
        const via = reports.events[one]?.via
        if (via === -1 || via === link.index) count++
      }
    }
    return count
  }
}
