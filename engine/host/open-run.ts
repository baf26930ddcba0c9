/** Makes a host's run ready: fresh, or from its newest snapshot and what came in after it. */

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { RunLogWriter } from '../report/log-files'
import { Executor, type ExecutorDeps } from '../runtime'
import type { Mode } from '../sdk'
import type { HostAssignment } from '../wire/control'
import { runTagOf } from '../wire/run-tag'
import type { Transport } from '../wire/transport'
import { AccountTeller } from './account-teller'
import { beatsOf } from './beat'
import { controlsText } from './halting'
import { HeldRecord } from './held-record'
import { makeRecorder } from './host-recorder'
import { HostRun, type RunHooks } from './host-run'
import type { HostState, RunParts } from './host-state'
import type { OpenRun } from './hosted-run'
import { Schedule } from './schedule'
import { SnapshotStore } from './snapshot'
import type { Wake } from './wake'

export interface OpenOptions extends Pick<ExecutorDeps, 'findKind' | 'openDataset' | 'log'> {
  readonly deployment: string
  readonly host: string
  readonly mode: Mode
  /** Folder of journal, snapshots and record. */
  readonly dir: string
  readonly assignment: HostAssignment
  readonly transport: Transport
  readonly wake: Wake
  readonly hooks: RunHooks
}

/**
 * Opens a run in its folder and connects it with its peers; `loop` then does it.
 * @throws JournalError, WireError, or what a node throws that can't be made; the message says what to do.
 */
export async function openRun(
  options: OpenOptions,
): Promise<OpenRun & { readonly run: HostRun; readonly parts: RunParts }> {
  const { dir, host, deployment, transport, wake, hooks } = options
  const store = new SnapshotStore<HostState>(dir)
  const found = store.load()
  for (const path of found?.damaged ?? []) hooks.onWarning(`${path} is damaged; the snapshot before it is used`)
  const schedule = new Schedule(host, found?.state.assignment ?? options.assignment)
  const records = new RunLogWriter(join(dir, 'record'))
  const accounts = new AccountTeller()
  const recorder = makeRecorder(records, accounts, hooks.onNews)
  const { plan } = schedule.active.assignment
  const { own, stopped } = schedule.active.part
  const { findKind, openDataset } = options
  const held = new HeldRecord(recorder, options.log)
  const executor = await Executor.open(plan, own, { findKind, openDataset, recorder: held, log: held.log }, stopped)
  transport.setRun(runTagOf(deployment))
  const parts: RunParts = { executor, transport, store, schedule, records, accounts, held, wake }
  const run = new HostRun(parts, hooks)
  if (found) run.resume(found.state, found.tail)
  else {
    await executor.warm(own, options.assignment.fromStep, () => setImmediate())
    run.begin()
  }
  run.assign(options.assignment)
  transport.start()
  const beat = (failure: string | null) => {
    if (run.isChanging) return null
    const step = Math.min(run.step, run.timeline.length)
    const tsNs = run.timeline[step - 1] ?? null
    const { mode } = options
    return beatsOf({
      mode,
      executor,
      transport,
      planned: schedule.active,
      failure,
      step,
      tsNs,
      isDone: run.hasFinished,
    })
  }
  const controls = () => (run.isChanging ? '' : controlsText(executor, schedule.active))
  return { run, parts, recorder, journal: ({ bytes }) => store.journal.data(bytes), beat, controls }
}
