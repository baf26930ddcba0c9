/** Drawings that are measured. */
import { readFile } from 'node:fs/promises'
import type { Topology, TopologyNode } from '../engine/sdk'
import { topologySchema } from '../engine/sdk'

const node = (id: string, kind: string, params: Record<string, unknown> = {}): TopologyNode => ({
  id,
  kind,
  version: 1,
  label: '',
  params,
})
const link = (text: string) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })

/** A template of the gallery. */
export async function template(slug: string): Promise<Topology> {
  return topologySchema.parse(JSON.parse(await readFile(`public/templates/${slug}.topology.json`, 'utf8')))
}

/** The pair trade with an EMA beside it: six nodes. */
export async function sixNodes(): Promise<Topology> {
  const pair = await template('pair-trade')
  const bars = pair.nodes.find((one) => one.kind === 'data.bars')?.id ?? 'bars'
  return {
    ...pair,
    nodes: [...pair.nodes, node('extra', 'feature.ema', { period: 20 })],
    links: [...pair.links, link(`${bars}.market>extra.market`)],
  }
}

/** One source, four EMAs, ninety EMA-cross strategies under four guards, one gateway: a hundred nodes. */
export function hundredNodes(): Topology {
  const emas = [10, 20, 40, 80]
  const crosses = Array.from({ length: 90 }, (_, i) => ({ id: `cross${i}`, lane: i % emas.length }))
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'A hundred nodes',
    nodes: [
      node('bars', 'data.bars', { dataset: 'sample', instruments: ['SIMA'] }),
      ...emas.map((period, lane) => node(`ema${lane}`, 'feature.ema', { period })),
      ...crosses.map(({ id }) => node(id, 'strategy.ema-cross', { sizing: 'quantity', quantity: 1 })),
      ...emas.map((_, lane) => node(`guard${lane}`, 'risk.guard')),
      node('paper', 'gateway.paper'),
    ],
    links: [
      ...emas.map((_, lane) => link(`bars.market>ema${lane}.market`)),
      ...emas.map((_, lane) => link(`bars.market>guard${lane}.market`)),
      ...crosses.flatMap(({ id, lane }) => [
        link(`ema${lane}.ema>${id}.slow`),
        link(`bars.market>${id}.market`),
        link(`${id}.intents>guard${lane}.intents`),
      ]),
      ...emas.map((_, lane) => link(`guard${lane}.orders>paper.orders`)),
      link('bars.market>paper.market'),
    ],
  })
}
