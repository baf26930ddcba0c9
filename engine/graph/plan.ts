import type { Instrument, NodeCategory, PortType } from '../sdk'

/** A node as it runs: its place in the run is its index, which never changes while the run lives. */
export interface PlanNode {
  readonly index: number
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly category: NodeCategory
  readonly label: string
  /** Parsed params, defaults filled in. */
  readonly params: Record<string, unknown>
}

/** A link as it runs. `intent` and `order` links are two-way: reports come back up. */
export interface PlanLink {
  readonly index: number
  /** `a.out>b.in`. */
  readonly name: string
  readonly type: PortType
  readonly from: number
  readonly fromPort: string
  readonly to: number
  readonly toPort: string
  readonly twoWay: boolean
}

/**
 * One piece of a step. `venue`: a gateway matches the step's market; a guard or strategy hears the reports. `data`: a
 * node handles what came down and speaks.
 */
export interface PlanTask {
  readonly node: number
  readonly phase: 'venue' | 'data'
}

/** A topology made ready to run: checked, numbered, ordered. Plain data, so that it can be handed to processes. */
export interface Plan {
  readonly name: string
  /** SHA-256 (hex) of the graph without layout, name and labels. */
  readonly hash: string
  readonly seed: number
  readonly instruments: readonly Instrument[]
  readonly nodes: readonly PlanNode[]
  /** In the order drawn, which is the order in which events of one step are handled. */
  readonly links: readonly PlanLink[]
  /** The order of a step's work; every process follows its own part of it. */
  readonly tasks: readonly PlanTask[]
  /** Guard stamps by node index; a gateway accepts only these. */
  readonly stamps: Readonly<Record<number, number>>
}
