import { describe, expect, it } from 'vitest'
import { type Problem, TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { fixOf } from './fixes'
import { byNode, glowOf } from './show'

const KINDS: Readonly<Record<string, string>> = {
  bars: 'data.bars',
  spread: 'feature.zscore',
  pairs: 'strategy.pairs',
  guard: 'risk.guard',
  gateway: 'gateway.paper',
}

function drawn(ids: readonly string[], links: readonly string[], params: Record<string, unknown> = {}): Topology {
  return {
    format: TOPOLOGY_FORMAT,
    name: 'test',
    nodes: ids.map((id) => ({ id, kind: KINDS[id.split('-')[0] ?? ''] ?? id, version: 1, label: '', params })),
    links: links.map((link) => {
      const [from = '', to = ''] = link.split('>')
      return { from, to }
    }),
    layout: { nodes: {}, frames: [], notes: [] },
  }
}

const error = (code: string, rest: Partial<Problem>): Problem => ({ severity: 'error', code, message: code, ...rest })
const NOTHING = { datasets: [] }
const linksAfter = (topology: Topology, problem: Problem) =>
  fixOf(topology, problem, NOTHING)
    ?.edit(topology)
    .links.map(({ from, to }) => `${from}>${to}`)

describe('fixes', () => {
  it('put a guard into a way that has none, with the gateway’s own prices', () => {
    const link = 'pairs.intents>gateway.orders'
    const topology = drawn(['bars', 'pairs', 'gateway'], ['bars.market>gateway.market', link])
    expect(linksAfter(topology, error('UNGUARDED', { link, node: 'gateway' }))).toEqual([
      'bars.market>gateway.market',
      'pairs.intents>guard.intents',
      'guard.orders>gateway.orders',
      'bars.market>guard.market',
    ])
    // What is not a strategy's intents cannot be guarded, only removed by hand.
    expect(fixOf(topology, error('UNGUARDED', { link: 'bars.market>gateway.orders' }), NOTHING)).toBeNull()
  })

  it('remove a link that can be no link, unless another has its name', () => {
    const link = 'bars.market>pairs.spread'
    const problem = error('TYPE_MISMATCH', { link })
    expect(linksAfter(drawn(['bars', 'pairs'], [link, 'bars.market>pairs.market']), problem)).toEqual([
      'bars.market>pairs.market',
    ])
    expect(fixOf(drawn(['bars', 'pairs'], [link, link]), problem, NOTHING)).toBeNull()
  })

  it('link an input to the one output that fits, and to none of two', () => {
    const problem = error('INPUT_NOT_LINKED', { node: 'guard', port: 'market' })
    expect(linksAfter(drawn(['bars', 'guard'], []), problem)).toEqual(['bars.market>guard.market'])
    expect(fixOf(drawn(['bars', 'bars-2', 'guard'], []), problem, NOTHING)).toBeNull()
    expect(fixOf(drawn(['guard'], []), problem, NOTHING)).toBeNull()
  })

  it('reset a bad parameter, remove one that is not known, choose the only dataset', () => {
    const topology = drawn(['guard'], [], { maxLeverage: -1, bogus: 1 })
    const paramsAfter = (param: string) =>
      fixOf(topology, error('BAD_PARAM', { node: 'guard', param }), NOTHING)?.edit(topology).nodes[0]?.params
    expect(paramsAfter('maxLeverage')).toEqual({ bogus: 1 })
    expect(paramsAfter('bogus')).toEqual({ maxLeverage: -1 })
    const data = drawn(['bars'], [])
    const problem = error('UNKNOWN_DATASET', { node: 'bars', param: 'dataset' })
    expect(fixOf(data, problem, { datasets: ['sample'] })?.edit(data).nodes[0]?.params).toEqual({ dataset: 'sample' })
    expect(fixOf(data, problem, { datasets: ['a', 'b'] })).toBeNull()
    expect(fixOf(data, error('LOOP', { node: 'bars' }), NOTHING)).toBeNull()
  })
})

describe('the glow of problems', () => {
  const loop = error('LOOP', { node: 'a', path: { nodes: ['a', 'b'], links: ['a.x>b.y', 'b.x>a.y'] } })
  const field = error('BAD_PARAM', { node: 'c', param: 'p' })

  it('lights ways that are wrong, and the one that is looked at alone', () => {
    expect(glowOf([loop, field], null)).toEqual({
      nodeGlows: { a: 'error', b: 'error' },
      linkGlows: { 'a.x>b.y': 'error', 'b.x>a.y': 'error' },
      dimsOthers: false,
    })
    expect(glowOf([loop, field], loop)?.dimsOthers).toBe(true)
    expect(glowOf([loop, field], field)).toEqual({ nodeGlows: { c: 'error' }, linkGlows: {}, dimsOthers: false })
    expect(glowOf([field], null)).toBeNull()
    expect([...byNode([loop, field]).keys()]).toEqual(['a', 'c'])
  })
})
