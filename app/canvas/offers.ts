/** What can be added where: every kind, or the kinds and ports that a link could lead to; found by words. */
import { canConnect, type NodeManifest, type PortSpec, type Topology } from '../../engine/sdk'
import { addableKinds, findManifest } from './drawing-kinds'
import type { Connecting } from './flow/store'
import { nodeById } from './session'

export interface Offer {
  readonly kind: NodeManifest
  /** The port that a link would lead to; null where none is asked for. */
  readonly port: PortSpec | null
}

/** Every kind and port that the link being drawn could end at, in the palette's order. */
export function offersFor(topology: Topology, from: Connecting): Offer[] {
  const there = findManifest(nodeById(topology, from.node)?.kind ?? '')
  if (!there) return []
  const start = { nodeId: from.node, manifest: there, port: from.port }
  return addableKinds().flatMap((kind) => {
    const ports = from.side === 'output' ? kind.inputs : kind.outputs
    const fits = ports.filter((port) => {
      // No node has this id: ids begin with a letter.
      const end = { nodeId: '+', manifest: kind, port: port.id }
      return (from.side === 'output' ? canConnect(start, end, topology.links) : canConnect(end, start, topology.links))
        .ok
    })
    return fits.map((port) => ({ kind, port }))
  })
}

/** Every kind, as offers. */
export const allOffers = (): Offer[] => addableKinds().map((kind) => ({ kind, port: null }))

/** How well a kind answers to a word: its name's beginning best, then its name, its other names, what it does. */
function scoreOf(kind: NodeManifest, word: string): number {
  const label = kind.label.toLowerCase()
  if (label.startsWith(word)) return 4
  if (label.includes(word) || kind.kind.includes(word)) return 3
  if (kind.aliases.some((alias) => alias.toLowerCase().includes(word))) return 2
  return kind.summary.toLowerCase().includes(word) || kind.category.includes(word) ? 1 : 0
}

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

/**
 * The offers that answer to every word of a query, the best first; without a query those of recent kinds first.
 * @param recent kinds, newest first.
 */
export function rankOffers(offers: readonly Offer[], query: string, recent: readonly string[]): readonly Offer[] {
  const words = wordsOf(query)
  const rank = ({ kind }: Offer): number => {
    if (words.length > 0) return words.reduce((sum, word) => sum + scoreOf(kind, word), 0)
    const index = recent.indexOf(kind.kind)
    return index < 0 ? 0 : recent.length - index
  }
  return offers
    .filter(({ kind }) => words.every((word) => scoreOf(kind, word) > 0))
    .map((offer) => ({ offer, rank: rank(offer) }))
    .sort((a, b) => b.rank - a.rank)
    .map(({ offer }) => offer)
}
