/**
 * The proof that no order reaches a venue unguarded: walking up from every gateway along order and intent links, each
 * path must meet a risk guard before it meets what wrote the order. Port types make a breach impossible to draw; the
 * walk proves it again over the whole graph, whatever the file says.
 */
import { linkName, type NodeManifest, type Problem, splitRef, type Topology } from '../sdk'

export function guardProblems(topology: Topology, manifests: ReadonlyMap<string, NodeManifest>): Problem[] {
  const gateways = topology.nodes.filter((node) => manifests.get(node.id)?.category === 'gateway')
  return gateways.flatMap(({ id }) => unguardedPaths(id, topology, manifests))
}

function unguardedPaths(gateway: string, topology: Topology, manifests: ReadonlyMap<string, NodeManifest>): Problem[] {
  const problems: Problem[] = []
  for (const link of topology.links) {
    const to = splitRef(link.to)
    if (to.node !== gateway || !carriesOrders(link.from, link.to, manifests)) continue
    const writer = splitRef(link.from).node
    if (manifests.get(writer)?.category === 'guard') continue
    problems.push({
      severity: 'error',
      code: 'UNGUARDED',
      node: gateway,
      port: to.port,
      link: linkName(link),
      path: { nodes: [writer, gateway], links: [linkName(link)] },
      message: `${writer} → ${gateway} passes no risk guard: put a guard between`,
    })
  }
  return problems
}

/** True if either end of the link is an order or intent port, or reaches the gateway's order input. */
function carriesOrders(from: string, to: string, manifests: ReadonlyMap<string, NodeManifest>): boolean {
  const source = splitRef(from)
  const target = splitRef(to)
  const trading = (type: string | undefined) => type === 'order' || type === 'intent'
  return (
    trading(manifests.get(source.node)?.outputs.find((port) => port.id === source.port)?.type) ||
    trading(manifests.get(target.node)?.inputs.find((port) => port.id === target.port)?.type)
  )
}
