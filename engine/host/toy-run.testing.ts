/** The toy graph as one process runs it, and how to compare. */
import { compileTopology, type Plan } from '../graph'
import { RunLog } from '../report'
import { Executor, unionTimeline } from '../runtime'
import { findToy, TOY_CATALOGUE, TOY_TOPOLOGY } from '../runtime/toy-kinds.testing'
import { type Haltable, Random, type Topology } from '../sdk'
import { stoppedNodes } from './part'

export const compile = (topology: Topology, options = {}) => {
  const answer = compileTopology(topology, TOY_CATALOGUE, { seed: 7, secret: 's', ...options })
  if (!answer.ok) throw new Error(answer.problems.map((one) => one.message).join('\n'))
  return answer
}
export const { plan: PLAN } = compile(TOY_TOPOLOGY)
/** A process for each node. */
export const alone = (plan: Plan) => plan.nodes.map((node) => ({ host: node.id, nodes: [node.index] }))

/** A change of the whole run between two steps. */
export interface Turn {
  readonly at: number
  readonly plan: Plan
  readonly stopped: readonly number[]
  /** A guard that is halted then, and flattens. */
  readonly halted?: number
}

/** A seed for a test, printed, and taken from PATCHBAY_TEST_SEED where that is set. */
export function seedFor(name: string): number {
  const seed = Number(process.env.PATCHBAY_TEST_SEED ?? Date.now() % 2 ** 31)
  console.info(`${name}: PATCHBAY_TEST_SEED=${seed}`)
  return seed
}
export const chance = (name: string) => new Random(seedFor(name), name)

/** One process does everything: what the processes are measured by. */
export async function wholeRun(plan: Plan = PLAN, turns: readonly Turn[] = []) {
  const log = new RunLog()
  const executor = await Executor.open(plan, 'all', {
    findKind: findToy,
    openDataset: () => Promise.reject(new Error('none')),
    recorder: log,
    log() {},
  })
  const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
  executor.setTimeline(timeline)
  let step = 0
  let stopped: ReadonlySet<number> = new Set()
  const runTo = (end: number) => {
    for (; step < end; step++) {
      executor.beginStep(step)
      for (const task of executor.tasks) if (!stopped.has(task.node)) task.run()
    }
  }
  for (const turn of turns) {
    runTo(turn.at)
    stopped = stoppedNodes(turn.plan, new Set(turn.stopped))
    await executor.warm(await executor.apply(turn.plan, 'all', stopped), turn.at, async () => {})
    if (turn.halted !== undefined) (executor.operatorOf(turn.halted) as Haltable).halt(true)
  }
  runTo(timeline.length)
  return { lines: linesOf(log), timeline }
}

/** Every record as text, in canonical order. */
export function linesOf(log: RunLog): string[] {
  log.sort()
  return [log.reports, log.accounts, log.intents, log.signals].flatMap((table) => {
    const { codec, length } = table
    const event = (table.makeEvent as () => object)()
    const read = table.read.bind(table) as (row: number, into: object) => object
    return Array.from(
      { length },
      (_, row) => `${codec.kind} ${table.tsNs(row)} ${table.author(row)} ${JSON.stringify(read(row, event))}`,
    )
  })
}

/** Milliseconds of data in the toy run, and the speed at which it takes so many milliseconds. */
export const speedFor = (timeline: BigInt64Array, ms: number) =>
  Number((timeline.at(-1) ?? 0n) - (timeline[0] ?? 0n)) / 1e6 / ms
/** A moment nobody can foresee, which is what these tests are about. */
export const someTime = (random: Random, msMax: number) =>
  new Promise((resolve) => setTimeout(resolve, random.uniform() * msMax))

/** The first line in which two runs part, with what comes before it; null if they are the same. */
export function firstDivergence(actual: readonly string[], expected: readonly string[]): string | null {
  const length = Math.max(actual.length, expected.length)
  for (let i = 0; i < length; i++)
    if (actual[i] !== expected[i])
      return `line ${i} of ${actual.length} / ${expected.length}\n  before ${expected[i - 1]}\n  is     ${actual[i]}\n  not    ${expected[i]}`
  return null
}
