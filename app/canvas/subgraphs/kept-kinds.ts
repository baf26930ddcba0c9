'use client'
/** The subgraphs that this server keeps for every drawing. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { definitionOf, definitionsUsed, type SubgraphDefinition, type Topology } from '../../../engine/sdk'
import { useTRPC, useTRPCClient } from '../../remote/trpc'
import { setKept } from '../drawing-kinds'

/** Keeps what may be added at what the server keeps. */
export function useKeptKinds(): void {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.subgraphs.list.queryOptions(undefined, { staleTime: 60_000 }))
  useEffect(() => {
    if (!data) return
    const all = new Map<string, SubgraphDefinition>()
    // One that is kept by itself goes before a copy that another brings.
    for (const { definitions } of data) for (const one of definitions.slice(1)) all.set(one.kind, one)
    for (const { definitions } of data) for (const one of definitions.slice(0, 1)) all.set(one.kind, one)
    setKept([...all.values()])
  }, [data])
}

/** Saves a subgraph of a drawing for every drawing, or takes it back. */
export function useKeeping() {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const again = useCallback(
    () => queries.invalidateQueries({ queryKey: trpc.subgraphs.list.queryKey() }),
    [queries, trpc],
  )
  return {
    async keep(topology: Topology, kind: string): Promise<SubgraphDefinition | null> {
      const definition = definitionOf(topology, kind)
      if (!definition) return null
      const others = definitionsUsed(definition.nodes, topology.subgraphs ?? [])
      const kept = await client.subgraphs.keep.mutate({ definitions: [definition, ...others] })
      await again()
      return kept.definitions[0] ?? null
    },
    async forget(kind: string): Promise<void> {
      await client.subgraphs.forget.mutate({ kind })
      await again()
    },
  }
}
