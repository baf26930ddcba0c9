/**
 * Unsaved work kept in this browser, so that a reload, a crash or a dead server loses nothing. Each tab keeps its own, with
 * the drawing it rests on: whoever opens the topology next merges all of them into what the server has. That another tab
 * may still be alive does no harm, for an edit that is taken in twice is one.
 */
import { z } from 'zod'
import { type Topology, topologySchema } from '../../../engine/sdk'

const record = z.object({
  draftRevision: z.number(),
  mark: z.string(),
  topology: topologySchema,
  /** What the server had when the edits began. */
  base: topologySchema,
})
/** What is not saved, as it is kept. */
export type Kept = z.infer<typeof record>

export interface Backup {
  readonly draftRevision: number
  readonly topology: Topology
  readonly base: Topology
}

const prefixOf = (topologyId: string): string => `patchbay-unsaved:${topologyId}:`

/** This page's own key: two tabs never write over each other. */
const PAGE = Math.random().toString(36).slice(2)

const marks = new WeakMap<Topology, string>()
let marked = 0

/**
 * The name of a drawing of this page, sent along with each save of it: so it can be told later whether the server has
 * taken in what was sent without hearing an answer.
 */
export function markOf(topology: Topology): string {
  const mark = marks.get(topology) ?? `${PAGE}-${(marked++).toString(36)}`
  marks.set(topology, mark)
  return mark
}

let written: { base: Topology; text: string } | null = null

/** The base changes once a save, not once an edit. */
function textOf(base: Topology): string {
  if (written?.base !== base) written = { base, text: JSON.stringify(base) }
  return written.text
}

/** Keeps, or with null forgets, the unsaved document. A full or forbidden storage is not worth stopping an edit for. */
export function writeBackup(topologyId: string, unsaved: Backup | null): void {
  const key = prefixOf(topologyId) + PAGE
  try {
    if (!unsaved) {
      localStorage.removeItem(key)
      return
    }
    const { draftRevision, topology, base } = unsaved
    const head = `{"draftRevision":${draftRevision},"mark":"${markOf(topology)}","topology":${JSON.stringify(topology)}`
    localStorage.setItem(key, `${head},"base":${textOf(base)}}`)
  } catch {}
}

/** Unsaved work of this topology that pages of this browser have left, or are about to save. */
export function readBackups(topologyId: string): { readonly found: readonly Kept[]; forget(): void } {
  try {
    const prefix = prefixOf(topologyId)
    const entries = Object.entries(localStorage).filter(([key]) => key.startsWith(prefix))
    const found = entries.flatMap(([, text]) => {
      const parsed = record.safeParse(parseJson(String(text)))
      return parsed.success ? [parsed.data] : []
    })
    return {
      found: found.sort((a, b) => a.draftRevision - b.draftRevision),
      /** Once it is saved. What its own page has written since stays. */
      forget() {
        for (const [key, text] of entries) if (localStorage.getItem(key) === text) localStorage.removeItem(key)
      },
    }
  } catch {
    return { found: [], forget() {} }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
