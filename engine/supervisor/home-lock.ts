import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isAlive, startTicksOf } from '../wire/alive'
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

function readSupervisorFile(path: string): SupervisorFile | null {
  const text = readTextIfThere(path)
  if (text === null) return null
  try {
    return supervisorFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}
