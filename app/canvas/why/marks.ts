import { linkName, splitRef, type Topology, type WhyChain } from '../../../engine/sdk'
import type { MarkLayer } from '../flow/marks'

/** A node inside a subgraph runs under the name of the card that it is drawn in. */
const INNER = '--'
const cardOf = (node: string): string => node.split(INNER)[0] ?? node

/** Most values told at one link. */
const TEXTS_MAX = 2

/** What a chain lights up on a drawing, with the value used at each hop. */
export function layerOf(topology: Topology, { hops }: WhyChain): MarkLayer {
  const drawn = new Map(topology.links.map((link) => [keyOf(link.from, link.to), linkName(link)]))
  const nodeGlows: Record<string, 'path'> = {}
  const linkGlows: Record<string, 'path'> = {}
  const texts = new Map<string, string[]>()
  for (const { node, link, short } of hops) {
    nodeGlows[cardOf(node)] = 'path'
    const [from = '', to = ''] = link?.split('>') ?? []
    if (to) nodeGlows[cardOf(splitRef(to).node)] = 'path'
    const name = drawn.get(`${from}>${to}`) ?? drawnLink(topology, from, to)
    if (!name) continue
    linkGlows[name] = 'path'
    const told = texts.get(name) ?? []
    texts.set(name, told)
    if (!told.includes(short)) told.push(short)
  }
  const linkTexts = Object.fromEntries([...texts].map(([name, told]) => [name, told.slice(0, TEXTS_MAX).join(' · ')]))
  return { nodeGlows, linkGlows, linkTexts, dimsOthers: true }
}

const keyOf = (from: string, to: string): string => `${from}>${to}`

/** The link that is drawn between the cards of two nodes, one of which is inside a subgraph. */
function drawnLink({ links }: Topology, from: string, to: string): string | undefined {
  if (!from.includes(INNER) && !to.includes(INNER)) return undefined
  const [source, target] = [cardOf(splitRef(from).node), cardOf(splitRef(to).node)]
  if (source === target) return undefined
  const found = links.find((link) => splitRef(link.from).node === source && splitRef(link.to).node === target)
  return found && linkName(found)
}
