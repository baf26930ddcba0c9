/** What a node host needs of the run it does, whatever drives it. */

import type { Executor } from '../runtime'
import type { ControlOrder } from '../sdk'
import type { DataMessage } from '../wire/codec'
import type { HostAssignment, HostMessage } from '../wire/control'
import type { AccountTeller } from './account-teller'
import type { HostRecorder } from './host-recorder'
import type { Schedule } from './schedule'

export type Beat = Extract<HostMessage, { type: 'heartbeat' }>

export interface HostedRun {
  /** The first step not begun here in any life. */
  readonly nextStep: number
  /** True if others still wait for what it has to say before it may end. */
  readonly isOwing: boolean
  go(speed: number | null): void
  /** Lets no further step begin by itself. @returns the first step not begun. */
  hold(): number
  /** On the wall clock: hosts that have something to handle which this one knows of, itself included. */
  owes?(): string[]
  /** Resolves when it holds, or is known to. @throws Error in words if it can't be taken. */
  assign(assignment: HostAssignment): void | Promise<void>
  reach(endpoints: Readonly<Record<string, string>>): void
  halt(flatten: boolean): void
  /** Tells its guards what to obey. @throws JournalError */
  control(order: ControlOrder): void
  /** Ends in order; `loop` resolves then. */
  stop(): void
  abort(): void
  /** Does the run until it is stopped or aborted. @throws JournalError, or whatever a node throws. */
  loop(): Promise<void>
}

/** A run with what its host tells of it. */
export interface OpenRun {
  readonly run: HostedRun
  readonly parts: { readonly executor: Executor; readonly schedule: Schedule; readonly accounts: AccountTeller }
  readonly recorder: HostRecorder
  /** Writes down a message of another host before it counts as held. @throws JournalError */
  journal(message: DataMessage): void
  /** What this host's guards obey, as a text that changes when it does. */
  controls(): string
  /** The nodes and links of a heartbeat; null while they are being made. @param failure why nothing is done any more. */
  beat(failure: string | null): Pick<Beat, 'nodes' | 'links'> | null
}
