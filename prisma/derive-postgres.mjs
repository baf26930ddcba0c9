// Writes prisma/postgres/schema.prisma from prisma/schema.prisma: the same models for PostgreSQL, whose client goes
// beside the SQLite one. Run it after every change of the source; a test fails when the two have parted.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const SOURCE = join(HERE, 'schema.prisma')
const TARGET = join(HERE, 'postgres', 'schema.prisma')
const NOTICE = '// Made by prisma/derive-postgres.mjs from prisma/schema.prisma: change that one, not this.\n\n'

function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`prisma/schema.prisma holds ${from} not exactly once`)
  return text.replace(from, to)
}

/** The PostgreSQL schema that belongs to a SQLite one. */
export function derivePostgres(source) {
  const models = source.slice(source.indexOf('generator client'))
  const withProvider = replaceOnce(models, 'provider = "sqlite"', 'provider = "postgresql"')
  return NOTICE + replaceOnce(withProvider, '"./generated/sqlite"', '"../generated/postgres"')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(TARGET), { recursive: true })
  writeFileSync(TARGET, derivePostgres(readFileSync(SOURCE, 'utf8')))
}
