'use client'
import { definitionOf, type SubgraphDefinition } from '../../../engine/sdk'
import { useSession } from '../session'
import { withDefinition } from './definitions'

/** Edits the definition in whatever level is shown. */
export function useEditDefinition(definition: SubgraphDefinition) {
  const { document } = useSession()
  return (label: string, change: (now: SubgraphDefinition) => SubgraphDefinition, mergeKey?: string) =>
    document.getState().edit(
      label,
      (topology) => {
        const now = definitionOf(topology, definition.kind)
        return now ? withDefinition(topology, change(now)) : topology
      },
      mergeKey && `${definition.kind}:${mergeKey}`,
    )
}
