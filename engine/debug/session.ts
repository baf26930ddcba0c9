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

  constructor(
    private readonly run: DebugRun,
    private readonly findManifest: FindManifest = () => undefined,
  ) {
    this.told = tell(run)
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
      this.run.breakpoints.set(command.list)
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
    const { run } = this
    return {
      steps: run.steps,
      reached: run.reached,
      points: run.curve.points().map(({ step, equity }) => ({
        step,
        ts: isoFromNs(run.timeline[step] ?? 0n),
        equity: fromMicros(equity),
      })),
    }
  }

  private state(): DebugState {
    return { ...this.told, reached: this.run.reached, busy: this.busy, note: this.note, why: this.why }
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
    this.busy = null
    this.told = tell(this.run)
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
        return (await run.nextEvent()) ? null : END
      case 'back':
        return step < 0 ? BEGINNING : this.goTo(step - 1)
      case 'why':
        return this.findWhy(command.orderId)
      case 'backEvent':
        return step < 0 ? BEGINNING : this.words(await run.previousEvent(this.mover), null)
    }
  }

  private async goTo(step: number): Promise<string | null> {
    const { run } = this
    const halt = await run.goTo({ step, done: run.tasks }, this.mover)
    await run.settle()
    return this.words(halt, null)
  }

  /** The run then stands where the order was decided, also where it is said that there is none. */
  private async findWhy(orderId: string): Promise<string | null> {
    const { run } = this
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
    const { run } = this
    const halt = await run.onward(to, stops, this.mover)
    await run.settle()
    return this.words(halt, sought)
  }

  private async survey(): Promise<string | null> {
    const { run } = this
    const { place } = run
    const halt = await run.goTo({ step: run.steps - 1, done: run.tasks }, this.mover)
    await run.goTo(place, { isPaused: false, breathe: this.mover.breathe })
    return this.words(halt, null)
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
