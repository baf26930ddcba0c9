/** The product's own processes for tests: bundles as they ship, and a supervisor that can be killed. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { type Topology, topologySchema } from '../../sdk'

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

const ESM: BuildOptions = { format: 'esm', packages: 'external' }
const CJS: BuildOptions = {
  format: 'cjs',
  external: ['zeromq', '@duckdb/*', 'msgpackr-extract', 'libsql', '@libsql/*'],
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
}

/** Builds the engine's processes into a folder of their own. @returns the supervisor's script. */
export async function buildEngine(): Promise<string> {
  const outdir = join(root, 'dist', 'testing', 'engine')
  const one = (entry: string, out: string, options: BuildOptions) =>
    build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(outdir, out),
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      ...options,
    })
  await Promise.all([
    one('engine/supervisor/main.ts', 'supervisor.mjs', ESM),
    one('engine/host/main.ts', 'host.cjs', CJS),
    one('engine/backtest/main.ts', 'backtest.cjs', CJS),
    one('engine/debug/main.ts', 'debug.cjs', CJS),
  ])
  return join(outdir, 'supervisor.mjs')
}

/** Starts a supervisor's process; resolves when it is ready. */
export async function startSupervisor(script: string, home: string): Promise<ChildProcess> {
  const child = fork(script, [], {
    env: { ...process.env, PATCHBAY_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await once(child, 'message')
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
