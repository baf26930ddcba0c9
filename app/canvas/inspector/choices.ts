import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Topology } from '../../../engine/sdk'
import { useTRPC } from '../../remote/trpc'
import { type ParamField, simulatedInstruments } from '../kinds'

/** One name to choose, and where it is found. */
export interface Choice {
  readonly name: string
  readonly from: string
}

const NONE: readonly Choice[] = []

/** Names of instruments: this topology's own sources first, then every dataset's; and of datasets. */
export function useChoices(topology: Topology): (field: ParamField) => readonly Choice[] {
  const trpc = useTRPC()
  const datasets = useQuery(trpc.datasets.list.queryOptions(undefined, { staleTime: 60_000 })).data
  return useMemo(() => {
    const bySymbol = new Map<string, string[]>()
    const add = (symbol: string, from: string) => bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), from])
    for (const { symbol } of simulatedInstruments(topology)) add(symbol, 'made up in this drawing')
    for (const { name, instruments } of datasets ?? []) for (const symbol of instruments) add(symbol, name)
    const instruments = [...bySymbol].map(([name, from]) => ({ name, from: [...new Set(from)].join(', ') }))
    const names = (datasets ?? []).map(({ name, instruments: held }) => ({
      name,
      from: `${held.length.toLocaleString('en-US')} ${held.length === 1 ? 'instrument' : 'instruments'}`,
    }))
    return (field) => {
      if (field.editor === 'dataset') return names
      return field.editor?.startsWith('instrument') ? instruments : NONE
    }
  }, [topology, datasets])
}
