/** Makes a host's run on the wall clock ready: fresh, or from its newest snapshot and what came in after it. */
import { join } from 'node:path'
import { RunLogWriter } from '../../report/log-files'
import { Executor } from '../../runtime'
import { runTagOf } from '../../wire/run-tag'
import { AccountTeller } from '../account-teller'
import { beatsOf } from '../beat'
import { controlsText } from '../halting'
import { makeRecorder } from '../host-recorder'
import type { OpenRun } from '../hosted-run'
import type { OpenOptions } from '../open-run'
import { Schedule } from '../schedule'
import { SnapshotStore } from '../snapshot'
import { ACCOUNT_EVERY_NS, KEPT_BYTES_MAX } from './limits'
import { LiveFeeds } from './live-feeds'
import { LiveLinks } from './live-links'
import { LiveRun } from './live-run'
import type { LiveParts, LiveState } from './live-state'
import { LiveWarming } from './live-warming'
import { LocalSteps } from './local-steps'
import { Misses } from './misses'

/**
 * Opens a run in its folder and connects it with its peers; `loop` then does it.
 * @throws JournalError, WireError, or what a node throws that can't be made; the message says what to do.
 */
export async function openLiveRun(options: OpenOptions): Promise<OpenRun> {
  const { dir, host, deployment, transport, wake, hooks, findKind, openDataset, log } = options
  const store = new SnapshotStore<LiveState>(dir, KEPT_BYTES_MAX)
  const found = store.load()
  for (const path of found?.damaged ?? []) hooks.onWarning(`${path} is damaged; the snapshot before it is used`)
  const schedule = new Schedule(host, found?.state.assignment ?? options.assignment)
  const records = new RunLogWriter(join(dir, 'record'), { accountEveryNs: ACCOUNT_EVERY_NS })
  const accounts = new AccountTeller()
  const recorder = makeRecorder(records, accounts, hooks.onNews)
  const { plan } = schedule.active.assignment
  const { own, stopped } = schedule.active.part
  const feeds = new LiveFeeds(findKind, () => wake.notify())
  const deps = { findKind: feeds.findKind, openDataset, recorder, log }
  const executor = await Executor.open(plan, own, deps, stopped)
  await feeds.open()
  transport.setRun(runTagOf(deployment))
  const links = new LiveLinks(transport)
  const categoryOf = new Map(plan.nodes.map(({ index, category }) => [index, category]))
  const steps = new LocalSteps(executor, links.open(executor.tasks, schedule.active, null))
  const parts: LiveParts = {
    executor,
    transport,
    links,
    feeds,
    steps,
    store,
    schedule,
    records,
    accounts,
    wake,
  }
  const run = new LiveRun(parts, hooks)
  if (found) await run.resume(found.state, found.tail)
  else run.begin(await LiveWarming.open(options))
  await run.assignFirst(options.assignment)
  transport.start()
  const misses = new Misses(() => schedule.active.assignment.plan, parts)
  const beat = (failure: string | null) => {
    if (run.isChanging) return null
    misses.look()
    return beatsOf({
      mode: options.mode,
      executor,
      transport,
      planned: schedule.active,
      failure,
      step: steps.step,
      tsNs: steps.clockNs === 0n ? null : steps.clockNs,
      isDone: false,
      extraOf: (node) => ({
        trouble: misses.troubleOf(node),
        eventsOut: feeds.of(node)?.events ?? 0,
        values: run.latency.valuesOf(categoryOf.get(node)),
      }),
      missedOn: (link) => misses.on(link),
      hopOf: (link) => run.hops.of(link),
    })
  }
  return {
    run,
    parts,
    recorder,
    journal: (message) => run.journal(message),
    beat,
    controls: () => (run.isChanging ? '' : controlsText(executor, schedule.active)),
  }
}
