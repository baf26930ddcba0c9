/** Brings a database up to date when the server starts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SchemaEngine } from '../../prisma/schema-engine'
import { ROOT } from '../root'
import { adapterFactory, type Provider, providerOf } from './client'

/** Where each database's migrations lie, and the schema they lead to. */
export const MIGRATIONS: Readonly<Record<Provider, { folder: string; schema: string }>> = {
  sqlite: { folder: join(ROOT, 'prisma/migrations'), schema: join(ROOT, 'prisma/schema.prisma') },
  postgresql: {
    folder: join(ROOT, 'prisma/postgres/migrations'),
    schema: join(ROOT, 'prisma/postgres/schema.prisma'),
  },
}

/** Applies the migrations that are missing; answers their names. */
export async function applyMigrations(url: string): Promise<readonly string[]> {
  const { folder, schema } = MIGRATIONS[providerOf(url)]
  const engine = await SchemaEngine.open(adapterFactory(url), [{ path: schema, content: readFileSync(schema, 'utf8') }])
  return engine.migrate(folder)
}
