import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  canConnect,
  defineManifest,
  type NodeManifest,
  type PortSpec,
  param,
  TOPOLOGY_FORMAT,
  type Topology,
} from '../sdk'
import { guardProblems } from './guard-proof'
import { type Catalogue, compileTopology, graphHash, parseTopology, verifyTopology, writerNames } from './index'

const port = (id: string, type: PortSpec['type'], rest: Partial<PortSpec> = {}): PortSpec => ({
  id,
  type,
  label: id,
  help: id,
  ...rest,
})

function kind(name: string, category: NodeManifest['category'], inputs: PortSpec[], outputs: PortSpec[]): NodeManifest {
  return defineManifest({
    kind: name,
    version: 2,
    category,
    label: name,
    icon: 'box',
    summary: name,
    aliases: [],
    inputs,
    outputs,
    params: z.object({
      size: param(z.number().min(1).max(9).default(1), { title: 'Size', description: 'A size' }),
      symbol: param(z.string().default(''), { title: 'Symbol', description: 'A symbol', editor: 'instrument' }),
      dataset: param(z.string().default('real'), {
        title: 'Dataset',
        description: 'A dataset',
        ...(category === 'data' ? { editor: 'dataset' as const } : {}),
      }),
    }),
    migrate: (params) => ({ size: params.old ?? 1 }),
  }) as NodeManifest
}

const KINDS = [
  kind('data.test', 'data', [], [port('market', 'market')]),
  kind(
    'feature.test',
    'feature',
    [port('market', 'market'), port('more', 'feature')],
    [port('value', 'feature', { names: ['v'] })],
  ),
  kind(
    'strategy.test',
    'strategy',
    [port('value', 'feature', { required: true, single: true, names: ['v'] }), port('account', 'portfolio')],
    [port('intents', 'intent')],
  ),
  kind(
    'guard.test',
    'guard',
    [port('intents', 'intent'), port('orders', 'order'), port('market', 'market')],
    [port('orders', 'order')],
  ),
  kind(
    'gateway.test',
    'gateway',
    [port('orders', 'order', { required: true }), port('market', 'market')],
    [port('portfolio', 'portfolio')],
  ),
]
const catalogue: Catalogue = {
  findManifest: (name) => KINDS.find((one) => one.kind === name),
  datasets: ['real'],
  instrumentsOf: (name) =>
    name === 'real'
      ? ['KO', 'PEP'].map((symbol) => ({
          symbol,
          venue: 'XNYS',
          currency: 'USD',
          tickSize: 0.01,
          lotSize: 1,
          multiplier: 1,
          session: null,
          simulated: false,
        }))
      : undefined,
}

const nodes = (...ids: string[]) =>
  ids.map((id) => ({
    id,
    kind: `${id.replace(/\d+$/, '')}.test`,
    version: 2,
    label: '',
    params: {} as Record<string, unknown>,
  }))
