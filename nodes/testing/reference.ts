/** Reference data that is not part of the tree: found beside the checkout, or the test says that it is skipped. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../shared/data')

/** Path of a file of the reference data. */
export function referencePath(file: string): string {
  return resolve(root, file)
}

/** Why a test that needs this file is skipped, or undefined if the file is there. */
export function missingReference(file: string): string | undefined {
  return existsSync(referencePath(file)) ? undefined : `reference data ${file} is not on this machine`
}

/** The fields of a comma-separated file without quotes, its first line left out. */
export function referenceRows(file: string): string[][] {
  const lines = readFileSync(referencePath(file), 'utf8').trim().split(/\r?\n/)
  return lines.slice(1).map((line) => line.split(','))
}
