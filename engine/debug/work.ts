import type { Plan } from '../graph'
import type { Executor, Output } from '../runtime'
import type { OutPort, ReportEvent } from '../sdk'

/** One task of a step, with all that is looked at after it. */
export interface Work {
  readonly node: number
  readonly isVenue: boolean
  /** True for the task in which the node's outputs are said: a gateway's venue task, any other's data task. */
  readonly speaks: boolean
  readonly outputs: readonly Output[]
  /** Where the node's reports lie; null for a node that gives none. */
  readonly reports: OutPort<ReportEvent> | null
  run(): void
}

/** The tasks of a step in the plan's order. */
export function workOf(plan: Plan, executor: Executor): Work[] {
  const nodes = new Map(plan.nodes.map((node) => [node.index, node]))
  return executor.tasks.map((task) => {
    const category = nodes.get(task.node)?.category
    const isVenue = task.phase === 'venue'
    const { outputs, reports } = executor.said(task.node)
    return {
      node: task.node,
      isVenue,
      speaks: (category === 'gateway') === isVenue,
      outputs,
      reports: category === 'gateway' || category === 'guard' ? reports : null,
      run: () => task.run(),
    }
  })
}
