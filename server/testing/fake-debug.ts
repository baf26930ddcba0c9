/** Debug sessions for tests: remembers what it was asked, and answers a state that says where it was sent. */
import type { DebugCommand, DebugOpening, DebugState } from '../../engine/sdk'
import type { DebugEngine } from '../debug/engine'
import { EngineRefusal } from '../engine'

const state = (step: number): DebugState => ({
  steps: 100,
  tasks: 4,
  step,
  done: 4,
  ts: null,
  local: null,
  zone: null,
  reached: step + 1,
  busy: null,
  note: null,
  links: {},
  nodes: {},
  accounts: [],
  positions: [],
  orders: [],
  events: [],
  eventsLeftOut: 0,
  breakpoints: [],
  why: null,
  fork: null,
})

export class FakeDebug implements DebugEngine {
  readonly sessions = new Map<string, DebugCommand[]>()
  /** The seed of each session, in the order in which they were opened. */
  readonly seeds: number[] = []

  async open({ id, seed }: DebugOpening) {
    this.seeds.push(seed)
    this.sessions.set(id, [])
  }

  async ask(id: string, command: DebugCommand) {
    this.of(id).push(command)
    return state(command.do === 'seek' ? command.step : -1)
  }

  async curve(id: string) {
    this.of(id)
    return { steps: 100, reached: 0, points: [], fork: null }
  }

  async close(id: string) {
    this.sessions.delete(id)
  }

  private of(id: string): DebugCommand[] {
    const found = this.sessions.get(id)
    if (!found) throw new EngineRefusal('NOT_FOUND', 'this debug session has ended: open it again')
    return found
  }
}
