#!/usr/bin/env node
// Who may import whom. The table is the rule; ARCHITECTURE.md tells the reason for each floor.
import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listFiles } from '../deploy/files.mjs'
import { importsOf } from './source.mjs'

const SDK = ['engine/sdk']
/** What is free of any input and output, so that a kind may use it in any process. */
const PURE = [...SDK, 'engine/ledger', 'engine/exchange', 'engine/store/columns*']
const RUNNING = [...PURE, 'engine/graph', 'engine/store', 'engine/runtime', 'engine/report']
const PROCESS = [...RUNNING, 'engine/wire']
const KINDS = ['nodes/catalog', 'nodes/manifests']

/**
 * The first row whose `files` match a file is its floor. A file may import its own floor (`own`, by default the place
 * the row is named after) and what `may` lists; `mayType` only by `import type`; `never` overrides all. A `pure` floor
 * imports nothing of Node either; one that `isOutside` sees the product as its users do, its tests too. Places match with all that is under them; `*` stands for one name, `**` for any path.
 */
export const FLOORS = [
  { files: 'engine/sdk', may: [], pure: true },
  { files: 'engine/graph', may: SDK },
  { files: 'engine/ledger', may: SDK, pure: true },
  { files: 'engine/exchange', may: [...SDK, 'engine/ledger'], pure: true },
  { files: 'engine/store', may: SDK },
  { files: 'engine/wire', may: [...SDK, 'engine/graph'] },
  { files: 'engine/runtime', may: [...SDK, 'engine/graph'] },
  { files: 'engine/results', may: SDK },
  { files: 'engine/report', may: [...SDK, 'engine/ledger', 'engine/results'] },
  { files: 'engine/statistics', may: [...SDK, 'engine/report'] },

  { files: 'engine/backtest/main', own: 'engine/backtest', may: [...RUNNING, ...KINDS] },
  { files: 'engine/backtest', may: RUNNING },
  { files: 'engine/audit', may: RUNNING },
  // What happened on the wall clock is in the journals of the hosts, which know how to play them.
  { files: 'engine/debug/journals', own: 'engine/debug', may: [...PROCESS, 'engine/host'] },
  { files: 'engine/debug/main', own: 'engine/debug', may: [...PROCESS, ...KINDS] },
  { files: 'engine/debug', may: RUNNING },
  { files: 'engine/sweep/main', own: 'engine/sweep', may: [...RUNNING, 'engine/backtest', ...KINDS] },
  { files: 'engine/sweep/worker', own: 'engine/sweep', may: [...RUNNING, 'engine/backtest', ...KINDS] },
  { files: 'engine/sweep', may: [...RUNNING, 'engine/backtest'] },
  { files: 'engine/host/main', own: 'engine/host', may: [...PROCESS, ...KINDS] },
  { files: 'engine/host', may: PROCESS },
  {
    files: 'engine/supervisor/main',
    own: 'engine/supervisor',
    may: [...PROCESS, ...KINDS, 'nodes/data/synthetic/sample'],
  },
  // How far a host has come that is down lies in its folder; a process that runs backtests is asked in its own words.
  { files: 'engine/supervisor', may: [...PROCESS, 'engine/host/begun', 'engine/backtest/messages'] },
  {
    files: 'engine/client',
    may: [...SDK, 'engine/graph', 'engine/wire', 'engine/store', 'engine/report', 'nodes/manifests'],
  },
  { files: 'engine/cli/world', own: 'engine/cli', may: ['engine', ...KINDS, 'nodes/data/synthetic/sample'] },
  { files: 'engine/cli', may: ['engine', 'nodes/manifests'] },

  { files: 'nodes/manifests', may: [...SDK, 'nodes/**/manifest'] },
  { files: 'nodes/catalog', may: [...SDK, 'nodes'] },
  { files: 'nodes/*/*/manifest', own: 'nodes/*/*', may: PURE, never: ['nodes/*/*/runtime'], pure: true },
  { files: 'nodes/*/*', may: PURE, pure: true },

  { files: 'app', may: [...SDK, 'nodes/manifests', 'nodes/**/manifest'], mayType: ['server'] },
  { files: 'server/db', own: 'server', may: [...SDK, 'nodes/manifests', 'engine/client', 'generated', 'prisma'] },
  { files: 'server', may: [...SDK, 'nodes/manifests', 'nodes/**/manifest', 'engine/client', 'engine/results'] },
  { files: 'prisma', may: [] },

  { files: 'e2e', may: ['.ci', 'playwright.config'], mayType: ['app', 'server', 'engine', 'nodes'], isOutside: true },
  { files: 'bench', may: ['engine', 'nodes', '.ci'] },
  { files: 'deploy', may: [] },
  { files: '.ci', may: ['deploy'] },
  { files: '*', own: '*', may: ['.ci', 'deploy'] },
]

