/** What a tree of processes takes of the machine, read from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessUse {
  readonly processes: number
  /** Proportional set size: shared pages counted once. */
  readonly pssBytes: number
  readonly rssBytes: number
  /** CPU seconds used so far, user and system. */
  readonly cpuSeconds: number
}

const CLOCK_TICKS_PER_SECOND = 100

function statOf(pid: string): { parent: string; ticks: number; state: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: fields[1] ?? '', ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return null
  }
}

/** Pids of a process and all that descend from it; the dead that nobody has waited for are left out. */
export function treeOf(root: number): string[] {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = statOf(pid)
      return stat && stat.state !== 'Z' ? [{ pid, ...stat }] : []
    })
  const tree = [String(root)]
  for (const pid of tree) tree.push(...stats.filter((one) => one.parent === pid).map((one) => one.pid))
  return tree.filter((pid) => stats.some((one) => one.pid === pid))
}

/** What the tree takes now. */
export function readUse(root: number): ProcessUse {
  const tree = treeOf(root)
  let pss = 0
  let rss = 0
  let ticks = 0
  for (const pid of tree) {
    ticks += statOf(pid)?.ticks ?? 0
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      pss += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
      rss += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
    } catch {
      // The process has just ended.
    }
  }
  return { processes: tree.length, pssBytes: pss, rssBytes: rss, cpuSeconds: ticks / CLOCK_TICKS_PER_SECOND }
}
