import { describe, expect, it } from 'vitest'
import { CALM_TOPOLOGY } from '../runtime/calm-toys.testing'
import { linkName } from '../sdk'
import { partOf } from './part'
import { compile } from './toy-run.testing'

const { plan } = compile(CALM_TOPOLOGY)
const index = (id: string) => plan.nodes.find((node) => node.id === id)?.index ?? -1
const frames = (...groups: string[][]) => [
  ...groups.map((ids) => ids.map(index)),
  ...plan.nodes.filter(({ id }) => !groups.flat().includes(id)).map((node) => [node.index]),
]

/** The part of the host of the first group, with further links in the plan. */
function part(groups: string[][], more: typeof plan.links = []) {
  const placements = frames(...groups).map((nodes, at) => ({ host: `h${at}`, nodes }))
  const assignment = {
    plan: { ...plan, links: [...plan.links, ...more] },
    placements,
    endpoints: {},
    fromStep: 0,
    timelinePath: '',
    stopped: [],
  }
  return partOf(assignment, 'h0')
}

describe('the part of a host', () => {
  it('knows whether what its nodes order can depend on reports that come by another road', () => {
    const [orders] = plan.links.filter(({ from, twoWay }) => from === index('one') && twoWay)
    if (!orders) throw new Error(`"one" sends no orders: ${plan.links.map(({ name }) => name).join(', ')}`)
    const another = { ...orders, index: 90, name: linkName({ from: 'one.more', to: 'outer.intent' }) }
    expect(part([['one']]).hasForkedOrders).toBe(false)
    expect(part([['one']], [another]).hasForkedOrders).toBe(true)
    const aside = { ...another, twoWay: false, to: index('inner') }
    expect(part([['one']], [aside]).hasForkedOrders).toBe(false)
    expect(part([['one', 'inner']]).hasForkedOrders).toBe(false)
    expect(part([['one', 'inner']], [aside]).hasForkedOrders).toBe(true)
  })
})
