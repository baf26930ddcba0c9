'use client'
/** What can be done with topologies in the gallery. */
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type Problem, problemLine, TOPOLOGY_FORMAT, type Topology } from '../../engine/sdk'
import { problemsOf, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { toast } from '../ui/toasts'
import { readJsonFile } from './read-file'

/** Why a file was not taken. */
export interface ImportFailure {
  readonly file: string
  readonly message: string
  readonly lines: readonly string[]
}

const BLANK: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Untitled',
  nodes: [],
  links: [],
  layout: { nodes: {}, frames: [], notes: [] },
}

const linesOf = (problems: readonly Problem[]): string[] =>
  problems.filter((problem) => problem.severity === 'error').map(problemLine)

export function useGallery() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const cache = useQueryClient()
  const router = useRouter()
  const [isBusy, setBusy] = useState(false)
  const [importFailure, setImportFailure] = useState<ImportFailure | null>(null)

  const refresh = () => cache.invalidateQueries({ queryKey: trpc.topologies.list.queryKey() })
  function run(work: () => Promise<void>): void {
    setBusy(true)
    work()
      .catch((error: unknown) => toast(wordsOf(error), { tone: 'bad' }))
      .finally(() => setBusy(false))
  }
  const openNew = async (created: { readonly id: string }) => {
    await refresh()
    router.push(`/t/${created.id}`)
  }

  async function importFile(file: File): Promise<void> {
    setImportFailure(null)
    const read = await readJsonFile(file)
    if (!read.ok) return setImportFailure({ file: file.name, message: read.message, lines: [] })
    try {
      await openNew(await client.topologies.import.mutate({ topology: read.value }))
    } catch (error) {
      const isTooDeep = error instanceof Error && error.cause instanceof RangeError
      const message = isTooDeep ? 'It is nested too deeply to be a topology file' : wordsOf(error)
      setImportFailure({ file: file.name, message, lines: linesOf(problemsOf(error)) })
    }
  }

  async function remove(id: string): Promise<void> {
    const { topology } = await client.topologies.get.query({ id })
    const tags = cache.getQueryData(trpc.topologies.list.queryKey())?.find((one) => one.id === id)?.tags ?? []
    await client.topologies.remove.mutate({ id })
    await refresh()
    const restore = () =>
      run(async () => {
        const restored = await client.topologies.create.mutate({ topology })
        if (tags.length > 0) await client.topologies.tag.mutate({ id: restored.id, tags })
        await refresh()
      })
    toast(`Deleted “${topology.name}”`, { action: { label: 'Undo', run: restore } })
  }

  return {
    isBusy,
    importFailure,
    dismissFailure: () => setImportFailure(null),
    createBlank: () => run(async () => openNew(await client.topologies.create.mutate({ topology: BLANK }))),
    createFrom: (template: string) => run(async () => openNew(await client.topologies.create.mutate({ template }))),
    importFile: (file: File) => run(() => importFile(file)),
    remove: (id: string) => run(() => remove(id)),
    rename: (id: string, name: string) =>
      run(async () => {
        await client.topologies.rename.mutate({ id, name })
        await refresh()
      }),
    tag: (id: string, tags: readonly string[]) =>
      run(async () => {
        await client.topologies.tag.mutate({ id, tags: [...tags] })
        await refresh()
      }),
    duplicate: (id: string) =>
      run(async () => {
        await client.topologies.duplicate.mutate({ id })
        await refresh()
      }),
  }
}
export type Gallery = ReturnType<typeof useGallery>
