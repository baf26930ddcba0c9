/** Drawings to begin with: `public/templates/*.topology.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { flatTopology, type Topology, topologySchema } from '../engine/sdk'

const ENDING = '.topology.json'

export interface Template {
  /** The file's name without its ending. */
  readonly slug: string
  readonly topology: Topology
  /** The idea that the first note on its canvas tells, as plain text. */
  readonly note: string
  /** What is in it, in words to choose by. */
  readonly tags: readonly string[]
}

export interface Templates {
  list(): readonly Template[]
  find(slug: string): Template | undefined
}

/** Markdown as one plain paragraph. Headings go: the first one only repeats the name. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^#{1,6} .*$/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The paragraph of a note that tells the idea; all of it where none does. */
function ideaOf(note: string): string {
  const idea = /\*\*Idea:\*\* *(.+)/.exec(note)?.[1]
  const text = plainText(idea ?? note)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Words for what a drawing is made of. */
function tagsOf(topology: Topology): string[] {
  const kinds = flatTopology(topology).nodes.map(({ kind }) => kind)
  const count = (prefix: string) => kinds.filter((kind) => kind.startsWith(prefix)).length
  const words: readonly (readonly [string, boolean])[] = [
    ['pairs', count('strategy.pairs') > 0],
    ['trend', count('strategy.ema-cross') > 0],
    ['several strategies', count('strategy.') > 1],
    ['bars of another length', count('feature.aggregate') > 0],
    ['several guards', count('risk.') > 1],
    ['subgraphs', (topology.subgraphs ?? []).length > 0],
  ]
  return words.filter(([, holds]) => holds).map(([word]) => word)
}

function readTemplate(path: string): Template {
  const topology = topologySchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return {
    slug: basename(path, ENDING),
    topology,
    note: ideaOf(topology.layout.notes[0]?.text ?? ''),
    tags: tagsOf(topology),
  }
}

/** Reads the templates of a folder anew at each call: there are few, and one may be added while the server runs. */
export function readTemplates(folder: string): Templates {
  const list = () =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith(ENDING))
          .sort()
          .map((name) => readTemplate(join(folder, name)))
      : []
  return { list, find: (slug) => list().find((template) => template.slug === slug) }
}
