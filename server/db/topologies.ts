/** Drawings as they are being edited. */
import { z } from 'zod'
import { type Topology, topologySchema } from '../../engine/sdk'
import type { Topology as TopologyRow } from '../../prisma/generated/sqlite/client'
import type { PrismaClient } from './client'
import { newId } from './ids'

export interface StoredTopology {
  readonly id: string
  readonly name: string
  readonly draft: Topology
  readonly draftRevision: number
  readonly draftBy: string
  readonly draftAt: string
  readonly updatedAt: string
  readonly parent: { readonly id: string; readonly name: string } | null
  /** Number of the newest revision, null where there is none. */
  readonly revision: number | null
  readonly tags: readonly string[]
}

const tagList = z.array(z.string())

export type SaveAnswer =
  | { readonly saved: true; readonly draftRevision: number }
  | { readonly saved: false; readonly current: { draftRevision: number; at: string; by: string } | null }

const WITH_RELATIONS = {
  parent: { select: { id: true, name: true } },
  revisions: { select: { number: true }, orderBy: { number: 'desc' }, take: 1 },
} as const

type Row = TopologyRow & { parent: { id: string; name: string } | null; revisions: { number: number }[] }

const toStored = (row: Row): StoredTopology => ({
  id: row.id,
  name: row.name,
  draft: topologySchema.parse(JSON.parse(row.draft)),
  draftRevision: row.draftRevision,
  draftBy: row.draftBy,
  draftAt: row.draftAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  parent: row.parent,
  revision: row.revisions[0]?.number ?? null,
  tags: tagList.parse(JSON.parse(row.tags)),
})

export class Topologies {
  constructor(private readonly prisma: PrismaClient) {}

  /** All of them, the one edited last first. */
  async list(): Promise<StoredTopology[]> {
    const rows = await this.prisma.topology.findMany({ include: WITH_RELATIONS, orderBy: { updatedAt: 'desc' } })
    // One drawing that can't be read must not hide the others; it stays in the database, and the log names it.
    return rows.flatMap((row) => {
      try {
        return [toStored(row)]
      } catch (error) {
        console.error(
          `topology ${row.id} ("${row.name}") can't be read: ${error instanceof Error ? error.message : error}`,
        )
        return []
      }
    })
  }

  async get(id: string): Promise<StoredTopology | null> {
    const row = await this.prisma.topology.findUnique({ where: { id }, include: WITH_RELATIONS })
    return row ? toStored(row) : null
  }

  /** @returns false if there was none. What was edited last stays where it is: tags are not part of the drawing. */
  async setTags(id: string, tags: readonly string[]): Promise<boolean> {
    const row = await this.prisma.topology.findUnique({ where: { id }, select: { updatedAt: true } })
    if (!row) return false
    const data = { tags: JSON.stringify(tags), updatedAt: row.updatedAt }
    return (await this.prisma.topology.updateMany({ where: { id }, data })).count === 1
  }

  async create(
    draft: Topology,
    by: string,
    parentId: string | null = null,
    tags: readonly string[] = [],
  ): Promise<StoredTopology> {
    const own = { id: newId('t'), name: draft.name, draft: JSON.stringify(draft), draftBy: by, parentId }
    const data = { ...own, tags: JSON.stringify(tags) }
    return toStored(await this.prisma.topology.create({ data, include: WITH_RELATIONS }))
  }

  /** Replaces the draft if it is still the one the caller had; one statement, so two savers can't both win. */
  async save(id: string, expected: number, draft: Topology, by: string): Promise<SaveAnswer> {
    const { count } = await this.prisma.topology.updateMany({
      where: { id, draftRevision: expected },
      data: {
        name: draft.name,
        draft: JSON.stringify(draft),
        draftRevision: expected + 1,
        draftBy: by,
        draftAt: new Date(),
      },
    })
    if (count === 1) return { saved: true, draftRevision: expected + 1 }
    const row = await this.prisma.topology.findUnique({ where: { id } })
    return {
      saved: false,
      current: row && { draftRevision: row.draftRevision, at: row.draftAt.toISOString(), by: row.draftBy },
    }
  }

  /** @returns false if there was none. */
  async remove(id: string): Promise<boolean> {
    return (await this.prisma.topology.deleteMany({ where: { id } })).count === 1
  }
}
