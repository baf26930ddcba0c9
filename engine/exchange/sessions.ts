/** The session clocks of a run's instruments, made as they are asked for. */
import type { InstrumentTable } from '../sdk'
import { SessionClock } from './session-clock'

export class Sessions {
  private readonly clocks: SessionClock[] = []

  constructor(private readonly run: { readonly instruments: InstrumentTable }) {}

  of(instrument: number): SessionClock {
    const known = this.clocks[instrument]
    if (known) return known
    const { all } = this.run.instruments
    for (const one of all.slice(this.clocks.length)) this.clocks.push(SessionClock.of(one))
    const made = this.clocks[instrument]
    if (!made) throw new Error(`no instrument with id ${instrument}`)
    return made
  }
}
