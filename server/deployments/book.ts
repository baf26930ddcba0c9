/** What every deployment was last said to be: kept in memory, and in the database for the next start. */
import type { DeploymentInfo, DeploymentState } from '../../engine/sdk'
import type { Database } from '../db'

const ACTIVE: readonly DeploymentState[] = ['starting', 'running', 'stopping']

/** True while processes of it live, or are about to. */
export const isActive = (info: DeploymentInfo): boolean => ACTIVE.includes(info.state)

export class DeploymentBook {
  private readonly infos = new Map<string, DeploymentInfo>()

  /** Reads what the last server knew. */
  static async load(db: Database): Promise<DeploymentBook> {
    const book = new DeploymentBook()
    for (const info of await db.deployments.list()) book.set(info)
    return book
  }

  get(id: string): DeploymentInfo | undefined {
    return this.infos.get(id)
  }

  set(info: DeploymentInfo): void {
    this.infos.set(info.id, info)
  }

  /** Takes what a start answered, unless telemetry has told of it since. */
  setIfNewer(info: DeploymentInfo): void {
    if (!this.infos.has(info.id)) this.set(info)
  }

  /** The newest first. */
  list(topologyId?: string): DeploymentInfo[] {
    return [...this.infos.values()]
      .filter((info) => topologyId === undefined || info.topologyId === topologyId)
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  active(topologyId?: string): DeploymentInfo[] {
    return this.list(topologyId).filter(isActive)
  }
}
