/** What may be wrong with the levels of a drawing as such, whatever its nodes mean: too much, or two of one name. */
import { overLimit, type Problem, type Topology } from '../sdk'

type Level = Pick<Topology, 'nodes' | 'links' | 'layout'>

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}

function wordsOn({ layout }: Level): string[] {
  const twice = (['frames', 'notes'] as const).flatMap((part) => {
    const id = firstTwice(layout[part].map((one) => one.id))
    return id === undefined ? [] : [`layout.${part}: two have the id "${id}": give each its own`]
  })
  const flat = layout.frames.find(({ width, height }) => width <= 0 || height <= 0)
  return flat ? [...twice, `layout.frames: "${flat.id}" has no size: its width and height have to be over 0`] : twice
}

/** Everything wrong with the levels of a topology: the drawing itself, and each subgraph that it defines. */
export function levelProblems(topology: Topology): Problem[] {
  const definitions = topology.subgraphs ?? []
  const levels: readonly (readonly [place: string, level: Level])[] = [
    ['', topology],
    ...definitions.map((one) => [`subgraph ${one.kind}: `, one] as const),
  ]
  const found = levels.flatMap(([place, level]) => {
    const over = overLimit(level)
    const words = wordsOn(level)
    return (over ? [`there are ${over}: split the drawing`, ...words] : words).map((text) => place + text)
  })
  const kind = firstTwice(definitions.map((one) => one.kind))
  if (kind !== undefined) found.push(`subgraphs: two are of the kind "${kind}": rename one`)
  return found.map((message) => ({ severity: 'error', code: 'BAD_SHAPE', message }))
}
