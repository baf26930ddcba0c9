/** The product's own processes for tests: bundles as they ship, and a supervisor that can be killed. */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Topology, topologySchema } from '../../sdk'

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Generous: on a machine that is overcommitted even an end takes its time. */
const LEFT_MS_MAX = 30_000

/** Builds the engine's processes as they ship, where that has not been done. @returns the supervisor's script. */
export async function buildEngine(): Promise<string> {
  await promisify(execFile)(process.execPath, [join(root, 'deploy', 'prepare.mjs'), 'engine'])
  return join(root, 'dist', 'supervisor.mjs')
}

/** Starts a supervisor's process; resolves when it is ready. */
export async function startSupervisor(script: string, home: string): Promise<ChildProcess> {
  const child = fork(script, [], {
    // Not those of the test runner.
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, PATCHBAY_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the supervisor ended before it was ready: ${signal ?? `code ${code}`}`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
  return child
}

/** Ends a process and waits until it has ended. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Living processes (zombies are not) whose command line or environment names a text, this one left out. */
export function processesOf(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => mentions(pid, text))
    .map(Number)
}

/** Resolves when so many processes are left whose environment names a text; that is soon, or never. */
export async function left(text: string, count: number): Promise<void> {
  const limitMs = Date.now() + LEFT_MS_MAX
  while (processesOf(text).length !== count) {
    if (Date.now() > limitMs) throw new Error(`still there, not ${count}: ${processesOf(text).join(', ')}`)
    await setTimeout(20)
  }
}

function mentions(pid: string, text: string): boolean {
  try {
    if (/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) return false
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(text)
  } catch {
    return false
  }
}

export function template(name: string): Topology {
  return topologySchema.parse(
    JSON.parse(readFileSync(join(root, 'public', 'templates', `${name}.topology.json`), 'utf8')),
  )
}
