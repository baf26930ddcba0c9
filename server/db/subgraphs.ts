/** Subgraphs that are kept for every drawing. */
import { z } from 'zod'
import { type SubgraphDefinition, subgraphDefinition } from '../../engine/sdk'
import type { Subgraph as SubgraphRow } from '../../prisma/generated/sqlite/client'
import type { PrismaClient } from './client'

export interface StoredSubgraph {
  readonly kind: string
  readonly version: number
  readonly label: string
  /** It first, then those that it uses. */
  readonly definitions: readonly SubgraphDefinition[]
  readonly updatedAt: string
}

const definitions = z.array(subgraphDefinition)

const toStored = (row: SubgraphRow): StoredSubgraph => ({
  kind: row.kind,
  version: row.version,
  label: row.label,
  definitions: definitions.parse(JSON.parse(row.definitions)),
  updatedAt: row.updatedAt.toISOString(),
})

export class Subgraphs {
  constructor(private readonly prisma: PrismaClient) {}

  /** All of them, by name. */
  async list(): Promise<StoredSubgraph[]> {
    return (await this.prisma.subgraph.findMany({ orderBy: [{ label: 'asc' }, { kind: 'asc' }] })).map(toStored)
  }

  async find(kind: string): Promise<StoredSubgraph | null> {
    const row = await this.prisma.subgraph.findUnique({ where: { kind } })
    return row && toStored(row)
  }

  /** Keeps these; what was kept of that kind before is replaced. */
  async keep({ kind, version, label, definitions: all }: Omit<StoredSubgraph, 'updatedAt'>): Promise<StoredSubgraph> {
    const data = { version, label, definitions: JSON.stringify(all) }
    return toStored(await this.prisma.subgraph.upsert({ where: { kind }, create: { kind, ...data }, update: data }))
  }

  /** @returns false if there is none. */
  async forget(kind: string): Promise<boolean> {
    return (await this.prisma.subgraph.deleteMany({ where: { kind } })).count > 0
  }
}
