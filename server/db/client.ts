/** Opens the database that DATABASE_URL names: a SQLite file, or PostgreSQL. The two generated clients are alike. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient as PostgresClient } from '../../prisma/generated/postgres/client'
import { PrismaClient } from '../../prisma/generated/sqlite/client'

export type Provider = 'sqlite' | 'postgresql'
export type { PrismaClient }

const POSTGRES_CONNECTIONS_MAX = 10
/** How long a statement waits for another process's write. */
const SQLITE_BUSY_MS_MAX = 5_000

export const providerOf = (url: string): Provider => (/^postgres(ql)?:\/\//.test(url) ? 'postgresql' : 'sqlite')

/** The driver for a URL; what migrations and the client both go through. */
export function adapterFactory(url: string): PrismaLibSql | PrismaPg {
  return providerOf(url) === 'postgresql'
    ? new PrismaPg({ connectionString: url, max: POSTGRES_CONNECTIONS_MAX })
    : new PrismaLibSql({ url })
}

function prepareFolder(url: string): void {
  if (url.startsWith('file:///')) mkdirSync(dirname(fileURLToPath(url)), { recursive: true })
}

/** Makes what has to be there before the first connection. */
export function prepareDatabase(url: string): void {
  if (providerOf(url) === 'sqlite') prepareFolder(url)
}

/** A connected client. Write-ahead logging lets readers go on beside a writer. */
export async function connectClient(url: string): Promise<PrismaClient> {
  const adapter = adapterFactory(url)
  if (providerOf(url) === 'postgresql') {
    const client = new PostgresClient({ adapter })
    await client.$connect()
    return client as unknown as PrismaClient
  }
  const client = new PrismaClient({ adapter })
  await client.$queryRawUnsafe('PRAGMA journal_mode=WAL')
  await client.$queryRawUnsafe('PRAGMA synchronous=NORMAL')
  await client.$queryRawUnsafe(`PRAGMA busy_timeout=${SQLITE_BUSY_MS_MAX}`)
  await client.$queryRawUnsafe('PRAGMA foreign_keys=ON')
  return client
}
