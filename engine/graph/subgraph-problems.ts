/** What is wrong inside of subgraphs, said of what a person sees: the node drawn, and its own parameter where it has one. */
import {
  definitionOf,
  type Expanded,
  isSubgraphKind,
  linkName,
  type Problem,
  portNodes,
  problemInside,
  SUBGRAPH_PORT_ID,
  splitRef,
  subgraphPortOf,
  type Topology,
} from '../sdk'

/** A problem of the flat drawing, told of the drawing itself. */
export function problemAsDrawn(problem: Problem, drawing: Topology, { paths, drawn }: Expanded): Problem {
  const path = problem.node === undefined ? undefined : paths.get(problem.node)
  const linkAt = (name: string) => drawn.get(name)?.find(({ scope }) => scope === '')?.link
  const link = problem.link && linkAt(problem.link)
  const { node: _node, port, param, link: _link, path: way, ...rest } = problem
  const nodesOnWay = [...new Set((way?.nodes ?? []).map((id) => paths.get(id)?.[0] ?? id))]
  const linksOnWay = [...new Set((way?.links ?? []).flatMap((name) => linkAt(name) ?? []))]
  const said = { ...rest, ...(link && { link }), ...(way && { path: { nodes: nodesOnWay, links: linksOnWay } }) }
  if (!path || path.length === 1) return { ...problem, ...said, ...(problem.link && !link ? { link: undefined } : {}) }
  const exposed = param === undefined ? undefined : exposedAs(drawing, path, param)
  const message = exposed === undefined ? named(said.message, param ?? port) : said.message
  return problemInside(path, { ...said, message, ...(exposed !== undefined && { param: exposed }) })
}

const named = (message: string, what: string | undefined): string => (what ? `${what}: ${message}` : message)

/** The parameter of the outermost node that sets this one inside; undefined where none does. */
function exposedAs(drawing: Topology, path: readonly string[], param: string): string | undefined {
  const kinds: string[] = []
  let nodes: Topology['nodes'] = drawing.nodes
  for (const id of path) {
    const kind = nodes.find((node) => node.id === id)?.kind ?? ''
    kinds.push(kind)
    nodes = definitionOf(drawing, kind)?.nodes ?? []
  }
  let name: string | undefined = param
  for (let level = path.length - 1; level > 0 && name !== undefined; level--) {
    const ref: string = `${path[level]}.${name}`
    name = definitionOf(drawing, kinds[level - 1] ?? '')?.params.find(({ to }) => to.includes(ref))?.name
  }
  return name
}

/** Links to ports that lead nowhere inside: what goes there is lost without a word. */
export function unlinkedPorts(drawing: Topology, { problems }: Expanded): Problem[] {
  if (problems.length > 0) return []
  return drawing.nodes
    .filter(({ kind }) => isSubgraphKind(kind))
    .flatMap(({ id, kind }) => {
      const definition = definitionOf(drawing, kind)
      if (!definition) return []
      const ports = [...portNodes(definition, 'in'), ...portNodes(definition, 'out')]
      return ports.flatMap((port): Problem[] => {
        const isIn = subgraphPortOf(port.kind)?.side === 'in'
        const inner = `${port.id}.${SUBGRAPH_PORT_ID}`
        if (definition.links.some(({ from, to }) => inner === (isIn ? from : to))) return []
        const outside = drawing.links.find(({ from, to }) => `${id}.${port.id}` === (isIn ? to : from))
        if (!outside) return []
        const end = isIn ? outside.from : splitRef(outside.to).node
        const message = `nothing inside is linked to this port, so the link with ${end} carries nothing: link it inside, or remove it`
        return [
          { severity: 'warning', code: 'PORT_NOT_LINKED', node: id, port: port.id, link: linkName(outside), message },
        ]
      })
    })
}
