/** The sweep process: makes one sweep that its parent hands it over the lifeline, and ends. How it stands is in sweep.json. */
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findKind } from '../../nodes/catalog'
import { openStore } from '../store'
import { type SweepMessage, sweepCancel, sweepRequest } from './messages'
import { runSweep } from './sweep'

process.on('disconnect', () => process.exit(1))
if (!process.send || !process.connected) {
  console.error('The sweep process is started by the supervisor; to make a sweep yourself: npx patchbay sweep FILE')
  process.exit(1)
}

// What trades on this machine comes first. Threads begun later are as patient.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const cancelling = new AbortController()
let isAsked = false
process.on('message', (message) => {
  if (sweepCancel.safeParse(message).success) return cancelling.abort()
  if (isAsked) return
  isAsked = true
  void serve(message)
})

const end = (message: SweepMessage) => process.send?.(message, () => process.exit(message.type === 'ended' ? 0 : 1))

async function serve(message: unknown): Promise<void> {
  try {
    const { topology, spec, home, outDir } = sweepRequest.parse(message)
    process.title = `patchbay sweep ${topology.name}`
    const workerScript = join(dirname(fileURLToPath(import.meta.url)), 'sweep-worker.cjs')
    const store = openStore(home)
    await runSweep(
      { topology, spec, outDir, isOwnFolder: true, signal: cancelling.signal },
      { store, findKind, workerScript },
    )
    end({ type: 'ended' })
  } catch (error) {
    end({ type: 'failed', error: error instanceof Error ? error.message : String(error) })
  }
}
