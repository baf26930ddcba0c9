import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles, ROOT } from '../deploy/files.mjs'
import { importsOf } from './source.mjs'
import { ALLOWED, bannedCalls, mustBeDeterministic } from './tidy.mjs'

const read = (path) => readFileSync(join(ROOT, path), 'utf8')

describe('determinism', () => {
  it('finds each banned call and names what to take instead', () => {
    const source = [
      'const a = Date.now()',
      "// Math.random() in a comment, 'fetch(' in a text",
      'globalThis.setTimeout(f, 1)',
    ].join('\n')
    expect(bannedCalls('nodes/features/ema/runtime.ts', source)).toEqual([
      'nodes/features/ema/runtime.ts:1 uses Date.now; take ctx.clock instead',
      "nodes/features/ema/runtime.ts:3 uses setTimeout; take the context's timers instead",
    ])
    expect(bannedCalls('nodes/features/ema/runtime.ts', 'ctx.timers.setTimeout(f, 1); new Date(ms)')).toEqual([])
  })

  it('looks at all that a kind is made of, and not at what tests it', () => {
    const files = ['checks.ts', 'runtime.ts', 'manifest.ts', 'guard.test.ts', 'rig.testing.ts', 'README.md']
    expect(files.filter((file) => mustBeDeterministic(`nodes/risk/guard/${file}`))).toEqual(files.slice(0, 3))
    expect(mustBeDeterministic('nodes/testing/random-graph.ts')).toBe(false)
  })

  it('holds in operators and in the engine that must give the same result twice', () => {
    const paths = listFiles(['nodes', 'engine']).filter(mustBeDeterministic)
    expect(paths.flatMap((path) => bannedCalls(path, read(path)))).toEqual([])
  })

  it('keeps no exception for a file that is gone', () => {
    // An entry may be announced before its folder is there, never after the folder is.
    const gone = Object.keys(ALLOWED).filter(
      (path) => existsSync(join(ROOT, path, '..')) && !existsSync(join(ROOT, path)),
    )
    expect(gone).toEqual([])
  })
})

/** Every folder two levels under nodes/ is a kind. */
const kinds = listFiles(['nodes'])
  .map((path) => /^nodes\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0])
  .filter((folder, i, all) => folder && !folder.includes('/testing') && all.indexOf(folder) === i)

const listedIn = (path) =>
  existsSync(join(ROOT, path)) ? importsOf(read(path)).map(({ specifier }) => `nodes/${specifier.slice(2)}`) : []

const isManifest = (value) =>
  typeof value?.kind === 'string' && Array.isArray(value.inputs) && Array.isArray(value.outputs)

async function manifestOf(folder) {
  const found = Object.values(await import(join(ROOT, folder, 'manifest.ts'))).find(isManifest)
  if (!found) throw new Error(`${folder}/manifest.ts exports no manifest`)
  return found
}

describe.skipIf(kinds.length === 0)('kinds', () => {
  const manifests = listedIn('nodes/manifests.ts')
  const runtimes = listedIn('nodes/catalog.ts')

  it.each(kinds)('%s has its four files and is listed', (folder) => {
    const files = readdirSync(join(ROOT, folder))
    expect(files, `${folder} lacks a file that every kind has`).toEqual(
      expect.arrayContaining(['manifest.ts', 'runtime.ts', 'README.md', expect.stringMatching(/\.test\.ts$/)]),
    )
    expect(manifests, 'nodes/manifests.ts does not list it').toContain(`${folder}/manifest`)
    expect(runtimes, 'nodes/catalog.ts does not list it').toContain(`${folder}/runtime`)
  })

  it.each(kinds)('the help of %s names every port and parameter', async (folder) => {
    const { inputs, outputs, params } = await manifestOf(folder)
    const names = [...inputs, ...outputs].map(({ id }) => id).concat(Object.keys(params.shape))
    const help = read(`${folder}/README.md`)
    const missing = names.filter((name) => !help.includes(`\`${name}\``))
    expect(missing, `${folder}/README.md must name these, written as \`name\``).toEqual([])
  })
})
