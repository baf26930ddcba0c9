// The processes behind the page, as the kernel tells of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'

/** What a process is known by here: hosts and the backtest rename themselves, so the script they run is not enough. */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** Kernel state letter and parent of a process; undefined when it is gone (a zombie is). */
function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = 'Z', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? undefined : { state, parent: Number(parent) }
  } catch {
    return undefined
  }
}

export const isAlive = (pid: number): boolean => statOf(pid) !== undefined

function readProcess(pid: number): Process | undefined {
  const stat = statOf(pid)
  if (!stat) return undefined
  try {
    return {
      pid,
      parent: stat.parent,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    }
  } catch {
    return undefined
  }
}

function allProcesses(): Process[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []))
}

/** Every process below this one, whatever the depth. */
export function descendantsOf(pid: number): Process[] {
  const all = allProcesses()
  const below = (parent: number): Process[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid)
}

/** The launcher that holds this home folder. */
export function launcherOf(home: string): number {
  return (JSON.parse(readFileSync(join(home, 'launcher.lock'), 'utf8')) as { pid: number }).pid
}

/** The launcher's child that runs this bundle. */
export function childOf(launcher: number, bundle: 'server' | 'supervisor'): number | undefined {
  return descendantsOf(launcher).find(
    ({ parent, command }) => parent === launcher && command.includes(`dist/${bundle}.mjs`),
  )?.pid
}

/** Kills as a power cut would: no handler runs. */
export const killHard = (pid: number): void => void process.kill(pid, 'SIGKILL')

/** Waits until none of these processes is left. */
export async function expectGone(pids: readonly number[], timeoutMs = 30_000): Promise<void> {
  await expect
    .poll(() => pids.filter(isAlive), { message: 'processes that should have ended', timeout: timeoutMs })
    .toEqual([])
}
