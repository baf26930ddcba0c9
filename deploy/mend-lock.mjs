#!/usr/bin/env node
// Completes package-lock.json after a dependency was added, so that `npm ci` accepts it on every machine.
//
// Why: a registry or proxy need not carry the builds of a package for other platforms (the Windows build of a native
// module, say). `npm install` then leaves those optional packages out of the lock without a word, and `npm ci` refuses
// the lock because they are missing. An entry with the version and the platform is all it wants: such a package is
// skipped here and fetched by name where it fits.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const OS_NAMES = ['darwin', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony', 'linux']
const CPU_NAMES = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32']
const OS_OF_NAME = { fsevents: 'darwin' }

/** Walks up the node_modules folders as Node does; true when some level holds the package. */
function isResolved(packages, from, name) {
  let base = from
  for (;;) {
    if (packages[`${base ? `${base}/` : ''}node_modules/${name}`]) return true
    if (!base) return false
    base = base.includes('/node_modules/') ? base.slice(0, base.lastIndexOf('/node_modules/')) : ''
  }
}

/** The lowest version that a range allows, which is what the authors pinned in practice. */
function versionOf(range) {
  return /\d+\.\d+\.\d+[^\s|]*/.exec(range)?.[0]
}

function stubFor(name, range, parent) {
  const os = OS_OF_NAME[name] ?? OS_NAMES.find((candidate) => name.includes(candidate))
  const cpu = CPU_NAMES.find((candidate) => name.includes(candidate))
  const version = versionOf(range)
  if (!version || (!os && !cpu)) return undefined
  return {
    version,
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  }
}

/** Adds what is missing and drops addresses; returns the new lock text and what could not be judged. */
export function mendLock(text) {
  const lock = JSON.parse(text)
  const added = []
  const unknown = []
  for (const [path, entry] of Object.entries({ ...lock.packages })) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isResolved(lock.packages, path, name)) continue
      const stub = stubFor(name, range, entry)
      if (!stub) unknown.push(`${name}@${range} (wanted by ${path})`)
      else {
        lock.packages[`node_modules/${name}`] = stub
        added.push(name)
      }
    }
  }
  for (const entry of Object.values(lock.packages)) delete entry.resolved
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  return { text: `${JSON.stringify(lock, null, 2)}\n`, added, unknown }
}

function main() {
  const path = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  const before = readFileSync(path, 'utf8')
  const { text, added, unknown } = mendLock(before)
  if (text !== before) writeFileSync(path, text)
  console.log(added.length ? `package-lock.json: added ${added.join(', ')}` : 'package-lock.json is complete')
  for (const entry of unknown) console.error(`package-lock.json: no platform can be read from the name of ${entry}`)
  if (unknown.length) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
