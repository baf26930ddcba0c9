/** A debug session: commands in, the state of the run out. A move that takes long is answered before its end. */
import { setImmediate } from 'node:timers/promises'
import {
  type DebugCommand,
  type DebugCurve,
  type DebugState,
  fromMicros,
  isoFromNs,
  nsFromIso,
  type WhyChain,
} from '../sdk'
import type { DebugRun, Halt, Mover, Stops } from './debug-run'
import { type MakeFork, Sides } from './fork'
import { type Told, tell } from './tell'
import { findWhy } from './why'
import type { FindManifest } from './why-sources'

/** How long an answer waits for the end of its move; then it says how far that is. */
export const ANSWER_AFTER_MS = 300

type Move = Exclude<DebugCommand, { do: 'look' | 'pause' | 'breakpoints' }>

const STOP_WORDS = { signal: 'signal', intent: 'intent', order: 'order', denial: 'denial', fill: 'fill' } as const

export class Session {
  private told: Told
  private note: string | null = null
  private moving: Promise<void> | null = null
  private busy: DebugState['busy'] = null
  private isPausing = false

  private why: WhyChain | null = null

  private readonly sides: Sides
  /** The run that is stood in. */
  private run: DebugRun

  /** @param makeFork makes the run that goes on from where `ran` stands; left out where there are no forks. */
  constructor(
    ran: DebugRun,
    private readonly findManifest: FindManifest = () => undefined,
    private readonly makeFork: MakeFork = () => Promise.reject(new Error('nothing can be changed here')),
  ) {
    this.run = ran
    this.sides = new Sides(ran)
    this.told = tell(ran)
  }

  /** Does one command. A new move ends the one under way, where it is. */
  async ask(command: DebugCommand): Promise<DebugState> {
    if (command.do === 'look') return this.state()
    while (this.moving !== null) {
      this.isPausing = true
      await this.moving
    }
    if (command.do === 'pause') return this.state()
    if (command.do === 'breakpoints') {
      for (const run of this.sides.all) run.breakpoints.set(command.list)
      this.told = tell(this.run)
      return this.state()
    }
    this.moving = this.move(command).finally(() => {
      this.moving = null
    })
    await withinMs(this.moving, ANSWER_AFTER_MS)
    return this.state()
  }

  /** The equity curve as far as it is known. */
  curve(): DebugCurve {
    const { ran, fork } = this.sides
    return {
      steps: ran.steps,
      reached: ran.reached,
      points: pointsOf(ran),
      fork: fork && { from: fork.from, reached: fork.run.reached, points: pointsOf(fork.run) },
    }
  }

  private state(): DebugState {
    const { told, busy, note, why, sides } = this
    return { ...told, reached: sides.ran.reached, busy, note, why, fork: sides.tell() }
  }

  private async move(command: Move): Promise<void> {
    this.isPausing = false
    this.note = null
    try {
      this.note = await this.doMove(command)
    } catch (error) {
      const { node, step } = await this.run.recover()
      const what = error instanceof Error ? error.message : String(error)
      this.note = `${node} failed in step ${step + 1}: ${what}. This is the end of the step before.`
    }
    await this.land()
    this.busy = null
    this.told = tell(this.run)
  }

  /** Up to the fork both are one: there the run as it ran is told. */
  private async land(): Promise<void> {
    const { fork, ran } = this.sides
    if (!fork || this.run !== fork.run || fork.run.place.step > fork.from) return
    await this.stand(ran, fork.from)
  }

  /** Stands at the end of a step of a run. */
  private async stand(run: DebugRun, step: number): Promise<Halt> {
    this.run = run
    const halt = await run.goTo({ step, done: run.tasks }, this.mover)
    await run.settle()
    return halt
  }

  /** @returns why it stands where it then does, where that is worth saying. */
  private async doMove(command: Move): Promise<string | null> {
    const { run } = this
    const { step, done } = run.place
    const end = run.steps - 1
    switch (command.do) {
      case 'survey':
        return this.survey()
      case 'seek':
        return this.goTo(Math.min(command.step, end))
      case 'seekTime':
        return this.goTo(firstAtOrAfter(run.timeline, nsFromIso(command.ts) + 1n) - 1)
      case 'runTo':
        return this.onward(Math.min(end, firstAtOrAfter(run.timeline, nsFromIso(command.ts))), { what: null }, null)
      case 'continue':
        return this.onward(end, { what: null }, 'breakpoint')
      case 'next':
        return this.onward(end, { what: command.what }, STOP_WORDS[command.what])
      case 'step':
        return run.isAtEnd ? END : this.goTo(done < run.tasks ? step : step + 1)
      case 'event':
        return this.nextEvent()
      case 'back':
        return step < 0 ? BEGINNING : this.goTo(step - 1)
      case 'fork':
        return this.branch(command.changes)
      case 'side':
        return this.show(command.side)
      case 'unfork':
        return this.unfork()
      case 'why':
        return this.findWhy(command.orderId)
      case 'backEvent':
        return step < 0 ? BEGINNING : this.words(await run.previousEvent(this.mover), null)
    }
  }

