import { describe, expect, it } from 'vitest'
import { TOPOLOGY_FORMAT, type Topology } from '../../engine/sdk'
import { MANIFESTS } from '../../nodes/manifests'
import { hasIcon } from '../ui/icons'
import { fieldsOf, paramErrors, searchKinds } from './kinds'
import { offersFor } from './offers'
import { marks } from './watchers'

const blank = (kind: string, params = {}) => ({ id: 'n', kind, version: 1, label: '', params })

describe.each(MANIFESTS.map((manifest) => [manifest.kind, manifest] as const))('%s', (_, manifest) => {
  it('names an icon that is shipped', () => {
    expect(hasIcon(manifest.icon)).toBe(true)
  })

  it('has for every parameter a title, a help text and a default that the form can show', () => {
    for (const field of fieldsOf(manifest)) {
      expect(field.title, field.name).not.toBe(field.name)
      expect(field.description, field.name).not.toBe('')
      expect(field.default, field.name).toBeDefined()
    }
  })
})

describe('the form', () => {
  it('says which parameter is wrong, and nothing of those that are right', () => {
    expect(Object.keys(paramErrors(blank('feature.zscore', { window: 1 })))).toEqual(['window'])
    expect(paramErrors(blank('feature.zscore'))).toEqual({})
  })

  it('reads bounds, units, options and editors from the schema', () => {
    const manifest = MANIFESTS.find((one) => one.kind === 'feature.zscore')
    const fields = Object.fromEntries((manifest ? fieldsOf(manifest) : []).map((field) => [field.name, field]))
    expect(fields.window).toMatchObject({ type: 'integer', min: 2, max: 100_000, unit: 'bars', default: 60 })
    expect(fields.method).toMatchObject({ type: 'enum', options: ['log', 'price'] })
    expect(fields.y).toMatchObject({ type: 'string', editor: 'instrument' })
  })
})

describe('the palette search', () => {
  it('finds by label, alias and category order, and nothing for nonsense', () => {
    expect(searchKinds('cointegration').flatMap(({ kinds }) => kinds.map((kind) => kind.kind))).toContain(
      'feature.zscore',
    )
    expect(searchKinds('qwertyuiop')).toEqual([])
    expect(searchKinds('').flatMap(({ kinds }) => kinds)).toHaveLength(MANIFESTS.length)
  })
})

describe('badges of a draft', () => {
  it('marks what is new and what is changed, and not what has moved', () => {
    const diff = {
      added: ['ema'],
      removed: ['old'],
      changed: ['zscore'],
      moved: ['bars'],
      linked: [{ from: 'bars.market', to: 'ema.market' }],
      unlinked: [],
      reframed: [],
    }
    expect(marks(diff)).toEqual({
      nodeMarks: { ema: 'added', zscore: 'changed' },
      linkMarks: { 'bars.market>ema.market': 'added' },
    })
  })
})

describe('what a link let go over nothing is offered', () => {
  const topology: Topology = {
    format: TOPOLOGY_FORMAT,
    name: 'Test',
    nodes: [blank('strategy.pairs'), { ...blank('gateway.paper'), id: 'paper' }],
    links: [],
    layout: { nodes: {}, frames: [], notes: [] },
  }
  const output = MANIFESTS.find((kind) => kind.kind === 'strategy.pairs')?.outputs[0]?.id ?? ''

  it('is only what it may end at: an intent is offered guards and never a gateway', () => {
    const offers = offersFor(topology, { node: 'n', port: output, side: 'output' })
    expect(offers.length).toBeGreaterThan(0)
    expect(new Set(offers.map(({ kind }) => kind.category))).toEqual(new Set(['guard']))
  })

  it('is nothing for a node of an unknown kind', () => {
    expect(offersFor(topology, { node: 'ghost', port: 'x', side: 'output' })).toEqual([])
  })
})
