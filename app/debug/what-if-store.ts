/** Params being changed at the moment that is shown: a drawing of its own, which saves nothing. */
import { create } from 'zustand'
import { canonicalJson, type Topology } from '../../engine/sdk'
import { createDocument } from '../canvas/document/store'
import { createCanvas } from '../canvas/flow/store'
import type { CanvasSession } from '../canvas/session'
import { openLive } from '../live/store'

interface WhatIf {
  /** Where the params are written; null while none are. */
  readonly scratch: CanvasSession | null
}

export const useWhatIf = create<WhatIf>(() => ({ scratch: null }))

/** Begins to change params of a drawing that runs. */
export function beginWhatIf(topologyId: string, topology: Topology): void {
  const document = createDocument({ topologyId, topology, draftRevision: 0 })
  useWhatIf.setState({
    scratch: {
      document,
      canvas: createCanvas(topology),
      live: openLive(),
      autosave: null,
      together: null,
      parent: null,
    },
  })
}

export function endWhatIf(): void {
  useWhatIf.setState({ scratch: null })
}

/** The nodes whose params are other than those that ran, with all that they are given. */
export function changesOf(ran: Topology, wanted: Topology): { node: string; params: Record<string, unknown> }[] {
  const before = new Map(ran.nodes.map((node) => [node.id, node]))
  return wanted.nodes.flatMap(({ id, params }) => {
    const was = before.get(id)
    return was && canonicalJson(was.params) !== canonicalJson(params) ? [{ node: id, params }] : []
  })
}
