import { readFileSync } from 'node:fs'
import type { RunLogCounts, RunLogWriter } from '../report/log-files'
import type { Executor, ExecutorState } from '../runtime'
import { linkOf } from '../wire/codec'
import type { HostAssignment } from '../wire/control'
import type { InChannelState } from '../wire/in-channel'
import type { OutChannelState } from '../wire/out-channel'
import type { Transport } from '../wire/transport'
import type { AccountTeller, AccountTellerState } from './account-teller'
import type { GuardTurn } from './halting'
import type { HeldRecord } from './held-record'
import type { Schedule } from './schedule'
import type { SnapshotStore } from './snapshot'
import type { Wake } from './wake'

/** All that a host knows between two steps: what a snapshot holds. */
export interface HostState {
  /** The next step. */
  readonly step: number
  /** First step that this host has not begun in any life. */
  readonly saidUntil: number
  readonly assignment: HostAssignment
  readonly pending: readonly HostAssignment[]
  readonly halts: readonly GuardTurn[]
  readonly executor: ExecutorState
  readonly ins: readonly InChannelState[]
  readonly outs: readonly OutChannelState[]
  readonly records: RunLogCounts
  readonly accounts: AccountTellerState
}

/** What a run is made of. */
export interface RunParts {
  readonly executor: Executor
  readonly transport: Transport
  readonly store: SnapshotStore<HostState>
  readonly schedule: Schedule
  readonly records: RunLogWriter
  readonly accounts: AccountTeller
  /** Through which the nodes write to the record. */
  readonly held: HeldRecord
  readonly wake: Wake
}

/** The state of all parts; `rest` is the run's own. */
export function captureState(
  { executor, transport, schedule, records, accounts }: RunParts,
  rest: Pick<HostState, 'step' | 'saidUntil' | 'halts'>,
): HostState {
  return {
    ...rest,
    assignment: schedule.active.assignment,
    pending: schedule.pending.map(({ assignment }) => assignment),
    executor: executor.snapshot(),
    outs: [...transport.outChannels].map((channel) => channel.snapshot()),
    ins: [...transport.inChannels].map((channel) => channel.snapshot()),
    records: records.counts(),
    accounts: accounts.snapshot(),
  }
}

/**
 * Puts a state back into fresh parts. Link directions that say nothing now are put back too: they may speak again, and
 * go on counting then. @throws Error if the record lacks what it promised.
 */
export function restoreState({ executor, transport, records, accounts, schedule }: RunParts, state: HostState): void {
  for (const kept of state.ins) transport.openIn(kept.key, kept.peer, kept.type).restore(kept)
  for (const kept of state.outs) transport.openOut(kept.key, kept.peer, kept.type).restore(kept)
  for (const { key } of state.outs) if (!schedule.hasLink(linkOf(key))) transport.retire(key)
  executor.restore(state.executor)
  records.truncateTo(state.records)
  accounts.restore(state.accounts)
}

/** The run's timeline. @throws Error naming the path if it can't be read. */
export function readTimeline(path: string): BigInt64Array {
  try {
    const bytes = readFileSync(path)
    if (bytes.length % 8 !== 0) throw new Error('it is cut off')
    // A buffer of our own starts on a multiple of eight, as int64 needs.
    return new BigInt64Array(Uint8Array.from(bytes).buffer)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`the run's timeline ${path} could not be read (${why}); start the run anew`, { cause })
  }
}
