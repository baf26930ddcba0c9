// Which files the project is made of, and a fingerprint of some of them. Plain Node: used before anything is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const SKIPPED_FOLDERS = new Set([
  'node_modules',
  'dist',
  'generated',
  '.git',
  '.next',
  '.patchbay',
  'test-results',
  'playwright-report',
])

function walk(root, folder, found) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (!entry.isDirectory()) found.push(path)
    else if (!SKIPPED_FOLDERS.has(entry.name)) walk(root, path, found)
  }
}

/** Files under the given folders or files, as sorted `/`-separated paths relative to the root; absent ones are left out. */
export function listFiles(tops, root = ROOT) {
  const found = []
  for (const top of tops) {
    if (!existsSync(join(root, top))) continue
    if (statSync(join(root, top)).isDirectory()) walk(root, top, found)
    else found.push(top)
  }
  return found.sort()
}

const isTest = (path) => /\.test\.tsx?$/.test(path)

/** A hash of the names and contents of all that can change a build made from these folders and files. */
export function fingerprint(tops, root = ROOT) {
  const hash = createHash('sha256')
  for (const path of listFiles(tops, root)) {
    if (isTest(path)) continue
    hash.update(`\n${path}\n`)
    hash.update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}
