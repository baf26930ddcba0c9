/**
 * A run that takes quiet stretches at once. Where nothing is out, nothing is being reported, and no node has anything to
 * say, a step is: features move on, prices move, the account is worth something else. The nodes of such a graph say how
 * many steps they will be silent for, and take as many together; the other steps are run as ever.
 *
 * A graph is taken this way if its data has one source, its nodes can all tell (`Operator.quietSteps`), and nobody hears
 * accounts or signals. What comes of it is what the steps one by one give: a property test holds it to that.
 */
import type { PortfolioEvent } from '../../sdk'
import type { RunClock } from '../run-clock'
import type { Slot } from '../slot'
import type { Input } from '../slot-ports'
import type { LoopTask, StepLoop } from '../step-loop'
import { makeStepLoop } from '../step-loop'
import { FeatureRun } from './feature-run'
import { type KnownRows, knownRows } from './market-rows'
import { type LastRows, SlotStretch } from './slot-stretch'

/** A node that is asked and passes: a strategy, a guard or a gateway. */
interface Asked {
  readonly slot: Slot
  readonly stretch: SlotStretch
}

/** The walk of this kind over a graph's steps; null where the graph or its data is not of the kind. */
export function makeQuietRun(tasks: readonly LoopTask[], clock: RunClock, steps: number): StepLoop | null {
  const slots = [...new Set(tasks.map(({ slot }) => slot))]
  const sources = slots.filter(({ source }) => source !== null)
  const [source] = sources
  const columns = source?.source?.columns
  if (sources.length !== 1 || !source || !columns || !slots.every((slot) => isFit(slot, source, slots))) return null
  if (slots.filter(({ isGateway }) => isGateway).length > 1) return null
  const rows = knownRows(columns, source.rowSteps, steps)
  return rows && new QuietRun(tasks, clock, source, rows).run
}

/** True for a node that can be part of such a run. */
function isFit(slot: Slot, source: Slot, slots: readonly Slot[]): boolean {
  const inputs = [...slot.inputs, ...slot.venueInputs]
  if (slot === source) return slot.outputs.length === 1 && slot.outputs[0]?.type === 'market'
  const hears = (input: Input) =>
    input.type === 'market'
      ? input.buffer === source.outputs[0]?.buffer
      : input.type === 'feature'
        ? slot.node.category !== 'feature' && slots.some((one) => isFeatureOf(one, input))
        : input.type === 'intent' || input.type === 'order'
  const markets = inputs.filter(({ type }) => type === 'market').length
  if (slot.deadLinks.length > 0 || !inputs.every(hears) || markets > 1) return false
  if (slot.node.category === 'feature')
    return markets === 1 && slot.reportInputs.length === 0 && slot.outputs.every(({ type }) => type === 'feature')
  const { operator } = slot
  return operator?.quietSteps !== undefined && (slot.isGateway ? operator.passMarket : operator.pass) !== undefined
}

const isFeatureOf = (slot: Slot, input: Input): boolean =>
  slot.node.category === 'feature' && slot.outputs.some(({ buffer }) => buffer === input.buffer)

class QuietRun {
  private readonly features: readonly FeatureRun[]
  /** Those that are asked by events, in the order of the step. */
  private readonly heard: readonly FeatureRun[]
  /** The gateway first, for it knows at once; strategies next; guards last, whose look takes longest. */
  private readonly asked: readonly Asked[]
  private readonly slots: readonly Slot[]
  private readonly loop: StepLoop
  private readonly last: LastRows
  /** By instrument: the stretch in which its last row was found. */
  private readonly foundIn: Uint32Array
  private stretches = 0
  private equity = new Float64Array(0)

  constructor(
    tasks: readonly LoopTask[],
    private readonly clock: RunClock,
    private readonly source: Slot,
    private readonly rows: KnownRows,
  ) {
    this.slots = [...new Set(tasks.map(({ slot }) => slot))]
    this.foundIn = new Uint32Array(rows.highestId + 1)
    this.last = { rows: new Int32Array(rows.instruments), ms: new Float64Array(rows.instruments), count: 0 }
    const features = this.slots.filter(({ node }) => node.category === 'feature')
    this.features = features.map((slot) => new FeatureRun(slot, this.stretchOf(slot, [])))
    this.heard = this.features.filter(({ writes }) => !writes)
    const others = this.slots.filter((slot) => slot !== source && !features.includes(slot))
    this.asked = others
      .map((slot) => ({ slot, stretch: this.stretchOf(slot, this.features) }))
      .sort((a, b) => rankOf(a.slot) - rankOf(b.slot))
    this.loop = makeStepLoop(tasks, clock, new Map(this.features.map((feature) => [feature.slot, feature])))
  }

