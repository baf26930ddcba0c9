// A lock file that names the process holding it and is recognised as stale when that process is gone.
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const RETRY_MS = 100
const NEVER = '0'

/** When a process started, in kernel ticks since boot; undefined when there is no such process (or only its zombie). */
function startTicksOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function isPidAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Names a process so that a later one which was given the same pid is not taken for it. */
export function identify(pid = process.pid) {
  return { pid, startTicks: startTicksOf(pid) ?? NEVER }
}

export function isAlive({ pid, startTicks }) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (process.platform !== 'linux') return isPidAlive(pid)
  const now = startTicksOf(pid)
  return now !== undefined && (startTicks === undefined || startTicks === NEVER || now === startTicks)
}

function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    return error.code === 'ENOENT' ? undefined : { pid: 0 }
  }
}

/** Takes a stale lock out of the way; puts it back when somebody else replaced it in the meantime. */
function removeStale(path, stale) {
  const aside = `${path}.${process.pid}.stale`
  try {
    renameSync(path, aside)
    if (readHolder(aside)?.pid !== stale.pid) linkSync(aside, path)
    unlinkSync(aside)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
}

/** The lock appears whole or not at all: a reader never sees a half-written one. */
function createWhole(path, content) {
  const draft = `${path}.${process.pid}.new`
  writeFileSync(draft, content)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    unlinkSync(draft)
  }
}

class Lock {
  constructor(path, content) {
    this.path = path
    this.content = content
  }

  /** Notes something beside the pid, for whoever finds this lock stale. */
  note(more) {
    this.content = { ...this.content, ...more }
    const draft = `${this.path}.${process.pid}.new`
    writeFileSync(draft, JSON.stringify(this.content))
    renameSync(draft, this.path)
  }

  release() {
    if (readHolder(this.path)?.pid === process.pid) unlinkSync(this.path)
  }
}

/** `{ lock, stale? }` when this process now holds it (`stale`: what a dead holder had left), `{ holder }` when another does. */
export function tryLock(path) {
  let stale
  for (;;) {
    const content = identify()
    if (createWhole(path, JSON.stringify(content))) return { lock: new Lock(path, content), stale }
    const holder = readHolder(path)
    if (!holder) continue
    if (isAlive(holder)) return { holder }
    stale = holder
    removeStale(path, holder)
  }
}

/** Waits for the lock; `onWait` is told once who holds it. */
export async function waitForLock(path, onWait) {
  for (let told = false; ; told = true) {
    const { lock, holder } = tryLock(path)
    if (lock) return lock
    if (!told) onWait(holder)
    await sleep(RETRY_MS)
  }
}
