/**
 * Whether a backtest, which takes quiet stretches at once, says what its steps say one by one. A node that takes a stretch is
 * shown data that has not come yet; this finds one that makes use of it.
 */
import type { Plan } from '../graph'
import { Executor, type Recorder, runDataOf } from '../runtime'
import { isoFromNs, type OrderEvent, type PortType, type ReportEvent, type SignalEvent } from '../sdk'
import { type Described, describeEvent } from './describe'
import { Mixer } from './mixer'
import type { TraceDeps } from './trace'

/** The first saying that is another one where stretches are taken at once. */
export interface StretchPeek {
  readonly node: string
  readonly step: number
  readonly ts: string
  readonly stepByStep: readonly Described[]
  readonly atOnce: readonly Described[]
}

type Told = (node: number, tsNs: bigint, type: PortType | 'report', event: Readonly<Sayable>) => void
type Sayable = OrderEvent | SignalEvent | ReportEvent
type Way = 'one by one' | 'at once'

/** All that is decided in a run, in the order in which it is. @throws Error in words where a node fails. */
async function runTold(plan: Plan, deps: TraceDeps, way: Way, told: Told): Promise<BigInt64Array> {
  const recorder: Recorder = {
    onReport: (tsNs, report) => told(report.author, tsNs, 'report', report),
    onIntent: (tsNs, node, intent) => told(node, tsNs, 'intent', intent),
    onSignal: (tsNs, node, signal) => told(node, tsNs, 'signal', signal),
    onAccount() {},
  }
  const executor = await Executor.open(plan, 'all', { ...deps, recorder, log() {} })
  const { timeline } = runDataOf(executor)
  executor.setTimeline(timeline)
  if (way === 'at once') executor.runSteps(0, timeline.length)
  else
    for (let step = 0; step < timeline.length; step++) {
      executor.beginStep(step)
      for (const task of executor.tasks) task.run()
    }
  return timeline
}

/** Numbers for what each node said at each instant, in the order of the first saying. */
async function sayings(plan: Plan, deps: TraceDeps, way: Way) {
  const mixer = new Mixer()
  const said = new Map<string, number>()
  const timeline = await runTold(plan, deps, way, (node, tsNs, type, event) => {
    const key = `${tsNs} ${node}`
    said.set(key, mixer.mix(said.get(key) ?? 0, type, '', event))
  })
  return { said, timeline }
}

/** @returns null where both ways say the same. @throws Error in words where a source can't be opened, or a node fails. */
export async function findStretchPeek(plan: Plan, deps: TraceDeps): Promise<StretchPeek | null> {
  const [walked, taken] = [await sayings(plan, deps, 'one by one'), await sayings(plan, deps, 'at once')]
  // In the order of saying: of those at one instant the first is the cause, and the others are its consequence.
  const parted = [...taken.said.keys(), ...walked.said.keys()].filter(isOther(walked.said, taken.said)).map(placeOf)
  const first = parted.reduce<Place | null>((best, one) => (best && best.tsNs <= one.tsNs ? best : one), null)
  if (first === null) return null
  const { tsNs, node } = first
  return {
    node: plan.nodes[node]?.id ?? String(node),
    step: walked.timeline.indexOf(tsNs),
    ts: isoFromNs(tsNs),
    stepByStep: await wordsOf(plan, deps, 'one by one', node, tsNs),
    atOnce: await wordsOf(plan, deps, 'at once', node, tsNs),
  }
}

const isOther = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) => (key: string) =>
  a.get(key) !== b.get(key)

interface Place {
  readonly tsNs: bigint
  readonly node: number
}

function placeOf(key: string): Place {
  const [ts = '0', node = '0'] = key.split(' ')
  return { tsNs: BigInt(ts), node: Number(node) }
}

async function wordsOf(plan: Plan, deps: TraceDeps, way: Way, node: number, tsNs: bigint): Promise<Described[]> {
  const all: Described[] = []
  await runTold(plan, deps, way, (speaker, at, type, event) => {
    if (speaker === node && at === tsNs) all.push(describeEvent(plan, `${type}s`, type, event))
  })
  return all
}