  /** Runs the steps [from, to). The last one is run as ever, so that all buffers stand as they would. */
  readonly run: StepLoop = (from, to) => {
    this.writeFeatures(from, to)
    for (let step = from; step < to; ) {
      step = this.pass(step, to - 1)
      this.source.cursor = this.rows.starts[step] as number
      this.loop(step, step + 1)
      step++
    }
  }

  private stretchOf(slot: Slot, features: readonly FeatureRun[]): SlotStretch {
    const inputs = [...slot.inputs, ...slot.venueInputs]
    const lines = features.flatMap((feature) => feature.lines)
    const heard = inputs.flatMap((input) => {
      const line = lines.find(({ output }) => output.buffer === input.buffer)
      return line ? [{ port: input.port, columns: line.writer }] : []
    })
    const market = inputs.some(({ type }) => type === 'market') ? this.rows : null
    return new SlotStretch(this.clock.stepsMs, market, heard, inputs, this.last)
  }

  private writeFeatures(from: number, to: number): void {
    for (const feature of this.features) {
      feature.begin(from, to)
      if (feature.writes) {
        this.findLastRows(from, to)
        feature.write(from, to)
      }
    }
    if (this.heard.length > 0) this.hearFeatures(from, to)
  }

  private hearFeatures(from: number, to: number): void {
    const { source, clock } = this
    const [market] = source.outputs
    for (let step = from; step < to; step++) {
      clock.toStep(step)
      market?.buffer.clear()
      source.source?.emitRows(this.rows.starts[step] as number, this.rows.starts[step + 1] as number)
      for (const feature of this.heard) feature.runStep(step)
    }
    clock.toStep(from)
  }

  /** Takes as many steps from this one on as are quiet, but none from `end` on. @returns the next step. */
  private pass(from: number, end: number): number {
    if (from >= end || !this.isSilent()) return from
    let to = end
    for (const { slot, stretch } of this.asked) {
      stretch.set(from, to)
      to = Math.min(to, from + (slot.operator?.quietSteps?.(stretch) ?? 0))
      if (to <= from) return from
    }
    this.findLastRows(from, to)
    for (const { slot, stretch } of this.asked) {
      stretch.set(from, to)
      stretch.countIn(slot)
      if (slot.isGateway) this.passMarket(slot, stretch)
      else slot.operator?.pass?.(stretch)
    }
    this.source.eventsOut += (this.rows.starts[to] as number) - (this.rows.starts[from] as number)
    return to
  }

  private isSilent(): boolean {
    for (const { reports, bounced, isRoused } of this.slots)
      if (isRoused || reports.count !== 0 || bounced.count !== 0) return false
    return true
  }

  private passMarket(slot: Slot, stretch: SlotStretch): void {
    const { from, to } = stretch
    if (this.equity.length < to - from) this.equity = new Float64Array(to - from)
    for (const { buffer } of slot.outputs) buffer.clear()
    slot.operator?.passMarket?.(stretch, this.equity)
    for (const { type, buffer } of slot.outputs)
      if (type === 'portfolio' && buffer.count > 0) {
        slot.eventsOut += to - from
        this.record(slot, from, to, buffer.events[0] as PortfolioEvent)
      }
  }

  private record(slot: Slot, from: number, to: number, account: PortfolioEvent): void {
    const { recorder, clock } = slot
    const { index } = slot.node
    if (recorder.onAccountsAt) {
      recorder.onAccountsAt(clock.halves, from, to, index, account, this.equity)
      return
    }
    const gap = account.unrealizedMicros - account.equityMicros
    for (let step = from; step < to; step++) {
      account.equityMicros = this.equity[step - from] as number
      account.unrealizedMicros = account.equityMicros + gap
      clock.toStep(step)
      if (recorder.onAccountAt) recorder.onAccountAt(clock.halves, step, index, account)
      else recorder.onAccount(clock.tsNs, index, account)
    }
  }

  /** Finds the last row of each instrument in the steps [from, to), from the end on. */
  private findLastRows(from: number, to: number): void {
    const { rows, last, foundIn } = this
    const { starts, instrument } = rows
    const mark = ++this.stretches
    const first = starts[from] as number
    let count = 0
    for (let row = (starts[to] as number) - 1; row >= first && count < rows.instruments; row--) {
      const id = instrument[row] as number
      if (foundIn[id] === mark) continue
      foundIn[id] = mark
      last.rows[count++] = row
    }
    last.count = count
    last.rows.subarray(0, count).reverse()
    for (let i = 0; i < count; i++) {
      const row = last.rows[i] as number
      last.ms[i] = this.clock.stepsMs[this.source.rowSteps[row] as number] as number
    }
  }
}

/** Who is asked first. */
function rankOf({ isGateway, node }: Slot): number {
  return isGateway ? 0 : node.category === 'guard' ? 2 : 1
}
