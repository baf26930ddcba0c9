/** A home of the benchmark's own, with a supervisor on it, so that nothing a person runs is touched. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSupervisor, type SupervisorClient } from '../engine/client'
import { openStore } from '../engine/store'
import { ensureSample } from '../nodes/data/synthetic/sample'

export interface BenchHome {
  readonly home: string
  readonly client: SupervisorClient
  readonly supervisor: ChildProcess
  close(): Promise<void>
}

/** Makes the home with the sample in it, and starts the supervisor that `npm run build engine` made. */
export async function openBenchHome(): Promise<BenchHome> {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  await ensureSample(openStore(home))
  const supervisor = fork('dist/supervisor.mjs', [], {
    env: { ...process.env, PATCHBAY_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const client = connectSupervisor({ home })
  await client.whenConnected(20_000)
  const close = async () => {
    client.close()
    const gone = once(supervisor, 'exit')
    supervisor.kill('SIGTERM')
    await gone
    await rm(home, { recursive: true, force: true })
  }
  return { home, client, supervisor, close }
}
