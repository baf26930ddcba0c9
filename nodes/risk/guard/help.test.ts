import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REASONS } from '../../../engine/sdk'
import { manifest as paper } from '../../gateways/paper/manifest'
import { manifest as guard } from './manifest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('docs/denials.md', () => {
  // Behind the reasons come the gates of strategies, which deny nothing.
  const [reasons = ''] = read('../../../docs/denials.md').split('\n# Why a signal did not become an order')
  const rows = reasons
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))

  it('lists every reason, in order, and no other', () => {
    expect(rows.map((cells) => cells[1])).toEqual(REASONS.map((reason) => `\`${reason}\``))
  })
  it('says of each who says it, what it means and what to do', () => {
    for (const cells of rows) {
      expect(cells).toHaveLength(6)
      expect(cells[2]).toMatch(/^(anyone|engine|guard|venue|guard, venue)$/)
      for (const text of cells.slice(3, 5)) expect(text).toMatch(/^[A-Z].*\.$/)
    }
  })
})

describe.each([
  [guard, './README.md'],
  [paper, '../../gateways/paper/README.md'],
])('help of $kind', (manifest, path) => {
  const text = read(path)
  it('names every port and parameter', () => {
    const names = [...manifest.inputs, ...manifest.outputs]
      .map((port) => port.id)
      .concat(Object.keys(manifest.params.shape))
    for (const name of names) expect(text).toContain(`\`${name}\``)
  })
  it('describes every parameter for the inspector', () => {
    for (const field of Object.values(manifest.params.shape))
      expect(field.meta()).toMatchObject({ title: expect.any(String), description: expect.stringMatching(/\.$/) })
  })
  it('is valid as it is dropped', () => {
    expect(manifest.params.safeParse({}).success).toBe(true)
  })
})
