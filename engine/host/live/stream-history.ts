/**
 * What the sources of a run on the wall clock have brought so far, as their processes have journaled it: read while they
 * run, by one that has just come in. Nothing is written.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Placement } from '../../wire/control'
import { type JournalEntry, readJournal } from '../journal'
import { journalsIn } from '../snapshot'
import { isSourceBatch, readSourceBatch, type SourceBatch } from './source-batch'

/** How far a host's journals have been read. */
interface Mark {
  readonly journal: number
  /** Entries of that journal that have been taken. */
  readonly entries: number
}

const NOTHING: Mark = { journal: -1, entries: 0 }

export class StreamHistory {
  private readonly hosts: readonly string[]
  private readonly marks = new Map<string, Mark>()

  /** @param dir the folder with a folder for each host. @param sources nodes whose batches are wanted. */
  constructor(
    private readonly dir: string,
    placements: readonly Placement[],
    private readonly sources: ReadonlySet<number>,
  ) {
    this.hosts = placements.filter(({ nodes }) => nodes.some((node) => sources.has(node))).map(({ host }) => host)
  }

  /**
   * What has been journaled since the last call, by time, at most the newest so many. @throws JournalError if a journal
   * can't be read.
   */
  next(countMax: number): SourceBatch[] {
    const all = this.hosts.map((host) => this.nextOf(host, countMax))
    return merge(all).slice(-countMax)
  }

  private nextOf(host: string, countMax: number): SourceBatch[] {
    const dir = join(this.dir, host)
    const since = this.marks.get(host) ?? NOTHING
    const journals = existsSync(dir) ? journalsIn(dir).filter(({ number }) => number >= since.journal) : []
    const parts: SourceBatch[][] = []
    let count = 0
    for (const { number, path } of journals.toReversed()) {
      const entries = readJournal(path)
      if (number === journals.at(-1)?.number) this.marks.set(host, { journal: number, entries: entries.length })
      const part = this.batchesOf(number === since.journal ? entries.slice(since.entries) : entries)
      parts.unshift(part)
      count += part.length
      if (count >= countMax) break
    }
    return parts.flat()
  }

  private batchesOf(entries: readonly JournalEntry[]): SourceBatch[] {
    return entries.flatMap((entry) => {
      if (entry.type !== 'data' || !isSourceBatch(entry.bytes)) return []
      const batch = readSourceBatch(Uint8Array.from(entry.bytes))
      return batch.count > 0 && this.sources.has(batch.node) ? [batch] : []
    })
  }
}

/** All lists as one by time; each keeps its order, also where its clock went back. */
function merge(lists: readonly SourceBatch[][]): SourceBatch[] {
  const [only = [], ...others] = lists
  if (others.length === 0) return only
  const heads = lists.map(() => 0)
  const merged: SourceBatch[] = []
  for (;;) {
    let first = -1
    for (const [place, list] of lists.entries()) {
      const batch = list[heads[place] ?? 0]
      const best = first < 0 ? undefined : lists[first]?.[heads[first] ?? 0]
      if (batch && (!best || batch.tsNs < best.tsNs)) first = place
    }
    const next = first < 0 ? undefined : lists[first]?.[heads[first] ?? 0]
    if (!next) return merged
    heads[first] = (heads[first] ?? 0) + 1
    merged.push(next)
  }
}
