import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './files.mjs'
import { mendLock } from './mend-lock.mjs'

const mend = (packages) => {
  const { text, ...rest } = mendLock(JSON.stringify({ packages }))
  return { packages: JSON.parse(text).packages, ...rest }
}

it('adds the builds for other platforms with what their names tell', () => {
  const optionalDependencies = { '@tool/darwin-arm64': '1.2.3', '@tool/linux-x64-musl': '^1.2.3' }
  const { packages, added } = mend({ 'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies } })
  expect(added).toEqual(['@tool/darwin-arm64', '@tool/linux-x64-musl'])
  expect(packages['node_modules/@tool/darwin-arm64']).toEqual({
    version: '1.2.3',
    dev: true,
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  })
  expect(packages['node_modules/@tool/linux-x64-musl'].libc).toEqual(['musl'])
})

it('leaves alone what some level above has, and drops addresses', () => {
  const { packages, added } = mend({
    'node_modules/a/node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-win32-x64': '1.0.0' } },
    'node_modules/tool-win32-x64': { version: '1.0.0', resolved: 'https://example.org/tool.tgz' },
  })
  expect(added).toEqual([])
  expect(packages['node_modules/tool-win32-x64']).toEqual({ version: '1.0.0' })
})

it('reports what it cannot judge instead of guessing', () => {
  const { added, unknown } = mend({
    'node_modules/a': { version: '1.0.0', optionalDependencies: { colours: '1.0.0' } },
  })
  expect({ added, unknown }).toEqual({ added: [], unknown: ['colours@1.0.0 (wanted by node_modules/a)'] })
})

it('has been run since the last dependency was added (else: npm run lock)', () => {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
  expect(mendLock(text).text === text).toBe(true)
})
