/**
 * What every task said in every step, as one number a task and step: enough to find the first node, and the first moment,
 * at which two runs of one drawing part.
 */
import type { Plan } from '../graph'
import { Executor, type ExecutorDeps, runDataOf } from '../runtime'
import type { EventOf, NodeContext, NodeKind, OutPort, PortType, ReportEvent, SourceContext } from '../sdk'
import { type Described, describeEvent } from './describe'
import { Mixer } from './mixer'

/** How the kinds and the data of a run are found. */
export type TraceDeps = Pick<ExecutorDeps, 'findKind' | 'openDataset'>

/** One run's sayings. */
export interface Trace {
  readonly timeline: BigInt64Array
  /** By place in the plan's tasks, by step: 0 where nothing was said. */
  readonly said: readonly Uint32Array[]
}

interface Captured {
  readonly port: string
  readonly type: PortType
  readonly buffer: OutPort<EventOf[PortType]>
}

/** Hears all that a run says; `onStep` comes after each step, `onEvent` for each event in it. */
interface Listener {
  onEvent(task: number, said: Captured, event: EventOf[PortType]): void
  onReport(task: number, report: Readonly<ReportEvent>): void
  onStep?(step: number): void
}

/** Runs a plan to its end, or until `stepsMax`. @throws Error in words where a source can't be opened or a node fails. */
async function runHeard(
  plan: Plan,
  deps: TraceDeps,
  stepsMax: number,
  listenerOf: (timeline: BigInt64Array) => Listener,
): Promise<BigInt64Array> {
  const outputs = new Map<string, Captured[]>()
  let listener: Listener | null = null
  let place = 0
  const executor = await Executor.open(plan, 'all', {
    findKind: (kind) => capturing(deps.findKind(kind), outputs),
    openDataset: deps.openDataset,
    recorder: {
      onReport: (_tsNs, report) => listener?.onReport(place, report),
      onAccount() {},
      onIntent() {},
      onSignal() {},
    },
    log() {},
  })
  const { timeline } = runDataOf(executor)
  executor.setTimeline(timeline)
  listener = listenerOf(timeline)
  const speaking = executor.tasks.map((task) => {
    const node = plan.nodes[task.node]
    const speaks = (node?.category === 'gateway') === (task.phase === 'venue')
    return { task, said: speaks && node ? (outputs.get(node.id) ?? []) : [] }
  })
  for (let step = 0; step < Math.min(timeline.length, stepsMax); step++) {
    executor.beginStep(step)
    for (const [index, { task, said }] of speaking.entries()) {
      place = index
      task.run()
      for (const one of said)
        for (let i = 0; i < one.buffer.count; i++) {
          const event = one.buffer.events[i]
          if (event) listener.onEvent(index, one, event)
        }
    }
    listener.onStep?.(step)
  }
  return timeline
}

/** The kind, with every output noted that its node takes. */
function capturing(kind: NodeKind | undefined, outputs: Map<string, Captured[]>): NodeKind | undefined {
  const noted = <C extends NodeContext>(ctx: C): C => {
    const all: Captured[] = []
    outputs.set(ctx.nodeId, all)
    const output: NodeContext['output'] = (port, type) => {
      const buffer = ctx.output(port, type)
      // The port's type and its buffer belong together; the list holds ports of every type.
      if (!all.some((one) => one.port === port))
        all.push({ port, type, buffer: buffer as unknown as OutPort<EventOf[PortType]> })
      return buffer
    }
    return new Proxy(ctx, { get: (target, name) => (name === 'output' ? output : Reflect.get(target, name)) })
  }
  if (kind?.shape === 'operator') return { ...kind, create: (ctx, params) => kind.create(noted(ctx), params) }
  if (kind?.shape === 'source') return { ...kind, open: (ctx: SourceContext, params) => kind.open(noted(ctx), params) }
  return kind
}

/** Runs a plan and keeps what was said. Memory: 4 bytes a task and step. */
export async function traceRun(plan: Plan, deps: TraceDeps): Promise<Trace> {
  const said: Uint32Array[] = []
  const mixer = new Mixer()
  let step = 0
  const timeline = await runHeard(plan, deps, Number.POSITIVE_INFINITY, ({ length }) => {
    for (const _ of plan.tasks) said.push(new Uint32Array(length))
    const mix = (task: number, type: PortType | 'report', port: string, event: Parameters<Mixer['mix']>[3]) => {
      const column = said[task]
      if (column) column[step] = mixer.mix(column[step] ?? 0, type, port, event)
    }
    return {
      onEvent: (task, { port, type }, event) => mix(task, type, port, event),
      onReport: (task, report) => mix(task, 'report', '', report),
      onStep: (done) => {
        step = done + 1
      },
    }
  })
  return { timeline, said }
}

/** What a task said in one step, in words: for the message that names a divergence. */
export async function sayingsAt(plan: Plan, deps: TraceDeps, task: number, step: number): Promise<Described[]> {
  const all: Described[] = []
  let now = 0
  await runHeard(plan, deps, step + 1, () => ({
    onEvent: (speaker, { port, type }, event) => {
      if (speaker === task && now === step) all.push(describeEvent(plan, port, type, event))
    },
    onReport: (speaker, report) => {
      if (speaker === task && now === step) all.push(describeEvent(plan, 'reports', 'report', report))
    },
    onStep: (done) => {
      now = done + 1
    },
  }))
  return all
}

/**
 * Walks a plan and hands every number of every feature output to `hear`: the node's index, the port, the name's place, the
 * event's instrument and its value.
 */
export async function hearFeatures(
  plan: Plan,
  deps: TraceDeps,
  hear: (tsNs: bigint, node: number, port: string, instrument: number, values: Float64Array) => void,
): Promise<BigInt64Array> {
  let step = 0
  return runHeard(plan, deps, Number.POSITIVE_INFINITY, (timeline) => ({
    onEvent: (task, { port, type }, event) => {
      if (type === 'feature' && 'values' in event)
        hear(timeline[step] ?? 0n, plan.tasks[task]?.node ?? -1, port, event.instrument, event.values)
    },
    onReport() {},
    onStep: (done) => {
      step = done + 1
    },
  }))
}
