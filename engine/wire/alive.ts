import { readFileSync } from 'node:fs'

/**
 * True if the process that wrote down its id and its start time still runs.
 * @param ticks as `startTicksOf` told it then; empty where it was not known.
 */
export function isAlive(pid: number, ticks: string): boolean {
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
