import { existsSync } from 'node:fs'
import type { HostState } from './host-state'
import { readOldest } from './snapshot'

/**
 * The first step that a host has not begun in any life, by what lies in its folder: 0 where nothing does. Others may have
 * heard of every step before. For whoever has to know while the host itself is down. Nothing is written.
 * @throws JournalError if what is there can't be read.
 */
export function begunIn(dir: string): number {
  if (!existsSync(dir)) return 0
  const found = readOldest<HostState>(dir)
  if (!found) return 0
  const begun = found.tail.map((entry) => (entry.type === 'begun' ? entry.step + 1 : 0))
  return begun.reduce((most, step) => Math.max(most, step), found.state.saidUntil)
}
