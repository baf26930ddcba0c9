import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseTopologyText } from '../../engine/graph'
import { splitRef, type Topology } from '../../engine/sdk'

const FOLDER = resolve(import.meta.dirname, '../../public/templates')
const ENDING = '.topology.json'
const names = readdirSync(FOLDER).filter((name) => name.endsWith(ENDING))

/** Size of a card on the canvas, about. */
const CARD = { width: 220, height: 110 }
const COLUMN = 300

interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function load(name: string): Topology {
  const parsed = parseTopologyText(readFileSync(resolve(FOLDER, name), 'utf8'))
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`)
  return parsed.topology
}

function boxes({ layout }: Topology): Box[] {
  const cards = Object.entries(layout.nodes).map(([id, place]) => ({ id, ...place, ...CARD }))
  return [...cards, ...layout.notes.map(({ id, x, y, width = 0, height = 0 }) => ({ id, x, y, width, height }))]
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

describe('templates', () => {
  it('are at least ten, each by a name of its own', () => {
    expect(names.length).toBeGreaterThanOrEqual(10)
    expect(new Set(names.map((name) => load(name).name)).size).toBe(names.length)
  })

  it.each(names)('%s explains itself in a note', (name) => {
    const [note] = load(name).layout.notes
    expect(note?.text.length).toBeGreaterThan(100)
    expect(note?.text).toContain('**simulated**')
  })

  it.each(names)('%s is laid out from left to right, and nothing lies on anything', (name) => {
    const topology = load(name)
    const places = topology.layout.nodes
    expect(Object.keys(places).sort()).toEqual(topology.nodes.map(({ id }) => id).sort())
    for (const { from, to } of topology.links) {
      const gap = (places[splitRef(to).node]?.x ?? 0) - (places[splitRef(from).node]?.x ?? 0)
      expect(gap, `${from} to ${to}`).toBeGreaterThanOrEqual(COLUMN)
    }
    const all = boxes(topology)
    const clashes = all.flatMap((a, i) =>
      all.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`${a.id} on ${b.id}`] : [])),
    )
    expect(clashes).toEqual([])
  })
})
