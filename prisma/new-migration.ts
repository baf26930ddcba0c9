/**
 * Writes the migrations that a change of prisma/schema.prisma needs, one for each database:
 * `node --import tsx prisma/new-migration.ts NAME`. Read them before you commit them.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { postgresDrift, SNAPSHOT, sqliteDrift } from './drift'

const HERE = dirname(fileURLToPath(import.meta.url))

function write(folder: string, name: string, provider: string, sql: string): string {
  const target = join(folder, name)
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'migration.sql'), sql)
  writeFileSync(join(folder, 'migration_lock.toml'), `provider = "${provider}"\n`)
  console.log(`wrote ${join(target, 'migration.sql')}`)
  return target
}

async function main(title: string | undefined): Promise<void> {
  if (!title || !/^[a-z0-9_]+$/.test(title)) throw new Error('give the migration a name: letters, digits and "_"')
  execFileSync(process.execPath, [join(HERE, 'derive-postgres.mjs')])
  const name = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${title}`
  const sqlite = { folder: join(HERE, 'migrations'), schema: join(HERE, 'schema.prisma') }
  const postgres = { folder: join(HERE, 'postgres/migrations'), schema: join(HERE, 'postgres/schema.prisma') }
  const sqliteSql = await sqliteDrift(sqlite.folder, sqlite.schema)
  if (sqliteSql !== null) write(sqlite.folder, name, 'sqlite', sqliteSql)
  const postgresSql = await postgresDrift(postgres.folder, postgres.schema)
  if (postgresSql !== null)
    copyFileSync(postgres.schema, join(write(postgres.folder, name, 'postgresql', postgresSql), SNAPSHOT))
  if (sqliteSql === null && postgresSql === null) console.log('the migrations lead to the schema already')
}

await main(process.argv[2])
