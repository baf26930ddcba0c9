import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'prisma'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('The folder Patchbay is installed in was not found')
  return findRoot(parent)
}

/** The folder Patchbay is installed in, whether this runs from source or from the bundle. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))
