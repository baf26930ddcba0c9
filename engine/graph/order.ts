/**
 * The order of a step's work (ARCHITECTURE.md, "A step"). Each node has a *data* task; a gateway, and whatever has
 * intents or orders going out, also has a *venue* task, in which reports come up. The gateway's two tasks cut every
 * loop that crosses an order link; a loop that is left is refused by name.
 */
import { isTwoWay, linkName, type NodeManifest, type Problem, splitRef, type TopologyLink } from '../sdk'

export interface OrderedTask {
  readonly node: string
  readonly phase: 'venue' | 'data'
}

type TaskKey = `${'venue' | 'data'}:${string}`
const key = (phase: 'venue' | 'data', node: string): TaskKey => `${phase}:${node}`

/** Tasks in an order every process can follow; nodes of equal standing come in the order given. */
export function orderTasks(
  nodes: readonly string[],
  links: readonly TopologyLink[],
  manifests: ReadonlyMap<string, NodeManifest>,
): { tasks: OrderedTask[]; problems: Problem[] } {
  const after = dependencies(nodes, links, manifests)
  const tasks: OrderedTask[] = []
  const done = new Set<TaskKey>()
  let waiting = [...after.keys()]
  while (waiting.length > 0) {
    const next: TaskKey[] = []
    for (const task of waiting) {
      const ready = [...(after.get(task) ?? [])].every((other) => done.has(other))
      if (!ready) next.push(task)
      else {
        done.add(task)
        tasks.push({ phase: task.startsWith('venue:') ? 'venue' : 'data', node: task.slice(task.indexOf(':') + 1) })
      }
    }
    if (next.length === waiting.length) return { tasks, problems: [loopProblem(next, after, links)] }
    waiting = next
  }
  return { tasks, problems: [] }
}

/** For each task the tasks that must come before it. */
function dependencies(
  nodes: readonly string[],
  links: readonly TopologyLink[],
  manifests: ReadonlyMap<string, NodeManifest>,
): Map<TaskKey, Set<TaskKey>> {
  const isGateway = (id: string) => manifests.get(id)?.category === 'gateway'
  const typed = links.flatMap((link) => {
    const from = splitRef(link.from)
    const to = splitRef(link.to)
    const type = manifests.get(from.node)?.outputs.find((port) => port.id === from.port)?.type
    return type && manifests.has(to.node) && from.node !== to.node ? [{ type, from: from.node, to: to.node }] : []
  })
  const hearsReports = new Set(typed.filter((link) => isTwoWay(link.type)).map((link) => link.from))
  const after = new Map<TaskKey, Set<TaskKey>>()
  for (const id of nodes) if (isGateway(id) || hearsReports.has(id)) after.set(key('venue', id), new Set())
  for (const id of nodes) after.set(key('data', id), new Set(after.has(key('venue', id)) ? [key('venue', id)] : []))
  for (const { type, from, to } of typed) {
    if (isTwoWay(type)) after.get(key('venue', from))?.add(key('venue', to))
    const speaks = isGateway(from) ? key('venue', from) : key('data', from)
    const hears = isGateway(to) && !isTwoWay(type) ? key('venue', to) : key('data', to)
    after.get(hears)?.add(speaks)
  }
  // A guard in a chain hears reports in its venue phase even where nothing is linked below it yet.
  for (const [task, before] of after) for (const other of before) if (!after.has(other)) after.get(task)?.delete(other)
  return after
}

function loopProblem(
  left: readonly TaskKey[],
  after: ReadonlyMap<TaskKey, ReadonlySet<TaskKey>>,
  links: readonly TopologyLink[],
): Problem {
  const stuck = new Set(left)
  const path: TaskKey[] = []
  let at: TaskKey | undefined = left[0]
  while (at && !path.includes(at)) {
    path.push(at)
    at = [...(after.get(at) ?? [])].find((other) => stuck.has(other))
  }
  const cycle = at ? path.slice(path.indexOf(at)).reverse() : path
  const names = [...new Set(cycle.map((task) => task.slice(task.indexOf(':') + 1)))]
  const [first = ''] = names
  return {
    severity: 'error',
    code: 'LOOP',
    node: first,
    path: { nodes: names, links: linksAround(names, links) },
    message: `${[...names, first].join(' → ')} is a loop that crosses no order link: remove one of its links`,
  }
}

/** The links between each of these nodes and the next, the last and the first: reports go up a link against its direction. */
function linksAround(names: readonly string[], links: readonly TopologyLink[]): string[] {
  return names.flatMap((name, place) => {
    const next = names[(place + 1) % names.length]
    const between = (from: string | undefined, to: string | undefined) =>
      links.filter((link) => splitRef(link.from).node === from && splitRef(link.to).node === to).map(linkName)
    const down = between(name, next)
    return down.length > 0 ? down : between(next, name)
  })
}
