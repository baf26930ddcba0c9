/** What the supervisor last said of each deployment. */
import { type DeploymentInfo, deploymentInfo, type Topology, topologySchema } from '../../engine/sdk'
import type { Deployment as DeploymentRow } from '../../prisma/generated/sqlite/client'
import type { PrismaClient } from './client'

export interface StoredDeployment {
  readonly info: DeploymentInfo
  readonly topology: Topology
  /** Journal records up to this one are in the database. */
  readonly projected: number
}

const toStored = (row: DeploymentRow): StoredDeployment => ({
  info: deploymentInfo.parse(JSON.parse(row.info)),
  topology: topologySchema.parse(JSON.parse(row.drawing)),
  projected: row.projected,
})

const columnsOf = (info: DeploymentInfo) => ({
  mode: info.mode,
  state: info.state,
  startedAt: new Date(info.startedAt),
  endedAt: info.endedAt ? new Date(info.endedAt) : null,
  info: JSON.stringify(info),
})

export class Deployments {
  constructor(private readonly prisma: PrismaClient) {}

  /** Notes a deployment and the drawing it runs. One whose topology is gone is kept without. */
  async put(info: DeploymentInfo, topology: Topology): Promise<void> {
    const drawing = JSON.stringify(topology)
    const known = info.topologyId && (await this.prisma.topology.count({ where: { id: info.topologyId } })) === 1
    await this.prisma.deployment.upsert({
      where: { id: info.id },
      create: { id: info.id, topologyId: known ? info.topologyId : null, drawing, ...columnsOf(info) },
      update: { drawing, ...columnsOf(info) },
    })
  }

  /** @returns false if the deployment has not been noted yet. */
  async update(info: DeploymentInfo): Promise<boolean> {
    return (await this.prisma.deployment.updateMany({ where: { id: info.id }, data: columnsOf(info) })).count === 1
  }

  async get(id: string): Promise<StoredDeployment | null> {
    const row = await this.prisma.deployment.findUnique({ where: { id } })
    return row && toStored(row)
  }

  /** The newest first. */
  async list(topologyId?: string): Promise<DeploymentInfo[]> {
    const where = topologyId === undefined ? {} : { topologyId }
    const rows = await this.prisma.deployment.findMany({
      where,
      orderBy: { startedAt: 'desc' },
      select: { info: true },
    })
    return rows.map((row) => deploymentInfo.parse(JSON.parse(row.info)))
  }
}
