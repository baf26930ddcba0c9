/** Read-only links to drawings. Tokens are kept as hashes only. */
import { type Topology, topologySchema } from '../../engine/sdk'
import type { Share as ShareRow } from '../../prisma/generated/sqlite/client'
import type { PrismaClient } from './client'
import { newId } from './ids'

export interface StoredShare {
  readonly id: string
  readonly topologyId: string
  readonly name: string
  readonly hash: string
  readonly topology: Topology
  readonly runId: string | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

export interface NewShare {
  readonly tokenHash: string
  readonly topologyId: string
  readonly hash: string
  readonly topology: Topology
  readonly runId: string | null
  readonly expiresAt: Date | null
}

const toStored = (row: ShareRow): StoredShare => ({
  id: row.id,
  topologyId: row.topologyId,
  name: row.name,
  hash: row.hash,
  topology: topologySchema.parse(JSON.parse(row.drawing)),
  runId: row.runId,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})

export class Shares {
  constructor(private readonly prisma: PrismaClient) {}

  async create({ topology, ...share }: NewShare): Promise<StoredShare> {
    const data = { id: newId('s'), name: topology.name, drawing: JSON.stringify(topology), ...share }
    return toStored(await this.prisma.share.create({ data }))
  }

  async list(topologyId: string): Promise<StoredShare[]> {
    const rows = await this.prisma.share.findMany({ where: { topologyId }, orderBy: { createdAt: 'desc' } })
    return rows.map(toStored)
  }

  async findByHash(tokenHash: string): Promise<StoredShare | null> {
    const row = await this.prisma.share.findUnique({ where: { tokenHash } })
    return row && toStored(row)
  }

  /** @returns false if there is none. Revoking twice keeps the first time. */
  async revoke(id: string): Promise<boolean> {
    await this.prisma.share.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
    return (await this.prisma.share.count({ where: { id } })) === 1
  }
}
