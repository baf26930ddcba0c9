/** A worker thread of a sweep: runs one trial after another. */
import { parentPort, workerData } from 'node:worker_threads'
import { findKind } from '../../nodes/catalog'
import { findManifest } from '../../nodes/manifests'
import type { MarketColumns } from '../sdk'
import type { ColumnsRequest, FromWorker, ToWorker, WorkerSetup } from './job'
import { keyOf, Recent } from './shared-columns'
import { runTrial, type TrialWorld } from './trial'

interface Waiting {
  resolve(columns: MarketColumns): void
  reject(error: Error): void
}

if (!parentPort) throw new Error('this is a worker of a sweep; to make one: npx patchbay sweep FILE')
const port = parentPort
const say = (message: FromWorker) => port.postMessage(message)

// What its own parent thread hands over needs no check.
const { topology, axes, seed, datasets } = workerData as WorkerSetup
const instruments = new Map(datasets)
const columns = new Recent<MarketColumns>()
const waiting = new Map<string, Waiting[]>()

/** Asks the parent for columns, which all workers share, unless they are at hand. */
function openColumns(request: ColumnsRequest): Promise<MarketColumns> {
  const key = keyOf(request)
  const known = columns.get(key)
  if (known) return Promise.resolve(known)
  return new Promise((resolve, reject) => {
    const others = waiting.get(key)
    if (others) others.push({ resolve, reject })
    else {
      waiting.set(key, [{ resolve, reject }])
      say({ type: 'open', key, request })
    }
  })
}

function receive({ key, columns: found, error }: Extract<ToWorker, { type: 'columns' }>): void {
  const all = waiting.get(key) ?? []
  waiting.delete(key)
  if (found) columns.put(key, found)
  for (const { resolve, reject } of all) {
    if (found) resolve(found)
    else reject(new Error(error))
  }
}

const world: TrialWorld = {
  topology,
  axes,
  seed,
  catalogue: { findManifest, datasets: [...instruments.keys()], instrumentsOf: (name) => instruments.get(name) },
  findKind,
  openColumns,
}

port.on('message', (message: ToWorker) => {
  if (message.type === 'columns') return receive(message)
  const { job } = message
  void runTrial(world, job).then((outcome) => say({ type: 'outcome', id: job.id, outcome }))
})
say({ type: 'ready' })
