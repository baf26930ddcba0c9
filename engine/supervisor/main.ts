/** The supervisor's process: `node dist/supervisor.mjs`, or `… task` for a piece of its work (see task.ts). */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import type { Catalogue } from '../graph'
import { knownData, openStore } from '../store'
import { wordsOf } from './files'
import { HomeInUseError } from './home-lock'
import { Supervisor } from './supervisor'
import { serveTask, taskRunner } from './task'
import { doTask } from './task-work'

/** Exit code of a process that could not begin for a reason that starting it again won't mend. */
const EXIT_BAD_SETTINGS = 78

const self = fileURLToPath(import.meta.url)

/** Ends this process when who started it is gone: nothing may be left behind. At first there is nothing to end in order. */
let orphaned: () => void = () => process.exit(1)

async function supervise(): Promise<void> {
  process.on('disconnect', () => orphaned())
  // It may have gone while this was still being loaded. Started by hand there is no one to be gone, and nothing is told.
  if (process.connected === false) process.exit(1)
  const home = resolve(process.env.PATCHBAY_HOME || '.patchbay')
  const store = openStore(home)
  // Without the sample there is less to look at, but what trades goes on.
  await ensureSample(store).catch((error) => console.error(`The sample could not be made: ${wordsOf(error)}`))
  const catalogue = async (): Promise<Catalogue> => ({ findManifest, ...(await knownData(store)) })
  const bundle = (name: string) => join(dirname(self), name)
  const supervisor = await Supervisor.open({
    home,
    hostScript: process.env.PATCHBAY_HOST_SCRIPT || bundle('host.cjs'),
    backtestScript: process.env.PATCHBAY_BACKTEST_SCRIPT || bundle('backtest.cjs'),
    debugScript: process.env.PATCHBAY_DEBUG_SCRIPT || bundle('debug.cjs'),
    sweepScript: process.env.PATCHBAY_SWEEP_SCRIPT || bundle('sweep.cjs'),
    runTask: taskRunner(self, ['task']),
    catalogue,
  })
  const stop = () => {
    void supervisor.close().then(
      () => process.exit(0),
      (error) => {
        console.error(wordsOf(error))
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  orphaned = stop
  process.send?.({ type: 'ready', pid: process.pid })
}

async function main(): Promise<void> {
  if (process.argv[2] === 'task') {
    // Loaded only here: the supervisor itself never opens a source.
    const { findKind } = await import('../../nodes/catalog')
    serveTask((request) => doTask(request, findKind))
    return
  }
  try {
    await supervise()
  } catch (error) {
    console.error(wordsOf(error))
    process.exit(error instanceof HomeInUseError ? EXIT_BAD_SETTINGS : 1)
  }
}

void main()
