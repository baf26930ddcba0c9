// The launcher: holds the home folder, starts the supervisor and the web server, restarts either when it dies, and stops
// both in order. It does nothing else, so that it does not die itself; when it is killed all the same, the children see
// their IPC channel close and end by themselves.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from './files.mjs'
import { identify, isAlive, tryLock } from './lock.mjs'
import { EVERYTHING, prepare } from './prepare.mjs'
import { BadSetting, readSettings } from './settings.mjs'

const RESTART_DELAY_MS_MIN = 100
const RESTART_DELAY_MS_MAX = 5_000
const HEALTHY_AFTER_MS = 10_000
const LEFTOVER_WAIT_MS_MAX = 10_000
// npm passes a Ctrl-C on that the terminal has delivered already: two within this time are one.
const REPEATED_SIGNAL_MS = 200
/** A process that ends with this code has said what is wrong with its settings; starting it again would not help. */
const EXIT_BAD_SETTINGS = 78

// In the order of starting; stopped in the reverse order. The supervisor gets time to stop its node hosts.
const PROCESSES = [
  { name: 'supervisor', script: 'dist/supervisor.mjs', stopMsMax: 20_000 },
  { name: 'server', script: 'dist/server.mjs', stopMsMax: 5_000 },
]

class Refused extends Error {}

const say = (text) => process.stdout.write(`${text}\n`)

/** One child that is kept running until it is told to stop. */
class KeptProcess {
  #child
  #delayMs = RESTART_DELAY_MS_MIN
  #timer
  #isStopping = false
  #ended = Promise.resolve()

  constructor(spec, env, { onStart, onBadSettings }) {
    Object.assign(this, { spec, env, onStart, onBadSettings })
  }

  get pid() {
    return this.#child?.pid
  }

  start() {
    const startedMs = Date.now()
    // Its own process group: a Ctrl-C in the terminal reaches the launcher only, which then stops things in order.
    const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, this.spec.script)], {
      cwd: ROOT,
      env: this.env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
    })
    this.#child = child
    this.#ended = new Promise((resolve) => {
      const end = (reason, code) => {
        if (this.#child !== child) return
        this.#child = undefined
        resolve()
        if (!this.#isStopping) this.#restart(Date.now() - startedMs, reason, code)
      }
      child.once('exit', (code, signal) => end(signal ?? `code ${code}`, code))
      child.once('error', (error) => end(error.message))
    })
    this.onStart()
  }

  #restart(livedMs, reason, code) {
    if (code === EXIT_BAD_SETTINGS) return this.onBadSettings(this.spec.name)
    if (livedMs >= HEALTHY_AFTER_MS) this.#delayMs = RESTART_DELAY_MS_MIN
    say(`The ${this.spec.name} ended unexpectedly (${reason}); starting it again in ${this.#delayMs} ms.`)
    this.#timer = setTimeout(() => this.start(), this.#delayMs)
    this.#delayMs = Math.min(this.#delayMs * 2, RESTART_DELAY_MS_MAX)
  }

  async stop() {
    this.#isStopping = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGTERM')
    const limit = new AbortController()
    const late = sleep(this.spec.stopMsMax, 'late', { signal: limit.signal }).catch(() => undefined)
    if ((await Promise.race([this.#ended, late])) === 'late') {
      say(`The ${this.spec.name} did not stop within ${this.spec.stopMsMax / 1000} s and is killed.`)
      this.kill()
    }
    limit.abort()
    await this.#ended
  }

  kill() {
    this.#isStopping = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGKILL')
  }
}

/** Only one launcher may use a home folder: two would trade the same accounts. */
function holdHome(home) {
  mkdirSync(home, { recursive: true })
  const { lock, stale, holder } = tryLock(join(home, 'launcher.lock'))
  if (lock) return { lock, leftovers: stale?.children ?? [] }
  throw new Refused(
    `Patchbay is already running on ${home} (process ${holder.pid}). ` +
      `Stop it with "kill ${holder.pid}", or give this one another folder: PATCHBAY_HOME=… npm start`,
  )
}

/** Children of a launcher that crashed end by themselves; what has not ended in time is killed. */
async function waitForLeftovers(leftovers) {
  const limitMs = Date.now() + LEFTOVER_WAIT_MS_MAX
  while (leftovers.some(isAlive) && Date.now() < limitMs) await sleep(50)
  for (const child of leftovers.filter(isAlive)) {
    say(`Process ${child.pid}, left by an earlier run that crashed, did not end and is killed.`)
    process.kill(child.pid, 'SIGKILL')
  }
}

function portProblem(error, { host, port }) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Choose another: PORT=${port + 1} npm start`
  if (error.code === 'EACCES')
    return `Port ${port} may not be opened by this user. Choose one above 1023: PORT=3000 npm start`
  return `HOST ${host} cannot be listened on: ${error.message}`
}

/** Tries the address the server will want, so that a clash is told at once and not after a build. */
function checkAddress(settings) {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => reject(new Refused(portProblem(error, settings))))
    probe.listen(settings.port, settings.host, () => probe.close(resolve))
  })
}

function checkBundles() {
  const missing = PROCESSES.find(({ script }) => !existsSync(join(ROOT, script)))
  if (missing) throw new Refused(`${missing.script} was not built, so the ${missing.name} cannot be started.`)
}

function environment({ port, host, home }) {
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(port),
    HOST: host,
    PATCHBAY_HOME: home,
  }
}

/** Runs the processes until the launcher is told to stop; resolves with its exit code. */
function keepRunning(settings, lock) {
  return new Promise((resolve) => {
    let firstSignalMs
    const kept = PROCESSES.map(
      (spec) => new KeptProcess(spec, environment(settings), { onStart: noteChildren, onBadSettings }),
    )

    function noteChildren() {
      lock.note({ children: kept.filter(({ pid }) => pid).map(({ pid }) => identify(pid)) })
    }

    async function stopAll(code) {
      for (const one of kept.toReversed()) await one.stop()
      resolve(code)
    }

    function onBadSettings(name) {
      say(`The ${name} cannot run with these settings; stopping.`)
      firstSignalMs ??= Date.now()
      void stopAll(1)
    }

    function onSignal(signal) {
      const nowMs = Date.now()
      if (firstSignalMs === undefined) {
        firstSignalMs = nowMs
        say(signal === 'SIGINT' ? '\nStopping… (Ctrl-C again to kill at once)' : 'Stopping…')
        void stopAll(0)
      } else if (nowMs - firstSignalMs > REPEATED_SIGNAL_MS) {
        for (const one of kept) one.kill()
        resolve(130)
      }
    }

    // A closed terminal takes stdout away before the orderly stop is over.
    process.stdout.on('error', () => undefined)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
    for (const one of kept) one.start()
  })
}

async function run() {
  const settings = readSettings()
  const { lock, leftovers } = holdHome(settings.home)
  process.once('exit', () => lock.release())
  await waitForLeftovers(leftovers)
  await checkAddress(settings)
  await prepare(EVERYTHING)
  checkBundles()
  process.exit(await keepRunning(settings, lock))
}

export async function start() {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Refused || error instanceof BadSetting)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