  private async goTo(step: number): Promise<string | null> {
    return this.words(await this.stand(this.sides.runAt(step), step), null)
  }

  private async nextEvent(): Promise<string | null> {
    const { ran, fork, isFork } = this.sides
    const found = await this.run.nextEvent()
    if (!isFork || !fork || this.run !== ran || ran.place.step <= fork.from) return found ? null : END
    // The step after the fork is the fork's.
    await this.stand(ran, fork.from)
    await this.stand(fork.run, fork.from)
    return (await fork.run.nextEvent()) ? null : END
  }

  /** Goes on from here with other params, to the end of the data, and comes back. */
  private async branch(changes: Extract<Move, { do: 'fork' }>['changes']): Promise<string | null> {
    const { sides } = this
    const { step } = this.run.place
    if (this.run !== sides.ran) return 'This is a fork already: go back to the run as it ran, and fork that.'
    await this.stand(sides.ran, step)
    try {
      const { run, told } = await this.makeFork(sides.ran, changes, this.mover)
      sides.fork = { run, from: step, changes: told }
      run.breakpoints.set(sides.ran.breakpoints.list)
    } catch (error) {
      return `It cannot go on so: ${error instanceof Error ? error.message : String(error)}.`
    }
    return this.show('fork')
  }

  private async show(side: 'ran' | 'fork'): Promise<string | null> {
    const { sides } = this
    const { step } = this.run.place
    sides.isFork = side === 'fork' && sides.fork !== null
    // Both curves are wanted whole, to be compared.
    if (sides.isFork && sides.fork) await this.surveyOf(sides.fork.run)
    return this.goTo(step)
  }

  private async unfork(): Promise<string | null> {
    const { sides } = this
    const { step } = this.run.place
    sides.isFork = false
    sides.fork = null
    return this.goTo(step)
  }

  /** The run then stands where the order was decided, also where it is said that there is none. */
  private async findWhy(orderId: string): Promise<string | null> {
    const { sides } = this
    const run = sides.ran
    sides.isFork = false
    this.run = run
    const { place } = run
    this.why = null
    const found = await findWhy(run, this.findManifest, orderId, this.mover)
    if (found && 'chain' in found) this.why = found.chain
    const step = this.why?.step ?? place.step
    await run.goTo({ step, done: run.tasks }, { isPaused: false, breathe: this.mover.breathe })
    if (!found) return 'Paused.'
    return 'words' in found ? found.words : null
  }

  /** @param sought what was looked for, in a word; null where a moment was the aim. */
  private async onward(to: number, stops: Stops, sought: string | null): Promise<string | null> {
    const { ran, fork, isFork } = this.sides
    if (isFork && fork && this.run === ran && to > fork.from) {
      const halt = await ran.onward(fork.from, stops, this.mover)
      await ran.settle()
      if (halt.why !== 'there') return this.words(halt, sought)
      await this.stand(fork.run, fork.from)
    }
    const halt = await this.run.onward(to, stops, this.mover)
    await this.run.settle()
    return this.words(halt, sought)
  }

  private async survey(): Promise<string | null> {
    let halt: Halt = { why: 'there' }
    for (const run of this.sides.all) halt = await this.surveyOf(run)
    return this.words(halt, null)
  }

  private async surveyOf(run: DebugRun): Promise<Halt> {
    const { place } = run
    const halt = await run.goTo({ step: run.steps - 1, done: run.tasks }, this.mover)
    await run.goTo(place, { isPaused: false, breathe: this.mover.breathe })
    return halt
  }

  private words(halt: Halt, sought: string | null): string | null {
    if (halt.why === 'paused') return 'Paused.'
    if (halt.why === 'breakpoint') {
      const { node, port, condition } = halt.breakpoint
      return `Breakpoint at ${node}.${port}${condition.trim() ? `: ${condition.trim()}` : ''}`
    }
    if (halt.why === 'there' && sought) return `No further ${sought} up to the end of the data.`
    return null
  }

  private get mover(): Mover {
    const session = this
    return {
      get isPaused() {
        return session.isPausing
      },
      async breathe(step, to) {
        session.busy = { step, to }
        await setImmediate()
      },
    }
  }
}

const pointsOf = (run: DebugRun): DebugCurve['points'] =>
  run.curve.points().map(({ step, equity }) => ({
    step,
    ts: isoFromNs(run.timeline[step] ?? 0n),
    equity: fromMicros(equity),
  }))

const END = 'The end of the data.'
const BEGINNING = 'The beginning of the data.'

/** The first step at or after an instant; the number of steps where there is none. */
function firstAtOrAfter(timeline: BigInt64Array, tsNs: bigint): number {
  let low = 0
  let high = timeline.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timeline[middle] ?? 0n) < tsNs) low = middle + 1
    else high = middle
  }
  return low
}

async function withinMs(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
