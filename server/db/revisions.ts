/** What drawings have been: run, shared, named, or replaced by an older one. */
import { isSameJson, type Topology, topologySchema } from '../../engine/sdk'
import type { PrismaClient } from './client'
import { newId } from './ids'

/** What a revision was kept for. */
export const REVISION_REASONS = ['run', 'share', 'name', 'restore', 'fork'] as const
export type RevisionReason = (typeof REVISION_REASONS)[number]

/** Revisions without a name that are kept of one topology; beyond it the oldest of them go. */
export const UNNAMED_KEPT_MAX = 100

export interface StoredRevision {
  readonly number: number
  readonly hash: string
  readonly topology: Topology
  readonly createdAt: string
  readonly createdBy: string
  readonly reason: RevisionReason
  /** Given by a person; null for one that was kept by itself. */
  readonly name: string | null
}

export interface NewRevision {
  readonly hash: string
  readonly drawing: Topology
  readonly by: string
  readonly reason: RevisionReason
  readonly name?: string
}

interface Row {
  number: number
  hash: string
  drawing: string
  createdAt: Date
  createdBy: string
  reason: string
  name: string | null
}

/** Prisma's code for a row that a unique index refuses. */
const UNIQUE_VIOLATION = 'P2002'

const toStored = (row: Row): StoredRevision => ({
  number: row.number,
  hash: row.hash,
  topology: topologySchema.parse(JSON.parse(row.drawing)),
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  reason: REVISION_REASONS.find((one) => one === row.reason) ?? 'run',
  name: row.name,
})

export class Revisions {
  /** One at a time per topology, so that two starts of one graph share a revision. */
  private readonly turns = new Map<string, Promise<unknown>>()

  constructor(private readonly prisma: PrismaClient) {}

  /**
   * Keeps a drawing. What runs or is shared is one revision a graph, wherever its nodes lie; what gets a name, or makes
   * room for another, is kept to the last note.
   * @returns its number, which is never given again.
   */
  keep(topologyId: string, revision: NewRevision): Promise<number> {
    const before = this.turns.get(topologyId) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(() => this.keepNow(topologyId, revision))
    this.turns.set(topologyId, mine)
    const clear = () => {
      if (this.turns.get(topologyId) === mine) this.turns.delete(topologyId)
    }
    mine.then(clear, clear)
    return mine
  }

  /** The newest first. */
  async list(topologyId: string): Promise<StoredRevision[]> {
    const rows = await this.prisma.revision.findMany({ where: { topologyId }, orderBy: { number: 'desc' } })
    return rows.map(toStored)
  }

  async get(topologyId: string, number: number): Promise<StoredRevision | null> {
    const row = await this.prisma.revision.findUnique({ where: { topologyId_number: { topologyId, number } } })
    return row ? toStored(row) : null
  }

  /** @param name null takes the name away: then it may be pruned. @returns false if there is no such revision. */
  async rename(topologyId: string, number: number, name: string | null): Promise<boolean> {
    const { count } = await this.prisma.revision.updateMany({ where: { topologyId, number }, data: { name } })
    return count === 1
  }

  private async keepNow(topologyId: string, revision: NewRevision): Promise<number> {
    const { hash, drawing, by, reason, name } = revision
    const alike = (
      await this.prisma.revision.findMany({ where: { topologyId, hash }, orderBy: { number: 'desc' } })
    ).map(toStored)
    const isGraphAlone = reason === 'run' || reason === 'share'
    const found = isGraphAlone ? alike[0] : alike.find(({ topology }) => isSameJson(topology, drawing))
    if (found && (name === undefined || found.name === null || found.name === name)) {
      if (name !== undefined) await this.rename(topologyId, found.number, name)
      return found.number
    }
    const newest = await this.prisma.revision.aggregate({ where: { topologyId }, _max: { number: true } })
    const number = (newest._max.number ?? 0) + 1
    const row = { topologyId, number, hash, drawing: JSON.stringify(drawing), createdBy: by, reason }
    try {
      await this.prisma.revision.create({ data: { id: newId('r'), ...row, name: name ?? null } })
    } catch (error) {
      // Another server has made one in between: the number is taken.
      if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error
      return this.keepNow(topologyId, revision)
    }
    await this.prune(topologyId)
    return number
  }

  private async prune(topologyId: string): Promise<void> {
    const [oldestKept] = await this.prisma.revision.findMany({
      where: { topologyId, name: null },
      orderBy: { number: 'desc' },
      skip: UNNAMED_KEPT_MAX - 1,
      take: 1,
      select: { number: true },
    })
    if (!oldestKept) return
    await this.prisma.revision.deleteMany({ where: { topologyId, name: null, number: { lt: oldestKept.number } } })
  }
}
