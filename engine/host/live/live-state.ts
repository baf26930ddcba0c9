import type { RunLogCounts, RunLogWriter } from '../../report/log-files'
import type { Executor, ExecutorState } from '../../runtime'
import { type ChannelKey, linkOf } from '../../wire/codec'
import type { HostAssignment } from '../../wire/control'
import type { InChannelState } from '../../wire/in-channel'
import type { OutChannelState } from '../../wire/out-channel'
import type { Transport } from '../../wire/transport'
import type { AccountTeller, AccountTellerState } from '../account-teller'
import type { JournaledControl } from '../journal'
import type { Schedule } from '../schedule'
import type { SnapshotStore } from '../snapshot'
import type { Wake } from '../wake'
import type { FeedState, LiveFeeds } from './live-feeds'
import type { LiveLinks } from './live-links'
import { captureWork, type LiveWorkState, restoreWork } from './live-work'
import type { LocalSteps } from './local-steps'

/** What a batch is to this host: orders to its gateway, wishes to its guard, or anything else. */
export type LinkRole = 'orders' | 'intents' | null

/** Something that has come in and is to be handled in its turn. */
export type Arrival =
  | {
      readonly type: 'batch'
      readonly key: ChannelKey
      readonly role: LinkRole
      /** Which journaled message completed it, and when that was, by the monotonic clock. */
      readonly place: number
      readonly atNs: bigint
    }
  | { readonly type: 'halt'; readonly flatten: boolean }
  | ({ readonly type: 'control' } & Omit<JournaledControl, 'step'>)
  /** What this host runs from here on. */
  | { readonly type: 'assign'; readonly assignment: HostAssignment }

/** All that a host knows between two local steps: what a snapshot holds. */
export interface LiveState {
  readonly assignment: HostAssignment
  readonly step: number
  readonly clockNs: bigint
  readonly arrivals: readonly Arrival[]
  readonly work: LiveWorkState
  readonly feeds: readonly FeedState[]
  readonly executor: ExecutorState
  readonly ins: readonly InChannelState[]
  readonly outs: readonly OutChannelState[]
  readonly records: RunLogCounts
  readonly accounts: AccountTellerState
}

/** What a run on the wall clock is made of. */
export interface LiveParts {
  readonly executor: Executor
  readonly transport: Transport
  readonly links: LiveLinks
  readonly feeds: LiveFeeds
  readonly steps: LocalSteps
  readonly store: SnapshotStore<LiveState>
  readonly schedule: Schedule
  readonly records: RunLogWriter
  readonly accounts: AccountTeller
  readonly wake: Wake
}

export function captureLive(parts: LiveParts, arrivals: readonly Arrival[]): LiveState {
  const { executor, transport, schedule, records, accounts, steps, feeds } = parts
  return {
    assignment: schedule.active.assignment,
    step: steps.step,
    clockNs: steps.clockNs,
    // Those that are not handled are noted as new ones are: their place in the journal is behind them.
    arrivals: arrivals.map((one) => (one.type === 'batch' ? { ...one, place: 0, atNs: 0n } : one)),
    work: captureWork(steps.work),
    feeds: feeds.all.map((feed) => feed.snapshot()),
    executor: executor.snapshot(),
    outs: [...transport.outChannels].map((channel) => channel.snapshot()),
    ins: [...transport.inChannels].map((channel) => channel.snapshot()),
    records: records.counts(),
    accounts: accounts.snapshot(),
  }
}

/** Puts a state back into fresh parts. @throws Error if the record lacks what it promised. */
export function restoreLive(parts: LiveParts, state: LiveState): void {
  const { executor, transport, schedule, records, accounts, steps } = parts
  for (const kept of state.ins) transport.openIn(kept.key, kept.peer, kept.type).restore(kept)
  for (const kept of state.outs) transport.openOut(kept.key, kept.peer, kept.type).restore(kept)
  for (const { key } of state.outs) if (!schedule.hasLink(linkOf(key))) transport.retire(key)
  executor.restore(state.executor)
  records.truncateTo(state.records)
  accounts.restore(state.accounts)
  steps.work = restoreWork(steps.work, state.work)
  steps.step = state.step
  steps.clockNs = state.clockNs
}
