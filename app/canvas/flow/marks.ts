/**
 * What is said about nodes and links over the drawing itself: differences, a path that is lit, what to look away from.
 * Each part of the app that has something to say keeps a layer of its own; the layers are laid over each other here.
 */
import type { Topology } from '../../../engine/sdk'

/** How a node or link differs from what it is compared with: the running revision, or an older one. */
export type Mark = 'added' | 'removed' | 'changed' | 'moved'
/** Lit: as part of a path that explains something, or of one that is wrong. */
export type Glow = 'path' | 'error'

/** What one part of the app says; all of it optional. Nodes by id, links by `linkName`. */
export interface MarkLayer {
  readonly nodeMarks?: Readonly<Record<string, Mark>>
  readonly linkMarks?: Readonly<Record<string, Mark>>
  readonly nodeGlows?: Readonly<Record<string, Glow>>
  readonly linkGlows?: Readonly<Record<string, Glow>>
  /** True: all that does not glow is dimmed. */
  readonly dimsOthers?: boolean
  /** Texts shown on links instead of their live figures, such as the value that was used at a hop. */
  readonly linkTexts?: Readonly<Record<string, string>>
  /** Nodes and links of another revision that are not in the document: drawn dashed where they were. */
  readonly ghosts?: {
    readonly topology: Topology
    readonly nodes: readonly string[]
    readonly links: readonly string[]
  }
}

/** All layers as one. */
export type Marks = Required<Omit<MarkLayer, 'ghosts'>> & { readonly ghosts: NonNullable<MarkLayer['ghosts']> | null }

export const NO_MARKS: Marks = {
  nodeMarks: {},
  linkMarks: {},
  nodeGlows: {},
  linkGlows: {},
  linkTexts: {},
  dimsOthers: false,
  ghosts: null,
}

/** Lays the layers over each other; of two that speak of the same thing the one set later is heard. */
export function mergeMarks(layers: Iterable<MarkLayer>): Marks {
  let all = NO_MARKS
  for (const layer of layers) {
    all = {
      nodeMarks: { ...all.nodeMarks, ...layer.nodeMarks },
      linkMarks: { ...all.linkMarks, ...layer.linkMarks },
      nodeGlows: { ...all.nodeGlows, ...layer.nodeGlows },
      linkGlows: { ...all.linkGlows, ...layer.linkGlows },
      linkTexts: { ...all.linkTexts, ...layer.linkTexts },
      dimsOthers: all.dimsOthers || (layer.dimsOthers ?? false),
      ghosts: layer.ghosts ?? all.ghosts,
    }
  }
  return all
}
