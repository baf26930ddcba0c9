/**
 * Prisma's schema engine as WebAssembly: applies migrations and compares schemas without the native binary, which would
 * have to be downloaded.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'

export interface SchemaFile {
  readonly path: string
  readonly content: string
}

interface DiffAnswer {
  /** 0: alike, 2: different. */
  readonly exitCode: number
  readonly stdout: string | null
}

type DiffTarget =
  | { readonly tag: 'empty' }
  | { readonly tag: 'schemaDatamodel'; readonly files: readonly SchemaFile[] }
  | { readonly tag: 'schemaDatasource'; readonly files: readonly SchemaFile[]; readonly configDir: string }

const FILTERS = { externalTables: [], externalEnums: [] }

/** The part of the engine that is used here. */
interface WasmEngine {
  applyMigrations(input: object): Promise<{ appliedMigrationNames: string[] }>
  diff(input: object): Promise<DiffAnswer>
}
interface WasmModule {
  __wbg_set_wasm(wasm: WebAssembly.Exports): void
  SchemaEngine: { new: (options: object, log: (line: string) => void, factory: object) => Promise<WasmEngine> }
}

let loaded: Promise<WasmModule> | undefined

async function loadModule(): Promise<WasmModule> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const glue: WasmModule = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href)
  const wasm = readFileSync(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return glue
}

/** The migrations in a folder, in the order in which they are applied. */
function listMigrations(folder: string): object {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : []
  const lock = join(folder, 'migration_lock.toml')
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

export class SchemaEngine {
  private constructor(private readonly engine: WasmEngine) {}

  /** @param factory the driver of the database in question; @param schema its schema, at least one file. */
  static async open(
    factory: SqlMigrationAwareDriverAdapterFactory,
    schema: readonly SchemaFile[],
  ): Promise<SchemaEngine> {
    loaded ??= loadModule()
    const glue = await loaded
    const datamodels = schema.map(({ path, content }) => [path, content])
    const bound = bindMigrationAwareSqlAdapterFactory(factory)
    return new SchemaEngine(await glue.SchemaEngine.new({ datamodels }, () => undefined, bound))
  }

  /** Applies what has not been applied yet; answers their names. */
  async migrate(folder: string): Promise<readonly string[]> {
    const answer = await this.engine.applyMigrations({ migrationsList: listMigrations(folder), filters: FILTERS })
    return answer.appliedMigrationNames
  }

  /** SQL that leads from one schema to the other; null where they are alike. */
  async diff(from: DiffTarget, to: DiffTarget): Promise<string | null> {
    const answer = await this.engine.diff({ from, to, script: true, exitCode: true, filters: FILTERS })
    return answer.exitCode === 2 ? (answer.stdout ?? '') : null
  }
}
