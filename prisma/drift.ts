/** What the migrations lack: the SQL from where they lead to the schema as it is now. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { offlinePostgres } from './offline-postgres'
import { SchemaEngine, type SchemaFile } from './schema-engine'

/** Beside each PostgreSQL migration: the schema it leads to, as there may be no server to replay them on. */
export const SNAPSHOT = 'schema.snapshot'

const readSchema = (path: string, content = readFileSync(path, 'utf8')): SchemaFile[] => [{ path, content }]

/** Replays the migrations into a scratch database and compares. Null: nothing is lacking. */
export async function sqliteDrift(folder: string, schema: string): Promise<string | null> {
  const scratch = mkdtempSync(join(tmpdir(), 'patchbay-drift-'))
  try {
    const files = readSchema(schema)
    const url = pathToFileURL(join(scratch, 'scratch.db')).href
    const engine = await SchemaEngine.open(new PrismaLibSql({ url }), files)
    await engine.migrate(folder)
    return await engine.diff(
      { tag: 'schemaDatasource', files, configDir: dirname(schema) },
      { tag: 'schemaDatamodel', files },
    )
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Compares the newest migration's snapshot with the schema. Null: nothing is lacking. */
export async function postgresDrift(folder: string, schema: string): Promise<string | null> {
  const files = readSchema(schema)
  const newest = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => existsSync(join(folder, name, SNAPSHOT)))
        .sort()
        .at(-1)
    : undefined
  const engine = await SchemaEngine.open(offlinePostgres, files)
  const before = newest && readSchema(schema, readFileSync(join(folder, newest, SNAPSHOT), 'utf8'))
  return engine.diff(before ? { tag: 'schemaDatamodel', files: before } : { tag: 'empty' }, {
    tag: 'schemaDatamodel',
    files,
  })
}
