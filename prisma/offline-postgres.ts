/**
 * A PostgreSQL driver without a server, for comparing two schemas: the engine asks for the server's version once and
 * then works on the texts alone.
 */
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlQuery } from '@prisma/driver-adapter-utils'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'

const VERSION = [true, 'PostgreSQL 15.0', 150_000]

const adapter: SqlDriverAdapter = {
  provider: 'postgres',
  adapterName: 'offline',
  async queryRaw({ sql }: SqlQuery) {
    if (!/version\(\)/i.test(sql)) return { columnNames: [], columnTypes: [], rows: [] }
    const columnTypes = [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32]
    return { columnNames: ['exists', 'version', 'numeric_version'], columnTypes, rows: [VERSION] }
  },
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  startTransaction: () => Promise.reject(new Error('there is no server to begin a transaction on')),
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  dispose: async () => undefined,
}

export const offlinePostgres: SqlMigrationAwareDriverAdapterFactory = {
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => adapter,
  connectToShadowDb: async () => adapter,
}
