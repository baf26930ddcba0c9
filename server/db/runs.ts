/** Executions that ended, with their results. */

import { z } from 'zod'
import { MODES } from '../../engine/sdk'
import type { Run as RunRow } from '../../prisma/generated/sqlite/client'
import type { PrismaClient } from './client'

const mode = z.enum(MODES)

export interface StoredRun {
  readonly id: string
  readonly topologyId: string | null
  readonly name: string
  readonly hash: string
  readonly mode: z.infer<typeof mode>
  readonly state: string
  readonly startedAt: string
  readonly endedAt: string
  readonly error: string | null
  readonly totalReturn: number | null
  readonly sharpe: number | null
  readonly maxDrawdown: number | null
  readonly finalEquity: number | null
  readonly trades: number | null
}

export interface NewRun extends StoredRun {
  /** Text of report.json, or null. */
  readonly report: string | null
}

const toStored = (row: Omit<RunRow, 'report'>): StoredRun => ({
  ...row,
  mode: mode.parse(row.mode),
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt.toISOString(),
})

export class Runs {
  constructor(private readonly prisma: PrismaClient) {}

  /** Notes a run; telling it again overwrites it. */
  async put({ id, topologyId, ...run }: NewRun): Promise<void> {
    const known = topologyId && (await this.prisma.topology.count({ where: { id: topologyId } })) === 1
    const data = {
      ...run,
      topologyId: known ? topologyId : null,
      startedAt: new Date(run.startedAt),
      endedAt: new Date(run.endedAt),
    }
    await this.prisma.run.upsert({ where: { id }, create: { id, ...data }, update: data })
  }

  /** The newest first. */
  async list(topologyId?: string): Promise<StoredRun[]> {
    const where = topologyId === undefined ? {} : { topologyId }
    const rows = await this.prisma.run.findMany({ where, orderBy: { endedAt: 'desc' }, omit: { report: true } })
    return rows.map(toStored)
  }

  async get(id: string): Promise<NewRun | null> {
    const row = await this.prisma.run.findUnique({ where: { id } })
    return row && { ...toStored(row), report: row.report }
  }
}
