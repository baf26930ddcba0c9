/**
 * Brings a database up to date when the server starts. Whenever that is interrupted, the next start finds either the old
 * database or the new one, never something between.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@libsql/client'
import pg from 'pg'
import { SchemaEngine } from '../../prisma/schema-engine'
import { ROOT } from '../root'
import { adapterFactory, type Provider, providerOf } from './client'
import { sqliteUrl } from './url'

/** Where each database's migrations lie, and the schema they lead to. */
export const MIGRATIONS: Readonly<Record<Provider, { folder: string; schema: string }>> = {
  sqlite: { folder: join(ROOT, 'prisma/migrations'), schema: join(ROOT, 'prisma/schema.prisma') },
  postgresql: {
    folder: join(ROOT, 'prisma/postgres/migrations'),
    schema: join(ROOT, 'prisma/postgres/schema.prisma'),
  },
}

const DONE_SQL =
  'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'
const HAS_TABLE_SQL = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'"

const wanted = (provider: Provider): string[] =>
  readdirSync(MIGRATIONS[provider].folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)

async function runEngine(provider: Provider, url: string): Promise<readonly string[]> {
  const { folder, schema } = MIGRATIONS[provider]
  const engine = await SchemaEngine.open(adapterFactory(url), [{ path: schema, content: readFileSync(schema, 'utf8') }])
  return engine.migrate(folder)
}

/** Applies the migrations that are missing; answers their names. */
export function applyMigrations(url: string): Promise<readonly string[]> {
  return providerOf(url) === 'postgresql' ? migratePostgres(url) : migrateSqlite(fileURLToPath(url))
}

async function withFile<T>(path: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient({ url: sqliteUrl(path) })
  try {
    return await work(client)
  } finally {
    client.close()
  }
}

async function isCurrent(client: Client): Promise<boolean> {
  if ((await client.execute(HAS_TABLE_SQL)).rows.length === 0) return false
  const done = new Set((await client.execute(DONE_SQL)).rows.map((row) => row.migration_name))
  return wanted('sqlite').every((name) => done.has(name))
}

/** Works on a copy beside the file, which takes the file's place when all is done. */
async function migrateSqlite(path: string): Promise<readonly string[]> {
  const copy = `${path}.migrating`
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(copy + ending, { force: true })
  if (existsSync(path)) {
    const isDone = await withFile(path, async (client) => {
      if (await isCurrent(client)) return true
      // Everything into the file itself: what is left of a write-ahead log would not fit the copy.
      await client.execute('PRAGMA journal_mode=DELETE')
      await client.execute({ sql: 'VACUUM INTO ?', args: [copy] })
      return false
    })
    if (isDone) return []
  }
  const applied = await runEngine('sqlite', sqliteUrl(copy))
  await withFile(copy, (client) => client.execute('PRAGMA journal_mode=DELETE'))
  renameSync(copy, path)
  return applied
}

/** A migration is one transaction there; one that was cut off left nothing but its note that it had begun. */
async function migratePostgres(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "isThere"`)
    if (rows[0]?.isThere === true) {
      await client.query(
        'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
      )
      const done = new Set(
        (await client.query(DONE_SQL)).rows.map((row: { migration_name: string }) => row.migration_name),
      )
      if (wanted('postgresql').every((name) => done.has(name))) return []
    }
  } finally {
    await client.end()
  }
  return runEngine('postgresql', url)
}