const links = (...texts: string[]) =>
  texts.map((text) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' }))
const topology = (ids: string[], texts: string[]): Topology => ({
  format: TOPOLOGY_FORMAT,
  name: 'test',
  nodes: nodes(...ids),
  links: links(...texts),
  layout: { nodes: {}, frames: [], notes: [] },
})
const WHOLE = topology(
  ['data', 'feature', 'strategy', 'guard', 'gateway'],
  [
    'data.market>feature.market',
    'feature.value>strategy.value',
    'strategy.intents>guard.intents',
    'guard.orders>gateway.orders',
    'data.market>gateway.market',
  ],
)
const codes = (drawn: Topology) => verifyTopology(drawn, catalogue).problems.map((problem) => problem.code)
const edited = (change: (drawn: Topology) => void): Topology => {
  const copy = structuredClone(WHOLE)
  change(copy)
  return copy
}

describe('verify', () => {
  it('finds nothing wrong with a whole, guarded topology', () => expect(codes(WHOLE)).toEqual([]))

  it('accepts a loop that crosses an order link: the account feeds the strategy', () =>
    expect(codes(edited((drawn) => drawn.links.push({ from: 'gateway.portfolio', to: 'strategy.account' })))).toEqual(
      [],
    ))

  it('refuses a loop among features and names it', () => {
    const drawn = topology(
      ['data', 'feature1', 'feature2'],
      ['data.market>feature1.market', 'feature1.value>feature2.more', 'feature2.value>feature1.more'],
    )
    const [problem] = verifyTopology(drawn, catalogue).problems
    expect(problem?.code).toBe('LOOP')
    expect(problem?.message).toMatch(/feature1 → feature2 → feature1|feature2 → feature1 → feature2/)
    expect([...(problem?.path?.nodes ?? [])].sort()).toEqual(['feature1', 'feature2'])
    expect([...(problem?.path?.links ?? [])].sort()).toEqual([
      'feature1.value>feature2.more',
      'feature2.value>feature1.more',
    ])
  })

  it('refuses a strategy linked straight to a gateway by the rule of links and by the proof, and tells it once', () => {
    const drawn = edited((one) => one.links.push({ from: 'strategy.intents', to: 'gateway.orders' }))
    expect(codes(drawn)).toContain('UNGUARDED')
    const unguarded = verifyTopology(drawn, catalogue).problems.filter((one) => one.code === 'UNGUARDED')
    expect(unguarded[0]?.message).toMatch(/guard/)
    const path = { nodes: ['strategy', 'gateway'], links: ['strategy.intents>gateway.orders'] }
    expect(unguarded.map((one) => one.path)).toEqual([path])
    const found = drawn.nodes.map(({ id, kind }) => [id, catalogue.findManifest(kind)] as const)
    const manifests = new Map(found.flatMap(([id, manifest]) => (manifest ? [[id, manifest] as const] : [])))
    expect(guardProblems(drawn, manifests).map((one) => one.path)).toEqual([path])
  })

  it('refuses a second road for orders, which would trade twice', () => {
    const drawn = edited((one) => {
      one.nodes.push(...nodes('guard2'))
      one.links.push({ from: 'strategy.intents', to: 'guard2.intents' })
    })
    expect(codes(drawn)).toContain('OUTPUT_TAKEN')
  })

  it('names unknown kinds, versions, params, ports, nodes, instruments and datasets', () => {
    const cases: [string, (drawn: Topology) => void][] = [
      ['UNKNOWN_KIND', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { kind: 'feature.none' })],
      ['UNKNOWN_VERSION', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { version: 3 })],
      ['BAD_PARAM', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { params: { size: 99 } })],
      ['BAD_PARAM', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { params: { nonsense: 1 } })],
      ['BAD_PARAM', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { params: { constructor: 1 } })],
      [
        'BAD_PARAM',
        // Named as a problem's fields, a guard's params must not be taken for a mere warning.
        (drawn) => Object.assign(drawn.nodes[3] ?? {}, { params: { severity: 'warning', code: 'X', message: 'x' } }),
      ],
      ['UNKNOWN_PORT', (drawn) => drawn.links.push({ from: 'data.nope', to: 'feature.market' })],
      ['UNKNOWN_NODE', (drawn) => drawn.links.push({ from: 'ghost.market', to: 'feature.market' })],
      ['UNKNOWN_INSTRUMENT', (drawn) => Object.assign(drawn.nodes[1] ?? {}, { params: { symbol: 'XOM' } })],
      ['UNKNOWN_DATASET', (drawn) => Object.assign(drawn.nodes[0] ?? {}, { params: { dataset: 'none' } })],
      ['INPUT_NOT_LINKED', (drawn) => drawn.links.splice(1, 1)],
      [
        'INPUT_TAKEN',
        (drawn) => {
          drawn.nodes.push(...nodes('feature2'))
          drawn.links.push({ from: 'feature2.value', to: 'strategy.value' })
        },
      ],
      ['DUPLICATE_ID', (drawn) => drawn.nodes.push(...nodes('feature'))],
    ]
    for (const [code, change] of cases) expect(codes(edited(change)), code).toContain(code)
  })
})

