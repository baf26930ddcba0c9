// The bundles: one file per process, from the table below. `npm run build` builds what is stale of them and of the site.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './files.mjs'
import { CommandFailed } from './run.mjs'

// Native modules find their binary beside themselves, so they stay outside a bundle; Prisma and DuckDB's bindings too.
const NATIVE_PACKAGES = ['zeromq', '@duckdb/*', 'msgpackr-extract', 'libsql', '@libsql/*']

// Long-lived processes start once: ESM with all packages outside. Node hosts and backtest workers start by the dozen:
// one CommonJS file with the pure packages inside reads a tenth of the files.
const LONG_LIVED = { format: 'esm', packages: 'external' }
const QUICK_START = {
  format: 'cjs',
  external: NATIVE_PACKAGES,
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
}

const BUNDLES = [
  { group: 'server', entry: 'server/main.ts', out: 'dist/server.mjs', ...LONG_LIVED },
  { group: 'engine', entry: 'engine/supervisor/main.ts', out: 'dist/supervisor.mjs', ...LONG_LIVED },
  { group: 'engine', entry: 'engine/cli/main.ts', out: 'dist/cli.mjs', ...LONG_LIVED },
  { group: 'engine', entry: 'engine/host/main.ts', out: 'dist/host.cjs', ...QUICK_START },
  { group: 'engine', entry: 'engine/debug/main.ts', out: 'dist/debug.cjs', ...QUICK_START },
  { group: 'engine', entry: 'engine/backtest/main.ts', out: 'dist/backtest.cjs', ...QUICK_START },
  { group: 'engine', entry: 'engine/sweep/main.ts', out: 'dist/sweep.cjs', ...QUICK_START },
  { group: 'engine', entry: 'engine/sweep/worker.ts', out: 'dist/sweep-worker.cjs', ...QUICK_START },
]

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'silent',
}

const bundlesOf = (group) => BUNDLES.filter((bundle) => bundle.group === group)

/** The bundles of a group whose entry has been written, and those whose entry has not. */
export function bundlesPresent(group) {
  return bundlesOf(group).filter(({ entry }) => existsSync(join(ROOT, entry)))
}

export function bundlesAbsent(group) {
  return bundlesOf(group).filter(({ entry }) => !existsSync(join(ROOT, entry)))
}

async function wordingOf(esbuild, error) {
  if (!error.errors) return error.message
  return (await esbuild.formatMessages(error.errors, { kind: 'error', color: false })).join('\n')
}

/** Builds every bundle of a group; rejects with all that is wrong, as esbuild words it. */
export async function buildBundles(group) {
  const esbuild = await import('esbuild')
  const results = await Promise.allSettled(
    bundlesPresent(group).map(({ group: _, entry, out, ...options }) =>
      esbuild.build({ ...COMMON, ...options, entryPoints: [entry], outfile: out }),
    ),
  )
  await esbuild.stop()
  const failures = results.filter(({ status }) => status === 'rejected').map(({ reason }) => wordingOf(esbuild, reason))
  if (failures.length) throw new CommandFailed((await Promise.all(failures)).join('\n'))
}
