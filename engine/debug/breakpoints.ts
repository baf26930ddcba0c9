/** The breakpoints of a session: which events of which outputs they test, and how often they have stopped it. */
import type { Plan } from '../graph'
import type { Executor, Output } from '../runtime'
import { type DebugBreakpoint, InstrumentTable } from '../sdk'
import { compileFor } from './fields'

/** A breakpoint with what became of its condition. */
export interface KnownBreakpoint extends DebugBreakpoint {
  readonly error: string | null
  hits: number
}

/** A test of what an output holds; made only where the condition can be read. */
interface Armed {
  readonly node: number
  readonly known: KnownBreakpoint
  holds(): boolean
}

export class Breakpoints {
  list: readonly KnownBreakpoint[] = []
  private armed = new Map<number, Armed[]>()
  private readonly instruments: InstrumentTable

  constructor(
    private readonly plan: Plan,
    private readonly executor: Executor,
  ) {
    this.instruments = new InstrumentTable(plan.instruments)
  }

  /** Takes a new list; what it already knew keeps its count. */
  set(list: readonly DebugBreakpoint[]): void {
    const before = new Map(this.list.map((one) => [one.id, one]))
    this.armed = new Map()
    this.list = list.map((one) => {
      const was = before.get(one.id)
      const isSame = was?.node === one.node && was.port === one.port && was.condition === one.condition
      return this.arm(one, isSame ? was.hits : 0)
    })
  }

  /** The breakpoint that what a node has just said meets, or null. Its count goes up. */
  met(node: number): KnownBreakpoint | null {
    const found = this.armed.get(node)?.find(({ holds }) => holds())
    if (!found) return null
    found.known.hits++
    return found.known
  }

  get isEmpty(): boolean {
    return this.armed.size === 0
  }

  private arm(one: DebugBreakpoint, hits: number): KnownBreakpoint {
    const node = this.plan.nodes.find(({ id }) => id === one.node)
    const output = node && this.executor.said(node.index).outputs.find(({ spec }) => spec.id === one.port)
    if (!node || !output) return { ...one, hits, error: `there is no output ${one.node}.${one.port} in this run` }
    const compiled = compileFor(output.spec, one.condition, this.instruments)
    if (!compiled.ok) return { ...one, hits, error: compiled.message }
    const known: KnownBreakpoint = { ...one, hits, error: null }
    if (one.enabled)
      this.armed.set(node.index, [
        ...(this.armed.get(node.index) ?? []),
        { node: node.index, known, holds: holdsFor(output, compiled.holds) },
      ])
    return known
  }
}

/** Tests each event of an output's last turn. The test was made for the type of that very output. */
function holdsFor({ buffer }: Output, holds: (event: never) => boolean): () => boolean {
  const test = holds as (event: unknown) => boolean
  return () => {
    for (let place = 0; place < buffer.count; place++) if (test(buffer.events[place])) return true
    return false
  }
}
