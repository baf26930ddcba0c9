/** The environment of the server, checked. */
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { sqliteUrl } from './db/url'

const PORT_MAX = 65_535

/** What is wrong with a variable, in words. */
export class BadSetting extends Error {}

export interface Settings {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  /** PATCHBAY_HOME, absolute. */
  readonly home: string
  readonly databaseUrl: string
  readonly isDevelopment: boolean
}

const environment = z.object({
  PORT: z.string().optional(),
  HOST: z.string().optional(),
  PATCHBAY_HOME: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  NODE_ENV: z.string().optional(),
})

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port
  throw new BadSetting(`PORT is "${text}". It must be a whole number from 0 to ${PORT_MAX} (0: any free port).`)
}

/** `file:` paths are read from the working folder, as a shell would. */
function parseDatabaseUrl(text: string | undefined, home: string): string {
  if (!text) return sqliteUrl(join(home, 'patchbay.db'))
  if (/^postgres(ql)?:\/\//.test(text)) return text
  if (!text.startsWith('file:'))
    throw new BadSetting('DATABASE_URL must begin with "file:" (SQLite) or "postgresql://" (PostgreSQL).')
  const path = text.slice('file:'.length)
  return text.startsWith('file://') || isAbsolute(path)
    ? sqliteUrl(path.replace(/^\/\//, ''))
    : sqliteUrl(resolve(path))
}

/** @throws BadSetting naming the variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const given = environment.parse(env)
  const home = resolve(given.PATCHBAY_HOME || './.patchbay')
  return {
    port: parsePort(given.PORT || '3000'),
    host: given.HOST || '127.0.0.1',
    home,
    databaseUrl: parseDatabaseUrl(given.DATABASE_URL, home),
    isDevelopment: given.NODE_ENV === 'development',
  }
}
