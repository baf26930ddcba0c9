/** Drawings to begin with: `public/templates/*.topology.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Topology, topologySchema } from '../engine/sdk'

const ENDING = '.topology.json'

export interface Template {
  /** The file's name without its ending. */
  readonly slug: string
  readonly topology: Topology
  /** The first note on its canvas, as plain text: what it shows. */
  readonly note: string
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

function readTemplate(path: string): Template {
  const topology = topologySchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return { slug: basename(path, ENDING), topology, note: plainText(topology.layout.notes[0]?.text ?? '') }
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
