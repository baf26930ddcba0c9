import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SupervisorFile, supervisorFile, supervisorFilePath } from '../wire/home'
import { readTextIfThere, writeFileAtomic } from './files'
import { removeIpcDirectory } from './ipc-directory'

/** Another supervisor runs on this home. */
export class HomeInUseError extends Error {
  override readonly name = 'HomeInUseError'
}

/**
 * A home belongs to one supervisor: `supervisor.json` names the process. One that was killed leaves the file behind; its
 * pid and start time then name no living process, and the home is taken over.
 */
export class HomeLock {
  private constructor(private readonly path: string) {}

  /** @throws HomeInUseError */
  static take(home: string): HomeLock {
    mkdirSync(home, { recursive: true })
    const path = supervisorFilePath(home)
    const guard = join(home, 'supervisor.lock')
    claim(guard, home)
    const before = readSupervisorFile(path)
    if (before) removeIpcDirectory(dirname(before.endpoint.replace(/^ipc:\/\//, '')))
    rmSync(path, { force: true })
    return new HomeLock(path)
  }

  /** Tells clients where to find this supervisor. */
  publish(endpoint: string, token: string): void {
    const file: SupervisorFile = {
      format: 'patchbay.supervisor/1',
      pid: process.pid,
      startTicks: startTicksOf(process.pid),
      startedAt: new Date().toISOString(),
      endpoint,
      token,
    }
    writeFileAtomic(this.path, JSON.stringify(file))
  }

  release(): void {
    rmSync(this.path, { force: true })
    rmSync(join(dirname(this.path), 'supervisor.lock'), { force: true })
  }
}

/** Makes the lock file; takes over that of a process that is no more. */
function claim(guard: string, home: string): void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const fd = openSync(guard, 'wx', 0o600)
      writeSync(fd, `${process.pid} ${startTicksOf(process.pid) ?? ''}`)
      closeSync(fd)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const [pid = '', ticks = ''] = (readTextIfThere(guard) ?? '').split(' ')
    if (isAlive(Number(pid), ticks))
      throw new HomeInUseError(
        `a supervisor (process ${pid}) already runs on ${home}: stop it first, or use another PATCHBAY_HOME`,
      )
    rmSync(guard, { force: true })
  }
  throw new HomeInUseError(`another supervisor is just starting on ${home}`)
}

function isAlive(pid: number, ticks: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  const now = startTicksOf(pid)
  if (now !== null) return ticks === '' || now === ticks
  try {
    process.kill(pid, 0)
    // Where there is no /proc to ask, a process of this number is taken for the one that wrote it down.
    return process.platform !== 'linux'
  } catch {
    return false
  }
}

/** When a process was started, in kernel ticks since boot; null if it is gone, a zombie, or there is no /proc. */
export function startTicksOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may hold anything; after it come the state and, 19 fields on, the start time.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

function readSupervisorFile(path: string): SupervisorFile | null {
  const text = readTextIfThere(path)
  if (text === null) return null
  try {
    return supervisorFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}
