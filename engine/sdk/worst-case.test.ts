import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineManifest, type NodeManifest } from './manifest'
import type { PortSpec } from './ports'
import { type GuardLimits, worstCaseOf, worstCases } from './worst-case'

const port = (id: string, type: PortSpec['type']): PortSpec => ({ id, type, label: id, help: id })

function kind(
  category: NodeManifest['category'],
  inputs: PortSpec[],
  outputs: PortSpec[],
  rest: Partial<Pick<NodeManifest, 'limits' | 'startingEquity'>> = {},
): NodeManifest {
  const limit = z.number().positive().nullable().default(null)
  return defineManifest({
    kind: `${category}.test`,
    version: 1,
    category,
    label: category,
    icon: 'box',
    summary: category,
    aliases: [],
    inputs,
    outputs,
    params: z.object({
      orderValue: limit,
      positionValue: limit,
      leverage: limit,
      dailyLoss: limit,
      instruments: z.array(z.string()).nullable().default(null),
    }),
    ...rest,
  }) as NodeManifest
}

const KINDS = [
  kind('strategy', [], [port('intents', 'intent')]),
  kind('guard', [port('intents', 'intent'), port('orders', 'order')], [port('orders', 'order')], {
    limits: (params) => params as unknown as GuardLimits,
  }),
  kind('gateway', [port('orders', 'order')], [], { startingEquity: () => 10_000 }),
]
const find = (name: string) => KINDS.find((one) => one.kind === name)

/** Node ids begin with their category: `guardA`; links are written `strategyA>guardA`. */
function drawn(params: Record<string, Partial<GuardLimits>>, links: readonly string[]) {
  const ids = [...new Set([...Object.keys(params), ...links.flatMap((link) => link.split('>'))])]
  const category = (id: string) => id.replace(/[A-Z].*$/, '')
  return {
    nodes: ids.map((id) => ({ id, kind: `${category(id)}.test`, version: 1, label: '', params: params[id] ?? {} })),
    links: links.map((link) => {
      const [from = '', to = ''] = link.split('>')
      const out = category(from) === 'guard' ? 'orders' : 'intents'
      return { from: `${from}.${out}`, to: `${to}.${category(to) === 'gateway' ? 'orders' : out}` }
    }),
  }
}

const values = (topology: ReturnType<typeof drawn>, node = 'gateway') => {
  const { bounds } = worstCaseOf(topology, find, node) ?? {}
  return (
    bounds && {
      orderValue: bounds.orderValue.value,
      positionValue: bounds.positionValue.value,
      leverage: bounds.leverage.value,
      dailyLoss: bounds.dailyLoss.value,
      instruments: bounds.instruments,
    }
  )
}

const A = { orderValue: 100, positionValue: 500, leverage: 2, dailyLoss: 0.05, instruments: ['KO', 'PEP'] }
const B = { orderValue: 300, positionValue: 400, leverage: 3, dailyLoss: 0.02, instruments: ['PEP', 'XOM'] }

describe('the worst case', () => {
  it('of one guard is its limits', () => {
    const topology = drawn({ guardA: A }, ['strategyA>guardA', 'strategyB>guardA', 'guardA>gateway'])
    expect(values(topology)).toEqual(A)
    const stated = worstCaseOf(topology, find, 'gateway')
    // Two instruments of 500 are less than twice the equity.
    expect(stated).toMatchObject({ isGuarded: true, startingEquity: 10_000, grossAtStart: 1000, dailyLossAtStart: 500 })
    expect(stated?.paths).toEqual([
      {
        nodes: ['strategyA', 'guardA', 'gateway'],
        links: ['strategyA.intents>guardA.intents', 'guardA.orders>gateway.orders'],
        guards: ['guardA'],
      },
      expect.objectContaining({ nodes: ['strategyB', 'guardA', 'gateway'] }),
    ])
  })

  it('of guards in a row is the tighter of each limit, and tells whose it is', () => {
    const topology = drawn({ guardA: A, guardB: B }, ['strategyA>guardA', 'guardA>guardB', 'guardB>gateway'])
    expect(values(topology)).toEqual({
      orderValue: 100,
      positionValue: 400,
      leverage: 2,
      dailyLoss: 0.02,
      instruments: ['PEP'],
    })
    const bounds = worstCaseOf(topology, find, 'gateway')?.bounds
    expect(bounds?.orderValue.guards).toEqual(['guardA'])
    expect(bounds?.positionValue.guards).toEqual(['guardB'])
    expect(values(topology, 'guardA')).toEqual(A)
  })

  it('of guards side by side is their sum, but for the order, which comes by one of them', () => {
    const links = ['strategyA>guardA', 'strategyB>guardB', 'guardA>gateway', 'guardB>gateway']
    expect(values(drawn({ guardA: A, guardB: B }, links))).toEqual({
      orderValue: 300,
      positionValue: 900,
      leverage: 5,
      dailyLoss: 0.07,
      instruments: ['KO', 'PEP', 'XOM'],
    })
  })

  it('says unlimited where one way has no limit, and where nobody guards', () => {
    const links = ['strategyA>guardA', 'strategyB>guardB', 'guardA>gateway', 'guardB>gateway']
    const one = worstCaseOf(drawn({ guardA: A, guardB: { orderValue: 5 } }, links), find, 'gateway')
    expect(one?.bounds?.leverage).toEqual({ value: null, guards: [] })
    expect(one?.bounds?.orderValue).toEqual({ value: 100, guards: ['guardA', 'guardB'] })
    expect(one?.bounds?.instruments).toBeNull()
    const open = worstCaseOf(
      drawn({ guardA: A }, ['strategyA>guardA', 'guardA>gateway', 'strategyB>gateway']),
      find,
      'gateway',
    )
    expect(open).toMatchObject({ isGuarded: false, grossAtStart: null, dailyLossAtStart: null })
    expect(open?.bounds?.positionValue.value).toBeNull()
  })

  it('is nothing where no strategy reaches the gateway, and ends where guards run in a circle', () => {
    expect(worstCases(drawn({ guardA: A }, ['guardA>gateway']), find)).toMatchObject([
      { bounds: null, isGuarded: false },
    ])
    const circle = drawn({ guardA: A, guardB: B }, ['guardA>guardB', 'guardB>guardA', 'strategyA>guardA'])
    expect(values(circle, 'guardB')).toMatchObject({ orderValue: 100 })
    expect(worstCaseOf(circle, find, 'strategyA')).toBeNull()
  })

  it('names the guards whose parameters are not valid', () => {
    const topology = drawn({ guardA: { leverage: -1 } }, ['strategyA>guardA', 'guardA>gateway'])
    expect(worstCaseOf(topology, find, 'gateway')).toMatchObject({ invalid: ['guardA'], isGuarded: true })
    expect(values(topology)?.leverage).toBeNull()
  })
})
