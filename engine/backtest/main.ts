/**
 * The backtest process: runs plans that its parent hands it over the lifeline, one after the other, and tells their
 * progress. After one that failed, or that took much memory, it ends.
 */
import { setImmediate } from 'node:timers/promises'
import { findKind } from '../../nodes/catalog'
import { findManifest } from '../../nodes/manifests'
import { compileTopology } from '../graph'
import { problemLine } from '../sdk'
import { knownData, openStore } from '../store'
import { type BacktestMessage, type BacktestRequest, backtestRequest } from './messages'
import { runBacktest } from './run'

/** Milliseconds between two tellings of progress. */
const PROGRESS_INTERVAL_MS = 100
/** A process that has grown beyond this is not kept waiting. */
const WAITING_BYTES_MAX = 512 * 1024 * 1024

process.on('disconnect', () => process.exit(1))
if (!process.send || !process.connected) {
  console.error(
    'The backtest process is started by the supervisor; to run a backtest yourself: npx patchbay backtest FILE',
  )
  process.exit(1)
}
process.on('message', (message) => void serve(message))

const say = (message: BacktestMessage) =>
  new Promise<void>((resolve) => {
    process.send?.(message, () => resolve())
  })

async function serve(message: unknown): Promise<void> {
  try {
    const request = backtestRequest.parse(message)
    process.title = `patchbay backtest ${request.topology.name}`
    const steps = await run(request)
    const waits = process.memoryUsage.rss() < WAITING_BYTES_MAX
    process.title = 'patchbay backtest (waiting)'
    await say({ type: 'done', steps, waits })
    if (!waits) process.exit(0)
  } catch (error) {
    await say({ type: 'failed', error: error instanceof Error ? error.message : String(error) })
    process.exit(1)
  }
}

async function run(request: BacktestRequest): Promise<number> {
  const store = openStore(request.home)
  const catalogue = { findManifest, ...(await knownData(store)) }
  const compiled = compileTopology(request.topology, catalogue, { seed: request.seed })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  let toldAt = 0
  const { steps } = await runBacktest(
    compiled.plan,
    {
      findKind,
      openDataset: (name, range, idOf) => store.open(name, range, idOf),
      log: (node, level, text) => {
        if (level === 'warn' || level === 'error') console.error(`${node}: ${text}`)
      },
      onProgress: (progress) => {
        const now = performance.now()
        if (now - toldAt < PROGRESS_INTERVAL_MS && progress.step < progress.steps) return
        toldAt = now
        void say({ type: 'progress', ...progress })
      },
      goOn: async () => {
        await setImmediate()
        return true
      },
    },
    request.outDir,
  )
  return steps
}
