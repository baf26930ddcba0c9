import { describe, expect, it } from 'vitest'
import { expandTopology, type Topology, topologySchema } from '.'

const node = (id: string, kind: string) => ({ id, kind, version: 1, params: {} })
/** What a drawing of so many levels comes to. */
function tower(levels: number, inside: (level: number) => { nodes: object[]; links?: object[] }): Topology {
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'tower',
    nodes: [node('top', 'sub.l0')],
    links: [],
    subgraphs: Array.from({ length: levels }, (_, level) => ({ kind: `sub.l${level}`, links: [], ...inside(level) })),
  })
}
// What is not refused early runs for ever.
const codes = (topology: Topology) => expandTopology(topology).problems.map(({ code }) => code)

describe('a drawing that grows beyond all bounds', () => {
  it('is refused where there is nothing in its innermost boxes', () => {
    const empty = tower(8, (level) => ({
      nodes: level === 7 ? [] : Array.from({ length: 100 }, (_, at) => node(`n${at}`, `sub.l${level + 1}`)),
    }))
    expect(codes(empty)).toContain('TOO_LARGE')
  })

  it('is refused where its links multiply from level to level', () => {
    const ports = Array.from({ length: 40 }, (_, at) => node(`p${at}`, 'port.in-market'))
    const linked = tower(8, (level) => {
      if (level === 7)
        return {
          nodes: [...ports, node('ema', 'feature.ema')],
          links: ports.map(({ id }) => ({ from: `${id}.port`, to: 'ema.market' })),
        }
      const source = level === 0 ? [node('bars', 'data.synthetic')] : ports
      const links = source.flatMap(({ id }) =>
        ports.map((port) => ({ from: `${id}.${level === 0 ? 'market' : 'port'}`, to: `next.${port.id}` })),
      )
      return { nodes: [...source, node('next', `sub.l${level + 1}`)], links }
    })
    expect(codes(linked)).toContain('TOO_LARGE')
  })
})