describe('compile', () => {
  const compiled = (drawn: Topology, options: Partial<Parameters<typeof compileTopology>[2]> = {}) => {
    const answer = compileTopology(drawn, catalogue, { seed: 1, ...options })
    if (!answer.ok) throw new Error(answer.problems.map((problem) => problem.message).join())
    return answer
  }

  it('orders a step: the source, the venue, reports upward, then data downward, orders last', () => {
    const { plan } = compiled(WHOLE)
    const told = plan.tasks.map((task) => `${task.phase}:${plan.nodes.find((node) => node.index === task.node)?.id}`)
    const at = (name: string) => told.indexOf(name)
    for (const [before, after] of [
      ['data:data', 'venue:gateway'],
      ['venue:gateway', 'venue:guard'],
      ['venue:guard', 'venue:strategy'],
      ['venue:strategy', 'data:strategy'],
      ['data:strategy', 'data:guard'],
      ['data:guard', 'data:gateway'],
    ] as const)
      expect(at(before), `${before} before ${after}`).toBeLessThan(at(after))
    expect(told.every((one) => at(one) >= 0)).toBe(true)
    expect(told.length).toBe(8)
  })

  it('brings params of an older version up to date', () => {
    const drawn = edited((one) => Object.assign(one.nodes[1] ?? {}, { version: 1, params: { old: 7 } }))
    expect(compiled(drawn).plan.nodes[1]?.params.size).toBe(7)
  })

  it('keeps indices of what stays, and never gives an old one to what comes back', () => {
    const first = compiled(WHOLE)
    const without = edited((one) => {
      one.nodes.splice(2, 1)
      one.links = one.links.filter((link) => !link.from.startsWith('strategy') && !link.to.startsWith('strategy'))
    })
    const second = compiled(without, { registry: first.registry, running: first.plan })
    const third = compiled(WHOLE, { registry: second.registry, running: second.plan })
    const indexOf = (plan: typeof first.plan, id: string) => plan.nodes.find((node) => node.id === id)?.index
    expect(indexOf(third.plan, 'guard')).toBe(indexOf(first.plan, 'guard'))
    expect(indexOf(third.plan, 'strategy')).toBe(5)
    expect(writerNames(third.registry)[5]).toBe('strategy~2')
  })

  it('gives guards stamps that change with the revision', () => {
    const stamp = (drawn: Topology) => Object.values(compiled(drawn).plan.stamps)[0]
    expect(stamp(WHOLE)).toBeGreaterThan(0)
    expect(stamp(WHOLE)).not.toBe(stamp(edited((one) => Object.assign(one.nodes[1] ?? {}, { params: { size: 2 } }))))
  })
})

describe('hash', () => {
  it('leaves out layout, names and the order of nodes, but not params or the order of links into a node', () => {
    const moved = edited((one) => {
      one.layout.nodes.data = { x: 5, y: 5 }
      one.name = 'other'
      one.nodes.reverse()
    })
    expect(graphHash(moved)).toBe(graphHash(WHOLE))
    expect(graphHash(edited((one) => Object.assign(one.nodes[1] ?? {}, { params: { size: 2 } })))).not.toBe(
      graphHash(WHOLE),
    )
    const two = topology(['data1', 'data2', 'feature'], ['data1.market>feature.market', 'data2.market>feature.market'])
    expect(graphHash({ ...two, links: [...two.links].reverse() })).not.toBe(graphHash(two))
  })
})