const DATABASE_PACKAGES = /^(prisma|@prisma\/.*|@libsql\/.*|libsql|pg)$/
// A test from outside plants in the database what no road of the product would save.
const DATABASE_FLOORS = new Set(['server/db', 'prisma', 'e2e'])

/** Tests and what only tests use reach further, but never across app and server. */
const isTest = (path) => /\.test\.[a-z]+$/.test(path) || /(^|[/.])testing[/.]/.test(path)
const FOR_TESTS = ['engine', 'nodes', '.ci', 'deploy']

const isSource = (path) => /\.(ts|tsx|mts|mjs|cjs|js)$/.test(path) && path !== 'next-env.d.ts'
const withoutEnding = (path) => path.replace(/\.(ts|tsx|mts|mjs|cjs|js)$/, '')

const escaped = (text) => text.replace(/[.+?^$()|[\]{}\\]/g, '\\$&')

const patterns = new Map()
function patternOf(place) {
  if (!patterns.has(place)) {
    const names = place.split('**').map((part) => part.split('*').map(escaped).join('[^/]*'))
    const under = place === '*' ? '' : '(?:/.*)?'
    patterns.set(place, new RegExp(`^${names.join('.*')}${under}$`))
  }
  return patterns.get(place)
}
const isAt = (path, place) => patternOf(place).test(path)

export const floorOf = (path) => FLOORS.find(({ files }) => isAt(withoutEnding(path), files))

/** The part of the tree a file may always import. For a kind (`nodes/*`/`*`) that is its folder, not its neighbours'. */
function ownPlace(floor, path) {
  const place = floor.own ?? floor.files
  return place === '*' ? place : path.split('/').slice(0, place.split('/').length).join('/')
}

function allowedPlaces(floor, path, isType) {
  return [
    ownPlace(floor, path),
    ...floor.may,
    ...(isType ? (floor.mayType ?? []) : []),
    ...(isTest(path) && !floor.isOutside ? FOR_TESTS : []),
  ]
}

const describeAllowed = ({ may, mayType }) =>
  [...may, ...(mayType ?? []).map((place) => `${place} (import type only)`)].join(', ') || 'nothing of the other floors'

function packageProblem(floor, path, specifier) {
  if (DATABASE_PACKAGES.test(specifier) && !DATABASE_FLOORS.has(floor.files))
    return `imports ${specifier}; only ${[...DATABASE_FLOORS].join(' and ')} may use the database packages`
  if (floor.pure && specifier.startsWith('node:') && !isTest(path))
    return `imports ${specifier}; floor ${floor.files} may import nothing of Node: it runs in the browser, or has to give the same result everywhere`
  return undefined
}

function importProblem(floor, path, { specifier, isType }) {
  if (!specifier.startsWith('.')) return packageProblem(floor, path, specifier)
  const target = withoutEnding(posix.join(posix.dirname(path), specifier))
  const isForbidden = (floor.never ?? []).some((place) => isAt(target, place))
  if (!isForbidden && allowedPlaces(floor, path, isType).some((place) => isAt(target, place))) return undefined
  const except = floor.never ? `, never ${floor.never.join(', ')}` : ''
  return `imports ${specifier}; floor ${floor.files} may import: ${describeAllowed(floor)}${except}`
}

/** What is wrong with the imports of one file, one text each: `file:line imports X; floor F may import: …`. */
export function checkFile(path, source) {
  const floor = floorOf(path)
  if (!floor) return [`${path}:1 is on no floor; put it on one of those in .ci/floors.mjs, or add one there`]
  return importsOf(source).flatMap((found) => {
    const problem = importProblem(floor, path, found)
    return problem ? [`${path}:${found.line} ${problem}`] : []
  })
}

export function checkTree(root) {
  const paths = listFiles([''], root).filter(isSource)
  return { paths, problems: paths.flatMap((path) => checkFile(path, readFileSync(join(root, path), 'utf8'))) }
}

function main() {
  const { paths, problems } = checkTree(dirname(dirname(fileURLToPath(import.meta.url))))
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length ? `${problems.length} imports break the floors` : `${paths.length} files keep to their floors`,
  )
  if (problems.length) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
