import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient } from '@libsql/client'
import { afterAll, describe, expect, it } from 'vitest'
import { postgresDrift, sqliteDrift } from '../../prisma/drift'
import { emaCross, order } from '../testing/drawings'
import { openDatabase, sqliteUrl } from '.'
import { applyMigrations, MIGRATIONS } from './migrate'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-db-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fresh = (name: string) => sqliteUrl(join(folder, name, 'patchbay.db'))

describe('migrations', () => {
  it('make a fresh database, and leave one that is up to date as it is', async () => {
    const url = fresh('twice')
    const first = await openDatabase(url)
    const made = await first.topologies.create(emaCross(), 'test')
    await first.close()
    expect(await applyMigrations(url)).toEqual([])
    const second = await openDatabase(url)
    expect((await second.topologies.get(made.id))?.draft).toEqual(emaCross())
    await second.close()
  })

  it('leave a database as it was when they fail', async () => {
    const url = fresh('older')
    const first = await openDatabase(url)
    const made = await first.topologies.create(emaCross(), 'test')
    await first.close()
    // It says that nothing was applied, though its tables are there: the first migration must fail.
    const client = createClient({ url })
    await client.execute('UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = 1')
    client.close()
    await expect(applyMigrations(url)).rejects.toThrow()
    const after = createClient({ url })
    expect((await after.execute('SELECT id FROM "Topology"')).rows.map((row) => row.id)).toEqual([made.id])
    after.close()
  })

  it('begin anew where one was cut off half-way', async () => {
    const url = fresh('cut')
    const path = fileURLToPath(url)
    mkdirSync(dirname(path), { recursive: true })
    const half = createClient({ url: `${url}.migrating` })
    await half.execute('CREATE TABLE "Topology" ("id" TEXT)')
    half.close()
    const db = await openDatabase(url)
    expect((await db.topologies.create(emaCross(), 'test')).name).toBe('EMA cross')
    await db.close()
    expect(existsSync(`${path}.migrating`)).toBe(false)
  })

  it('lead to the schema (run prisma/new-migration.ts if not)', async () => {
    const { sqlite, postgresql } = MIGRATIONS
    expect(await sqliteDrift(sqlite.folder, sqlite.schema)).toBeNull()
    expect(await postgresDrift(postgresql.folder, postgresql.schema)).toBeNull()
  })

  it('are missed when the schema moves on', async () => {
    const { sqlite, postgresql } = MIGRATIONS
    const changed = async (schema: string, name: string) => {
      const path = join(folder, name)
      writeFileSync(path, readFileSync(schema, 'utf8').replace('model Audit {', 'model Audit {\n  extra Int?'))
      return path
    }
    expect(await sqliteDrift(sqlite.folder, await changed(sqlite.schema, 'a.prisma'))).toContain('"extra"')
    expect(await postgresDrift(postgresql.folder, await changed(postgresql.schema, 'b.prisma'))).toContain('"extra"')
  })

  it("keep the PostgreSQL schema the SQLite one's twin (run prisma/derive-postgres.mjs if not)", async () => {
    const { derivePostgres } = await import('../../prisma/derive-postgres.mjs')
    const source = readFileSync(MIGRATIONS.sqlite.schema, 'utf8')
    expect(readFileSync(MIGRATIONS.postgresql.schema, 'utf8')).toBe(derivePostgres(source))
  })
})

describe('records', () => {
  it('keep the limit and the stop of an order', async () => {
    const db = await openDatabase(fresh('records'))
    const told = { ...order(1), type: 'stop-limit' as const, limitPrice: 49.5, stopPrice: 50.25 }
    await db.records.project('d', [told, order(2)], [], 2)
    expect((await db.records.orders('d', 0, 10)).rows).toEqual([told, order(2)])
    await db.close()
  })
})

describe('drafts and revisions', () => {
  it('let one of two savers of the same draft win, and tell the other who it was', async () => {
    const db = await openDatabase(fresh('race'))
    const { id } = await db.topologies.create(emaCross(), 'maker')
    const answers = await Promise.all(['ann', 'bob'].map((by) => db.topologies.save(id, 1, emaCross(`by ${by}`), by)))
    expect(answers.filter(({ saved }) => saved)).toHaveLength(1)
    const winner = answers[0]?.saved ? 'ann' : 'bob'
    expect(answers.find(({ saved }) => !saved)).toMatchObject({ current: { draftRevision: 2, by: winner } })
    expect((await db.topologies.get(id))?.name).toBe(`by ${winner}`)
    await db.close()
  })

  it('give the same graph the same revision, also to many at once', async () => {
    const db = await openDatabase(fresh('revisions'))
    const { id } = await db.topologies.create(emaCross(), 'maker')
    const keep = (hash: string) => db.revisions.keep(id, { hash, drawing: emaCross(), by: 'maker', reason: 'run' })
    const same = await Promise.all([1, 2, 3, 4].map(() => keep('hash-a')))
    expect(new Set(same)).toEqual(new Set([1]))
    const numbers = await Promise.all(['b', 'c', 'd'].map((hash) => keep(hash)))
    expect([...numbers].sort()).toEqual([2, 3, 4])
    expect((await db.revisions.list(id)).map(({ number }) => number)).toEqual([4, 3, 2, 1])
    await db.close()
  })
})