describe('parse', () => {
  it('says what is wrong with a file, and where', () => {
    const message = (value: unknown) => {
      const answer = parseTopology(value)
      return answer.ok ? '' : (answer.problems[0]?.message ?? '')
    }
    expect(message([])).toMatch(/no JSON object/)
    expect(message({ format: 'patchbay.topology/9' })).toMatch(/"patchbay.topology\/9" is not known/)
    expect(message({ ...WHOLE, nodes: [{ ...WHOLE.nodes[0], id: '9 bad' }] })).toMatch(/nodes\.0\.id/)
    for (const name of ['a\u0000b', 'a\nb', '\ud800']) expect(message({ ...WHOLE, name })).toMatch(/^name: .*one line/)
  })

  it('says so of ids that every object has, of two frames of one id, and of more than may be drawn', () => {
    const message = (change: object) => {
      const answer = parseTopology({ ...WHOLE, ...change })
      return answer.ok ? '' : (answer.problems[0]?.message ?? '')
    }
    const frame = (id: string, width = 10) => ({ id, label: '', x: 0, y: 0, width, height: 10, nodes: [] })
    const layout = (frames: readonly object[]) => ({ layout: { ...WHOLE.layout, frames } })
    for (const id of ['constructor', 'toString', 'hasOwnProperty'])
      expect(message({ nodes: [{ ...WHOLE.nodes[0], id }] })).toMatch(/^nodes\.0\.id: .*choose another id/)
    expect(message(layout([frame('f'), frame('f')]))).toBe('layout.frames: two have the id "f": give each its own')
    expect(message(layout([frame('f', -1)]))).toMatch(/"f" has no size/)
    expect(message(layout(Array.from({ length: 501 }, (_, index) => frame(`f${index}`))))).toMatch(
      /^there are 501 frames, where at most 500 may be/,
    )
    const inside = { kind: 'sub.a', version: 1, nodes: [], links: [], ...layout([frame('f'), frame('f')]) }
    expect(message({ subgraphs: [inside] })).toMatch(/^subgraph sub\.a: layout\.frames: two/)
    expect(
      message({
        subgraphs: [
          { ...inside, layout: undefined },
          { ...inside, layout: undefined },
        ],
      }),
    ).toMatch(/two are of the kind "sub\.a"/)
    expect(message({ name: 'x'.repeat(201) })).toBe('name: At most 200 characters')
  })

  it('takes only plain JSON, so that what follows may walk, hash and store it', () => {
    const message = (a: unknown) => {
      const answer = parseTopology({ ...WHOLE, nodes: [{ ...WHOLE.nodes[0], params: { a } }] })
      return answer.ok ? '' : (answer.problems[0]?.message ?? '')
    }
    const nested = (depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], 1)
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    expect(message(nested(20))).toBe('')
    expect(message(undefined)).toBe('')
    expect(message(nested(50_000))).toMatch(/^nodes\.0\.params\.a[.0]*: nests more than/)
    expect(message(cycle)).toMatch(/nests more than/)
    expect(message(Number.NaN)).toBe('nodes.0.params.a: NaN is not a finite number')
    expect(message(Number.POSITIVE_INFINITY)).toMatch(/Infinity is not a finite number/)
    expect(message(1n)).toMatch(/bigint/)
    expect(message(new Map())).toMatch(/not a plain object/)
    for (const format of [{ toString: 1 }, nested(50_000), 7])
      expect(parseTopology({ ...WHOLE, format })).toMatchObject({ ok: false, problems: [{ code: 'UNKNOWN_FORMAT' }] })
  })
})

describe('canConnect', () => {
  it('never lets a strategy reach a gateway, nor a kind be defined that could', () => {
    const strategy = KINDS[2] as NodeManifest
    const gateway = KINDS[4] as NodeManifest
    const answer = canConnect(
      { nodeId: 's', manifest: strategy, port: 'intents' },
      { nodeId: 'g', manifest: gateway, port: 'orders' },
      [],
    )
    expect(answer).toMatchObject({ ok: false, code: 'UNGUARDED' })
    expect(() => kind('strategy.bad', 'strategy', [], [port('orders', 'order')])).toThrow(
      /may not have an order output/,
    )
    expect(() => kind('gateway.bad', 'gateway', [port('intents', 'intent')], [])).toThrow(
      /may not have an intent input/,
    )
  })
})
