/**
 * The walk over a run's steps, made to measure. `Slot` says what a task means for any node; walking it that way asks the
 * same questions of the same graph a million times, through calls that every kind of node shares. Here the answers are
 * written out once as the text of one function a task: which buffers are emptied, which handlers hear which inputs. What
 * is rare (reports, intents, orders to a stopped node) is left to `Slot`.
 *
 * The text is made of nothing but numbers and the names below: no word of a drawing gets into it. Graphs of the same
 * kinds, wired alike, share it, so that a sweep compiles once.
 */
import type { Operator } from '../sdk'
import { Market, Portfolio } from '../sdk'
import type { RunClock } from './run-clock'
import type { Slot } from './slot'
import type { Input } from './slot-ports'

/** A task of the walk. */
export interface LoopTask {
  readonly slot: Slot
  readonly phase: 'venue' | 'data'
}

/** Runs the steps [from, to). */
export type StepLoop = (from: number, to: number) => void

type LoopFactory = (bound: readonly unknown[]) => StepLoop

/** Texts kept; a sweep needs one. */
const FACTORIES_MAX = 64
const factories = new Map<string, LoopFactory>()

/** Says what a node says in a step, in place of its handlers. */
export interface Sayer {
  say(step: number): void
}

/**
 * The walk over these tasks. It holds the slots' operators and wiring of now: make it anew once they change.
 * @param said nodes that are not run here: what they say is known.
 */
export function makeStepLoop(
  tasks: readonly LoopTask[],
  runClock: RunClock,
  said: ReadonlyMap<Slot, Sayer> = NOBODY,
): StepLoop {
  const bound = new Bound()
  const clock = bound.name(runClock)
  const bodies = tasks.map(({ slot, phase }) => {
    const sayer = said.get(slot)
    if (sayer) return [`${bound.name(sayer)}.say(step)`]
    return phase === 'venue' ? venueTask(slot, bound) : dataTask(slot, bound)
  })
  const kinds = tasks.map(({ slot }) => slot.kind.manifest.kind.replace(/[^a-z.-]/g, '')).join(' ')
  const text = [
    `'use strict' // ${kinds}`,
    ...bound.names.map((name, place) => `const ${name} = bound[${place}]`),
    ...bodies.map((body, place) => `const task${place} = (step) => {\n${body.join('\n')}\n}`),
    'return (from, to) => {',
    'for (let step = from; step < to; step++) {',
    `${clock}.toStep(step)`,
    ...bodies.map((_, place) => `task${place}(step)`),
    '}',
    '}',
  ].join('\n')
  return factoryOf(text)(bound.values)
}

const NOBODY: ReadonlyMap<Slot, Sayer> = new Map()

function factoryOf(text: string): LoopFactory {
  const known = factories.get(text)
  if (known) return known
  const [oldest] = factories.keys()
  if (factories.size >= FACTORIES_MAX && oldest !== undefined) factories.delete(oldest)
  const made = new Function('bound', text) as LoopFactory
  factories.set(text, made)
  return made
}

/** Things that the text speaks of, by the names it knows them by. */
class Bound {
  readonly names: string[] = []
  readonly values: unknown[] = []

  name(value: unknown): string {
    const known = this.values.indexOf(value)
    if (known >= 0) return `b${known}`
    this.values.push(value)
    this.names.push(`b${this.values.length - 1}`)
    return `b${this.values.length - 1}`
  }
}

/** As `Slot.runVenue`. */
function venueTask(slot: Slot, bound: Bound): string[] {
  const me = bound.name(slot)
  const reports = bound.name(slot.reports)
  return [
    `const said = ${reports}.count`,
    ...(slot.isGateway ? clearing(slot, bound) : []),
    ...hearingReports(slot, bound),
    ...(slot.isGateway ? hearing(slot, slot.venueInputs, 'onVenueStep', bound) : []),
    ...(slot.isGateway && slot.operator?.onEnd
      ? [`if (${bound.name(slot.clock)}.isLast) ${bound.name(slot.operator)}.onEnd()`]
      : []),
    `if (${reports}.count !== said) ${me}.record(said)`,
    ...(slot.isGateway ? tellingPortfolio(slot, bound) : []),
  ]
}

