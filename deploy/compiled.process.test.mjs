import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROOT } from './files.mjs'

const HOST = join(ROOT, 'dist/host.main.cjs')
/** What hosts are started with: V8 takes what was compiled under like flags only. */
const HOST_FLAGS = ['--single-threaded-gc']

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pb-compiled-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Whether this Node refuses what was kept of a bundle. */
function isRefused(main, flags = []) {
  const program = `
    const { readFileSync } = require('node:fs')
    const source = require('node:module').wrap(readFileSync(process.argv[1], 'utf8'))
    const cachedData = readFileSync(process.argv[1] + '.compiled')
    const script = new (require('node:vm').Script)(source, { filename: process.argv[1], cachedData })
    process.stdout.write(String(script.cachedDataRejected))`
  return execFileSync(process.execPath, [...flags, '-e', program, main], { encoding: 'utf8' }) === 'true'
}

it('of the host, what the build compiled is taken under the flags of a host', () => {
  expect(isRefused(HOST, HOST_FLAGS)).toBe(false)
})

it('runs a bundle all the same where what was kept is damaged, or is not there', () => {
  const start = join(dir, 'small.cjs')
  const main = join(dir, 'small.main.cjs')
  copyFileSync(join(ROOT, 'deploy/compiled.cjs'), start)
  writeFileSync(
    main,
    "exports.name = require('node:path').basename(__filename); console.log(exports.name, typeof module)",
  )
  const run = (env = {}) =>
    execFileSync(process.execPath, [start], { encoding: 'utf8', env: { ...process.env, ...env } }).trim()
  expect(run()).toBe('small.main.cjs object')
  expect(run({ PATCHBAY_KEEP_COMPILED: '1' })).toBe('small.main.cjs object')
  expect(isRefused(main)).toBe(false)
  const kept = readFileSync(`${main}.compiled`)
  writeFileSync(`${main}.compiled`, kept.subarray(0, kept.length / 2))
  expect(isRefused(main)).toBe(true)
  expect(run()).toBe('small.main.cjs object')
})
