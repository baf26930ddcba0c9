/** What was said on outputs in a stretch of a run, instrument by instrument: where the values behind a decision are found. */
import type { Output } from '../runtime'
import { type EventOf, Portfolio, type PortType } from '../sdk'
import type { Describer } from './describe'
import type { Work } from './work'

/** One event as it was said. */
export interface Said {
  readonly step: number
  readonly short: string
  readonly text: string
  /** The instruments that it is about; none for an account. */
  readonly instruments: readonly number[]
}

type Heard = Extract<PortType, 'market' | 'feature' | 'signal' | 'portfolio'>
const HEARD: ReadonlySet<PortType> = new Set<Heard>(['market', 'feature', 'signal', 'portfolio'])

/** Key of what is about no instrument. */
const ACCOUNT = -1

export class Overheard {
  private readonly outputs = new Map<string, Map<number, Said[]>>()

  /** @param relevant the instruments to be listened for. */
  constructor(
    private readonly describer: Describer,
    private readonly relevant: ReadonlySet<number>,
  ) {}

  /** Takes what a task has said. */
  hear(task: Work, step: number): void {
    if (!task.speaks) return
    for (const output of task.outputs)
      if (HEARD.has(output.type) && output.buffer.count > 0) this.hearOutput(task.node, output, step)
  }

  /** The last that an output said of an instrument at or before a step; null where it said nothing in the stretch. */
  last(node: number, port: string, instrument: number, step: number): Said | null {
    const all = this.outputs.get(keyOf(node, port))?.get(instrument)
    return all?.findLast((said) => said.step <= step) ?? null
  }

  /** The last that it said of the account as a whole. */
  lastOfAccount(node: number, port: string, step: number): Said | null {
    return this.last(node, port, ACCOUNT, step)
  }

  private hearOutput(node: number, output: Output, step: number): void {
    for (let place = 0; place < output.buffer.count; place++) {
      const about = aboutOf(output, place)
      if (about.length > 0 && !about.some((id) => this.relevant.has(id))) continue
      const said = { step, ...this.describer.output(output, place), instruments: about }
      for (const id of about.length > 0 ? about : [ACCOUNT]) this.keep(keyOf(node, output.spec.id), id, said)
    }
  }

  private keep(key: string, instrument: number, said: Said): void {
    const byInstrument = this.outputs.get(key) ?? new Map<number, Said[]>()
    this.outputs.set(key, byInstrument)
    const all = byInstrument.get(instrument)
    if (all) all.push(said)
    else byInstrument.set(instrument, [said])
  }
}

const keyOf = (node: number, port: string): string => `${node}.${port}`

/** The instruments that an event is about; none for an account. */
export function aboutOf({ type, buffer }: Output, place: number): number[] {
  const event = buffer.events[place]
  if (event === undefined) return []
  if (type === 'portfolio') {
    const { type: what, instrument } = event as EventOf['portfolio']
    return what === Portfolio.account ? [] : [instrument]
  }
  if (type === 'market') return [(event as EventOf['market']).instrument]
  const { instrument, hedge } = event as EventOf['feature'] | EventOf['signal']
  return hedge < 0 ? [instrument] : [instrument, hedge]
}
