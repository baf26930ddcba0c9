#!/usr/bin/env node
// `npm test`: everything that is checked, in the order in which a failure is cheapest to find. All stages run, so that
// every failure is seen. What failed is told once more at the end; the last line is `N passed, N failed[, N skipped]`.
//
//   npm test -- --only unit,types           some stages
//   npm test -- --only unit engine/graph    and in them, the tests whose path or name matches
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../deploy/files.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

const REPORTS = join(ROOT, 'dist/reports')
const bin = (path) => join(ROOT, 'node_modules', path)

const { values: options, positionals: filters } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
})

/** Runs a command with its output shown; resolves with whether it succeeded. */
function shown(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('error', (error) => {
      console.error(error.message)
      resolve(false)
    })
    child.once('close', (code) => resolve(code === 0))
  })
}

const node = (args, env) => shown(process.execPath, args, env)

const NOTHING = { passed: 0, failed: 0, skipped: 0 }
const asOne = (isGood) => ({ ...NOTHING, [isGood ? 'passed' : 'failed']: 1 })
/** A step that is no test by itself: it counts only when it fails. */
const asStep = (isGood) => (isGood ? NOTHING : asOne(false))

function readReport(name) {
  const path = join(REPORTS, `${name}.json`)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** A failure that belongs to no test (a file that does not load, an error between tests) counts as one. */
const atLeastOneFailed = (counts, isGood) => (isGood || counts.failed ? counts : { ...counts, failed: 1 })

async function vitest(project) {
  const report = join(REPORTS, `${project}.json`)
  const args = ['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json']
  const isGood = await node([bin('vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`, ...filters])
  const found = readReport(project)
  if (!found) return asOne(false)
  const unloadable = found.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  )
  const counts = {
    passed: found.numPassedTests,
    failed: found.numFailedTests + unloadable.length,
    skipped: found.numPendingTests + found.numTodoTests,
  }
  return atLeastOneFailed(counts, isGood)
}

/** They start the bundles, which are up to date already unless this stage is run by itself. */
async function processTests() {
  return (await node(['deploy/prepare.mjs', 'engine', 'server'])) ? vitest('process') : asOne(false)
}

async function ensureChromium() {
  const { findChromium, installCommand } = await import('./chromium.mjs')
  if (findChromium()) return true
  await shown(...installCommand(), { DEBIAN_FRONTEND: 'noninteractive' })
  if (!findChromium()) console.error('No Chromium was found, and none could be installed; set CHROMIUM_PATH to one.')
  return Boolean(findChromium())
}

async function playwright() {
  if (!(await ensureChromium())) return asOne(false)
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: join(REPORTS, 'e2e.json') }
  const args = ['test', '--reporter=list,json', '--pass-with-no-tests']
  const isGood = await node([bin('@playwright/test/cli.js'), ...args, ...filters], env)
  const stats = readReport('e2e')?.stats
  if (!stats) return asOne(false)
  // A test that passed only on a second try is no pass.
  const counts = { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  return atLeastOneFailed(counts, isGood)
}

const STAGES = {
  lint: async () => asOne(await node([bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'])),
  types: async () => asOne(await node([bin('typescript/bin/tsc'), '--noEmit'])),
  floors: async () => asOne(await node(['.ci/floors.mjs'])),
  unit: () => vitest('unit'),
  build: async () => asStep(await node(['deploy/prepare.mjs'])),
  process: processTests,
  e2e: playwright,
}

function wantedStages() {
  const names = options.only?.split(',') ?? Object.keys(STAGES)
  const unknown = names.filter((name) => !STAGES[name])
  if (!unknown.length) return names
  console.error(`There is no stage ${unknown.join(', ')}; there are ${Object.keys(STAGES).join(', ')}.`)
  process.exit(1)
}

const wordCounts = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`

/** Names the stages that failed, and the tests of those that keep a report; the others say theirs where they stand. */
function tellFailures(stages) {
  if (stages.length) console.log(`\nFailed in ${stages.join(', ')}.`)
  const ofVitest = ['unit', 'process'].map(readReport).filter(Boolean).flatMap(vitestFailures)
  const ofPlaywright = [readReport('e2e')].filter(Boolean).flatMap(playwrightFailures)
  for (const failure of [...ofVitest, ...ofPlaywright]) console.log(`\nFailed: ${failure}`)
}

async function runStage(name, work, total) {
  const startedMs = Date.now()
  console.log(`\n── ${name}`)
  const counts = await work()
  for (const key of Object.keys(total)) total[key] += counts[key]
  console.log(`── ${name}: ${wordCounts(counts)} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`)
  return counts.failed === 0
}

async function main() {
  const names = wantedStages()
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  const total = { ...NOTHING }
  await runStage('prepare', async () => asStep(await node(['deploy/prepare.mjs', 'install', 'prisma'])), total)
  const failed = []
  if (!total.failed) for (const name of names) if (!(await runStage(name, STAGES[name], total))) failed.push(name)
  tellFailures(failed)
  console.log(`\n${wordCounts(total)}`)
  process.exit(total.failed ? 1 : 0)
}

await main()
