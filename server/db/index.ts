/** The database, the only place that knows Prisma. Everything else speaks to these. */
import { AuditLog } from './audit'
import { connectClient, type Provider, prepareDatabase, providerOf } from './client'
import { Deployments } from './deployments'
import { applyMigrations } from './migrate'
import { Records } from './records'
import { Revisions } from './revisions'
import { Runs } from './runs'
import { Sessions } from './sessions'
import { Shares } from './shares'
import { Subgraphs } from './subgraphs'
import { Topologies } from './topologies'

export type { StoredDeployment } from './deployments'
export { newId } from './ids'
export { REVISION_REASONS, type RevisionReason, type StoredRevision } from './revisions'
export type { NewRun, StoredRun } from './runs'
export type { StoredShare } from './shares'
export type { StoredSubgraph } from './subgraphs'
export type { StoredTopology } from './topologies'
export { sqliteUrl } from './url'

export interface Database {
  readonly provider: Provider
  readonly topologies: Topologies
  readonly revisions: Revisions
  readonly shares: Shares
  readonly subgraphs: Subgraphs
  readonly deployments: Deployments
  readonly records: Records
  readonly runs: Runs
  readonly sessions: Sessions
  readonly audit: AuditLog
  /** Answers if the database does. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Opens the database, bringing it up to date first. */
export async function openDatabase(url: string): Promise<Database> {
  prepareDatabase(url)
  await applyMigrations(url)
  const prisma = await connectClient(url)
  const provider = providerOf(url)
  return {
    provider,
    topologies: new Topologies(prisma),
    revisions: new Revisions(prisma),
    shares: new Shares(prisma),
    subgraphs: new Subgraphs(prisma),
    deployments: new Deployments(prisma),
    records: new Records(prisma, provider),
    runs: new Runs(prisma),
    sessions: new Sessions(prisma),
    audit: new AuditLog(prisma),
    async ping() {
      await prisma.$queryRawUnsafe('SELECT 1')
    },
    close: () => prisma.$disconnect(),
  }
}
