import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROOT } from './files.mjs'
import { identify, isAlive } from './lock.mjs'

// A checkout in small: the real launcher, an empty lock file, and two processes that only say what happens to them.
const CHILD = (name) => `
  import { appendFileSync, readFileSync } from 'node:fs'
  import { join } from 'node:path'
  const path = join(process.env.PATCHBAY_HOME, 'notes')
  const note = (text) => appendFileSync(path, text + '\\n')
  process.on('disconnect', () => process.exit())
  if (!process.connected) process.exit()
  process.on('SIGTERM', () => { note('${name} stops'); if (!process.env.STUBBORN) process.exit() })
  note('${name} starts ' + process.pid)
  // A server that ends before the supervisor listens would have it killed before it can say that it stops.
  const isBad = process.env.BAD_SETTINGS && '${name}' === 'server'
  setInterval(() => { if (isBad && readFileSync(path, 'utf8').includes('supervisor starts')) process.exit(78) }, 20)
`

let root
let home
const launchers = []

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'launch-')))
  home = join(root, 'home')
  cpSync(join(ROOT, 'deploy'), join(root, 'deploy'), { recursive: true })
  mkdirSync(join(root, 'dist'))
  mkdirSync(join(root, 'node_modules'))
  for (const path of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(join(root, path), '{ "packages": {} }')
  for (const name of ['supervisor', 'server']) writeFileSync(join(root, `dist/${name}.mjs`), CHILD(name))
})

afterEach(async () => {
  const ended = launchers.splice(0)
  for (const { child } of ended) child.kill('SIGKILL')
  // The children hold its output open until they have ended, too.
  await Promise.all(ended.map(({ code }) => code))
  rmSync(root, { recursive: true, force: true })
})

function launch(env = {}) {
  const child = spawn(process.execPath, [join(root, 'deploy/start.mjs')], {
    env: { ...process.env, PORT: '0', PATCHBAY_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const launcher = { child, output: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      launcher.output += chunk
    })
  }
  launcher.code = new Promise((resolve) => child.once('close', resolve))
  launchers.push(launcher)
  return launcher
}

const notes = () =>
  existsSync(join(home, 'notes')) ? readFileSync(join(home, 'notes'), 'utf8').trim().split('\n') : []
const pidsOf = (name) =>
  notes().flatMap((line) => (line.startsWith(`${name} starts `) ? [Number(line.split(' ')[2])] : []))

async function until(condition, what) {
  const limitMs = Date.now() + 60_000
  while (!condition()) {
    if (Date.now() > limitMs) throw new Error(`waited in vain until ${what}; notes: ${notes().join(', ')}`)
    await sleep(20)
  }
}

const bothStarted = () => until(() => pidsOf('server').length && pidsOf('supervisor').length, 'both have started')
const isGone = (pid) => !isAlive({ pid })

it('stops the server first, then the supervisor, and gives the home folder back', async () => {
  const launcher = launch()
  await bothStarted()
  launcher.child.kill('SIGTERM')
  expect(await launcher.code).toBe(0)
  expect(notes().slice(-2)).toEqual(['server stops', 'supervisor stops'])
  expect(existsSync(join(home, 'launcher.lock'))).toBe(false)
})

it('starts a process again that was killed, and says so', async () => {
  const launcher = launch()
  await bothStarted()
  process.kill(pidsOf('server')[0], 'SIGKILL')
  await until(() => pidsOf('server').length === 2, 'the server runs again')
  const words = 'The server ended unexpectedly (SIGKILL); starting it again in 100 ms.'
  await until(() => launcher.output.includes(words), 'it has said so')
  expect(pidsOf('supervisor')).toHaveLength(1)
})

it('leaves no process behind when it is killed, and starts again on the same home', async () => {
  const first = launch()
  await bothStarted()
  const pids = [...pidsOf('server'), ...pidsOf('supervisor')]
  first.child.kill('SIGKILL')
  await until(() => pids.every(isGone), 'the children are gone')
  const second = launch()
  await until(() => pidsOf('server').length === 2, 'the server runs again')
  expect(second.output).toBe('')
})

it('waits for a leftover of a crashed launcher before it starts', async () => {
  const leftover = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 1500)'])
  mkdirSync(home)
  const stale = { pid: 999_999_999, startTicks: '1', children: [identify(leftover.pid)] }
  writeFileSync(join(home, 'launcher.lock'), JSON.stringify(stale))
  launch()
  await bothStarted()
  expect(isGone(leftover.pid)).toBe(true)
})

it('is refused on a home folder that is in use, by the pid that uses it', async () => {
  const first = launch()
  await bothStarted()
  const second = launch()
  expect(await second.code).toBe(1)
  expect(second.output).toContain(`already running on ${home} (process ${first.child.pid})`)
})

it('takes over a lock whose pid now belongs to another process', async () => {
  mkdirSync(home)
  writeFileSync(join(home, 'launcher.lock'), JSON.stringify({ pid: process.pid, startTicks: '1' }))
  launch()
  await bothStarted()
})

it('says which port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address()
  const launcher = launch({ PORT: String(port) })
  expect(await launcher.code).toBe(1)
  expect(launcher.output).toContain(`Port ${port} is in use`)
  other.close()
})

it('refuses a PORT that is none', async () => {
  const launcher = launch({ PORT: '80a' })
  expect(await launcher.code).toBe(1)
  expect(launcher.output).toContain('PORT is "80a"')
})

it('kills at once on a second Ctrl-C, but takes two in a blink for one', async () => {
  const launcher = launch({ STUBBORN: '1' })
  await bothStarted()
  launcher.child.kill('SIGINT')
  launcher.child.kill('SIGINT')
  await until(() => notes().includes('server stops'), 'the first has been heard')
  await sleep(600)
  expect(isAlive({ pid: launcher.child.pid })).toBe(true)
  launcher.child.kill('SIGINT')
  expect(await launcher.code).toBe(130)
  await until(() => [...pidsOf('server'), ...pidsOf('supervisor')].every(isGone), 'the children are gone')
})

it('does not start a process again and again that cannot run with its settings', async () => {
  const launcher = launch({ BAD_SETTINGS: '1' })
  expect(await launcher.code).toBe(1)
  expect(pidsOf('server')).toHaveLength(1)
  expect(notes().at(-1)).toBe('supervisor stops')
})
