import type { ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'

/** Lowers the priority of a process that has just been forked; its threads, which it makes later, inherit it. */
export function standBack({ pid }: ChildProcess, nice: number): void {
  if (pid === undefined) return
  try {
    setPriority(pid, nice)
  } catch {
    // It is gone already, or the system does not allow it: it runs all the same.
  }
}
