#!/usr/bin/env node
// Brings a checkout from any state to "ready to run": what is already done is recognised by content and not done again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildBundles, bundlesAbsent, bundlesPresent } from './build.mjs'
import { fingerprint, listFiles, ROOT } from './files.mjs'
import { waitForLock } from './lock.mjs'
import { CommandFailed, run, runNpm } from './run.mjs'

const CONFIG = ['package-lock.json', 'tsconfig.json']
const BUILDING = ['deploy/build.mjs', 'deploy/lean.mjs', 'deploy/compiled.cjs']
const ENGINE_SOURCES = ['engine', 'nodes', ...BUILDING, ...CONFIG]
const SERVER_SOURCES = ['server', 'prisma', ...ENGINE_SOURCES]
const SITE_SOURCES = ['app', 'engine', 'nodes', 'public', 'next.config.mjs', 'postcss.config.mjs', ...CONFIG]

const inRoot = (path) => join(ROOT, path)
const readJson = (path) => JSON.parse(readFileSync(inRoot(path), 'utf8'))

// ── dependencies ──

/** npm writes its own copy of the lock as the last act of an install: an interrupted install has none, or an older one. */
function isInstalled() {
  if (!existsSync(inRoot('node_modules/.package-lock.json'))) return false
  const wanted = readJson('package-lock.json').packages
  const present = readJson('node_modules/.package-lock.json').packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return present[path] ? present[path].version === version : optional === true
  })
}

const install = () => runNpm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT })

// ── database clients ──

const schemas = () => listFiles(['prisma']).filter((path) => path.endsWith('.prisma'))

function outputOf(schema) {
  const output = /^\s*output\s*=\s*"([^"]+)"/m.exec(readFileSync(inRoot(schema), 'utf8'))?.[1]
  return output && join(dirname(inRoot(schema)), output)
}

const areClientsThere = () => schemas().every((schema) => existsSync(outputOf(schema) ?? ROOT))

function generateClients() {
  const prisma = inRoot('node_modules/prisma/build/index.js')
  const engine = process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? inRoot('deploy/no-schema-engine.sh')
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: engine, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
  return Promise.all(
    schemas().map((schema) => run(process.execPath, [prisma, 'generate', `--schema=${schema}`], { cwd: ROOT, env })),
  )
}

// ── site ──

const hasSite = () => existsSync(inRoot('app/layout.tsx'))

function buildSite() {
  const env = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  return run(process.execPath, [inRoot('node_modules/next/dist/bin/next'), 'build'], { cwd: ROOT, env })
}

// ── the parts, in the order in which they need each other ──

const areBuilt = (group) => bundlesPresent(group).every(({ out }) => existsSync(inRoot(out)))

const PARTS = {
  install: { title: 'Installing dependencies', isDone: isInstalled, work: install },
  prisma: {
    title: 'Generating database clients',
    sources: ['prisma', 'prisma.config.ts', 'package-lock.json'],
    isWanted: () => schemas().length > 0,
    isDone: areClientsThere,
    work: generateClients,
  },
  engine: {
    title: 'Building the engine',
    sources: ENGINE_SOURCES,
    isWanted: () => bundlesPresent('engine').length > 0,
    isDone: () => areBuilt('engine'),
    work: () => buildBundles('engine'),
    absent: () => bundlesAbsent('engine'),
  },
  server: {
    title: 'Building the server',
    sources: SERVER_SOURCES,
    isWanted: () => bundlesPresent('server').length > 0,
    isDone: () => areBuilt('server'),
    work: () => buildBundles('server'),
    absent: () => bundlesAbsent('server'),
  },
  site: {
    title: 'Building the site',
    sources: SITE_SOURCES,
    isWanted: hasSite,
    isDone: () => existsSync(inRoot('dist/next/BUILD_ID')),
    work: buildSite,
  },
}

/** All parts; `npm run build` does them all, or those it is given. */
export const EVERYTHING = Object.keys(PARTS)

const stampOf = (part) => inRoot(`dist/stamps/${part}`)
const readStamp = (part) => (existsSync(stampOf(part)) ? readFileSync(stampOf(part), 'utf8') : undefined)

/** What is left to do for a part: nothing, or the fingerprint to note once it is done. */
function pending(name) {
  const { sources, isDone, isWanted = () => true } = PARTS[name]
  if (!isWanted()) return undefined
  const print = sources ? fingerprint(sources) : ''
  const isCurrent = isDone() && (!sources || readStamp(name) === print)
  return isCurrent ? undefined : { print }
}

async function timed(title, say, work) {
  const startedMs = Date.now()
  say(`${title}…`)
  await work()
  say(`  ${((Date.now() - startedMs) / 1000).toFixed(1)} s\n`)
}

async function doPart(name, say) {
  const left = pending(name)
  if (!left) return
  const { title, work, absent = () => [] } = PARTS[name]
  for (const { entry, out } of absent()) say(`(${out} is left out: there is no ${entry})\n`)
  await timed(title, say, work)
  mkdirSync(dirname(stampOf(name)), { recursive: true })
  if (left.print) writeFileSync(stampOf(name), left.print)
}

/**
 * Does what is left to do for these parts, in the given order. Only one process at a time prepares a checkout.
 * On failure it says what went wrong and ends the process.
 */
export async function prepare(parts, say = (text) => process.stdout.write(text)) {
  if (!parts.some(pending)) return
  mkdirSync(inRoot('dist'), { recursive: true })
  const lock = await waitForLock(inRoot('dist/prepare.lock'), ({ pid }) =>
    say(`Waiting for process ${pid}, which is building in the same folder…\n`),
  )
  try {
    for (const name of parts) await doPart(name, say)
  } catch (error) {
    say(' failed\n')
    process.stderr.write(`${error instanceof CommandFailed ? error.message : (error.stack ?? error)}\n`)
    lock.release()
    process.exit(1)
  }
  lock.release()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parts = process.argv.slice(2)
  await prepare(parts.length ? parts : EVERYTHING)
}