/** As `Slot.runData`. */
function dataTask(slot: Slot, bound: Bound): string[] {
  const me = bound.name(slot)
  const reports = bound.name(slot.reports)
  return [
    `${reports}.count = 0`,
    ...(slot.isGateway ? [] : clearing(slot, bound)),
    ...(slot.source ? [`${me}.speakRows(step)`] : hearing(slot, slot.inputs, 'onStep', bound)),
    `if (${reports}.count !== 0) ${me}.record(0)`,
    ...(slot.isGateway ? [] : telling(slot, bound)),
    ...(slot.deadLinks.length > 0 ? [`${me}.bounce()`] : []),
  ]
}

function clearing(slot: Slot, bound: Bound): string[] {
  return slot.outputs.map(({ buffer }) => `${bound.name(buffer)}.count = 0`)
}

function hearingReports(slot: Slot, bound: Bound): string[] {
  if (!slot.operator?.onReport) return []
  const buffers = [slot.bounced, ...slot.reportInputs.map(({ buffer }) => buffer)]
  const any = buffers.map((buffer) => `${bound.name(buffer)}.count !== 0`).join(' || ')
  return [`if (${any}) ${bound.name(slot)}.hearReports()`]
}

function hearing(slot: Slot, inputs: readonly Input[], last: 'onStep' | 'onVenueStep', bound: Bound): string[] {
  const { operator } = slot
  if (!operator) return []
  const me = bound.name(slot)
  const it = bound.name(operator)
  const end = operator[last] ? `${it}.${last}()` : ''
  return [
    'let heard = 0, n = 0',
    ...inputs.flatMap((input) => [
      `n = ${bound.name(input.buffer)}.count`,
      'if (n !== 0) {',
      ...delivering(operator, input, it, bound),
      `${bound.name(input)}.events += n`,
      'heard += n',
      '}',
    ]),
    `if (heard !== 0) { ${me}.eventsIn += heard; ${end} }`,
  ]
}

/** Hands the `n` events of an input to its handlers. */
function delivering(operator: Operator, input: Input, it: string, bound: Bound): string[] {
  const calls = callsOf(operator, input, it)
  return calls === ''
    ? []
    : [`for (let i = 0; i < n; i++) { const e = ${bound.name(input.buffer.events)}[i]; ${calls} }`]
}

function callsOf(operator: Operator, { type, port, link }: Input, it: string): string {
  const call = (handler: keyof Operator) => (operator[handler] ? `${it}.${handler}(e, ${port})` : '')
  switch (type) {
    case 'market':
      return `if (e.type === ${Market.forming}) { ${call('onForming')} } else { ${call('onMarket')} }`
    case 'feature':
      return call('onFeature')
    case 'signal':
      return call('onSignal')
    case 'portfolio':
      return call('onPortfolio')
    case 'intent':
      return `e.via = ${link}; ${call('onIntent')}`
    case 'order':
      return `e.via = ${link}; ${call('onOrder')}`
  }
}

/** As `Slot.recordPortfolio`; an account is told of in every step, positions now and then. */
function tellingPortfolio(slot: Slot, bound: Bound): string[] {
  const me = bound.name(slot)
  const recorder = bound.name(slot.recorder)
  const tell = slot.recorder.onAccountAt
    ? `${recorder}.onAccountAt(${bound.name(slot.clock.halves)}, step`
    : `${recorder}.onAccount(${bound.name(slot.clock)}.tsNs`
  return slot.outputs.flatMap((output) => {
    if (output.type !== 'portfolio') return []
    const buffer = bound.name(output.buffer)
    const events = bound.name(output.buffer.events)
    return [
      `if (${buffer}.count === 1 && ${events}[0].type === ${Portfolio.account} && ${events}[0].instrument < 0) {`,
      `${me}.eventsOut++`,
      `${tell}, ${slot.node.index}, ${events}[0])`,
      `} else if (${buffer}.count !== 0) ${me}.recordPortfolio(${bound.name(output)})`,
    ]
  })
}

/** As `Slot.recordSaid`. */
function telling(slot: Slot, bound: Bound): string[] {
  const me = bound.name(slot)
  return slot.outputs.map((output) => {
    const buffer = bound.name(output.buffer)
    const isRecorded = output.type === 'intent' || output.type === 'signal'
    return isRecorded
      ? `if (${buffer}.count !== 0) ${me}.recordSaid(${bound.name(output)})`
      : `${me}.eventsOut += ${buffer}.count`
  })
}
