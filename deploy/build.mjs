// The bundles: one file per process, from the table below. `npm run build` builds what is stale of them and of the site.
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './files.mjs'
import { lean } from './lean.mjs'
import { CommandFailed, run } from './run.mjs'

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

// A hundred hosts of a graph are started at once: each bundle of theirs holds what it needs alone, compiled beforehand.
const LEAN = lean(QUICK_START.banner.js, { '/engine/store': './host-store.cjs' })

const BUNDLES = [
  { group: 'server', entry: 'server/main.ts', out: 'dist/server.mjs', ...LONG_LIVED },
  { group: 'engine', entry: 'engine/supervisor/main.ts', out: 'dist/supervisor.mjs', ...LONG_LIVED },
  { group: 'engine', entry: 'engine/cli/main.ts', out: 'dist/cli.mjs', ...LONG_LIVED },
  {
    group: 'engine',
    entry: 'engine/host/main.ts',
    out: 'dist/host.main.cjs',
    ...QUICK_START,
    ...LEAN,
    starter: 'dist/host.cjs',
  },
  { group: 'engine', entry: 'engine/store/index.ts', out: 'dist/host-store.cjs', ...QUICK_START },
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

/** Puts what starts a bundle before it, and lets that keep what V8 compiles while the bundle is loaded. */
async function compile(starter) {
  const path = join(ROOT, starter)
  rmSync(path.replace(/\.cjs$/, '.main.cjs.compiled'), { force: true })
  copyFileSync(join(ROOT, 'deploy/compiled.cjs'), path)
  // Without a parent a host ends as soon as it is loaded.
  await run(process.execPath, [path], { cwd: ROOT, env: { PATCHBAY_KEEP_COMPILED: '1' } })
}

/** Builds every bundle of a group; rejects with all that is wrong, as esbuild words it. */
export async function buildBundles(group) {
  const esbuild = await import('esbuild')
  const results = await Promise.allSettled(
    bundlesPresent(group).map(({ group: _, entry, out, starter, ...options }) =>
      esbuild
        .build({ ...COMMON, ...options, entryPoints: [entry], outfile: out })
        .then(() => starter && compile(starter)),
    ),
  )
  await esbuild.stop()
  const failures = results.filter(({ status }) => status === 'rejected').map(({ reason }) => wordingOf(esbuild, reason))
  if (failures.length) throw new CommandFailed((await Promise.all(failures)).join('\n'))
}
