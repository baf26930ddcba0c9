/** The whole server on PostgreSQL: a server of our own is started where one is installed. */
import { execFile, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { offlinePostgres } from '../../prisma/offline-postgres'
import { SchemaEngine } from '../../prisma/schema-engine'
import { emaCross, fill, order } from '../testing/drawings'
import { makeHome, startTestServer } from '../testing/harness'
import { openDatabase } from '.'
import { applyMigrations, MIGRATIONS } from './migrate'

const run = promisify(execFile)

/** Debian keeps the programs of each version in a folder of its own. */
function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const folders = existsSync(debian)
    ? readdirSync(debian)
        .sort()
        .reverse()
        .map((version) => join(debian, version, 'bin'))
    : []
  const onPath = spawnSync('pg_ctl', ['--version']).status === 0 ? [''] : []
  return [...folders.filter((folder) => existsSync(join(folder, 'pg_ctl'))), ...onPath][0] ?? null
}

const programs = findPrograms()
const isRoot = process.getuid?.() === 0
/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
const postgresUser = isRoot ? spawnSync('id', ['-u', 'postgres']) : null
const canRun = programs !== null && (!isRoot || postgresUser?.status === 0)
if (!canRun)
  console.warn('SKIPPED: the PostgreSQL tests, as there is no pg_ctl on this machine (or no user to run it as)')

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return address && typeof address === 'object' ? address.port : 0
}

describe.skipIf(!canRun)('PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-postgres-'))
  const data = join(folder, 'data')
  let port = 0
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`

  const program = (name: string, args: string[]) => {
    const path = programs ? join(programs, name) : name
    const uid = postgresUser ? Number(postgresUser.stdout.toString()) : undefined
    return run(path, args, { cwd: folder, ...(uid === undefined ? {} : { uid }) })
  }

  /** A port that was free may have been taken since: then another is tried. */
  async function startServer(triesLeft = 5): Promise<void> {
    port = await freePort()
    const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`
    const start = ['-D', data, '-w', '-t', '120', '-l', join(folder, 'log'), '-o', options, 'start']
    await program('pg_ctl', start).catch((error: unknown) => {
      if (triesLeft <= 1) throw error
      return startServer(triesLeft - 1)
    })
  }

  async function query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url(database) })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  async function makeDatabase(name: string): Promise<string> {
    await query(`CREATE DATABASE "${name}"`)
    return url(name)
  }

  beforeAll(async () => {
    if (postgresUser) chownSync(folder, Number(postgresUser.stdout.toString()), -1)
    await program('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'])
    await startServer()
  }, 180_000)
  afterAll(async () => {
    await program('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop'])
    rmSync(folder, { recursive: true, force: true })
  })

  it('is migrated from nothing, and then is up to date', async () => {
    const made = await makeDatabase('fresh')
    expect(await applyMigrations(made)).not.toEqual([])
    expect(await applyMigrations(made)).toEqual([])
  })

  it('begins anew where a migration was cut off half-way', async () => {
    const cut = await makeDatabase('cut')
    const [name] = await applyMigrations(cut)
    // As it is after a crash: the migration's own transaction is gone, its note that it had begun is not.
    const tables = await query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
      'cut',
    )
    for (const { tablename } of tables) await query(`DROP TABLE "${String(tablename)}" CASCADE`, 'cut')
    await query('UPDATE _prisma_migrations SET finished_at = NULL', 'cut')
    expect(await applyMigrations(cut)).toContain(name)
    const db = await openDatabase(cut)
    expect(await db.topologies.list()).toEqual([])
    await db.close()
  })

  it('takes the same rows as SQLite does, each once', async () => {
    const db = await openDatabase(await makeDatabase('rows'))
    const topology = await db.topologies.create(emaCross(), 'test')
    const told = [order(1, 'a', 'accepted'), order(2, 'b'), order(3, 'a', 'filled')]
    await db.records.project('d', told, [fill(2), fill(3)], 3)
    await db.records.project('d', told, [fill(2), { ...fill(3), price: 1 }], 3)
    expect((await db.records.orders('d', 0, 10)).rows).toEqual([order(2, 'b'), order(3, 'a', 'filled')])
    expect((await db.records.fills('d', 0, 10)).rows).toEqual([fill(2), fill(3)])
    const point = { ts: '2024-01-02T14:31:00.000Z', equity: 1.5, cash: 2, realized: 3, unrealized: 4, drawdown: -0.25 }
    await db.records.addEquity('d', [point, point])
    expect(await db.records.equity('d')).toEqual([point])
    const answers = await Promise.all(['x', 'y'].map((by) => db.topologies.save(topology.id, 1, emaCross(by), by)))
    expect(answers.filter(({ saved }) => saved)).toHaveLength(1)
    const same = await Promise.all(
      [1, 2, 3].map(() =>
        db.revisions.keep(topology.id, { hash: 'hash', drawing: emaCross(), by: 'x', reason: 'run' }),
      ),
    )
    expect(same).toEqual([1, 1, 1])
    await db.close()
  })

  it('carries the server through a restart', async () => {
    const made = await makeDatabase('server')
    const home = makeHome()
    const first = await startTestServer(home, made)
    const client = first.client(await first.signIn())
    const { id } = await client.topologies.create.mutate({ topology: emaCross() })
    const info = await client.deployments.start.mutate({ topologyId: id, mode: 'replay' })
    first.engine.journal(info.id, { orders: [order(1)], fills: [fill(1)] })
    await first.services.projector.project(info.id)
    expect((await client.system.info.query()).database).toBe('postgresql')
    await first.stop()
    const second = await startTestServer(home, made, first.engine)
    const again = second.client(await second.signIn())
    expect((await again.topologies.list.query())[0]).toMatchObject({ id, running: { id: info.id } })
    expect(await again.runs.list.query()).toEqual([])
    expect((await second.db.records.fills(info.id, 0, 10)).rows).toEqual([fill(1)])
    expect([...first.errors, ...second.errors]).toEqual([])
    await second.dispose()
  })

  it('has by its migrations what the schema asks for', async () => {
    const { schema } = MIGRATIONS.postgresql
    const files = [{ path: schema, content: readFileSync(schema, 'utf8') }]
    const engine = await SchemaEngine.open(offlinePostgres, files)
    const sql = await engine.diff({ tag: 'empty' }, { tag: 'schemaDatamodel', files })
    await makeDatabase('direct')
    await query(sql ?? '', 'direct')
    await applyMigrations(await makeDatabase('migrated'))
    const shapeOf = async (database: string) => [
      await query(
        `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
        database,
      ),
      await query(
        `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
        database,
      ),
    ]
    const direct = await shapeOf('direct')
    expect(direct[0]?.length).toBeGreaterThan(60)
    expect(await shapeOf('migrated')).toEqual(direct)
  })
})
