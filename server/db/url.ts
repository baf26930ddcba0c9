import { pathToFileURL } from 'node:url'

/** The URL of a SQLite file at this path. */
export const sqliteUrl = (path: string): string => pathToFileURL(path).href
