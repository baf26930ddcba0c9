'use client'
import { useQuery } from '@tanstack/react-query'
import { FileUp, Plus, Search } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { Empty, Notice } from '../ui/notice'
import { PageFrame } from '../ui/page-frame'
import { inOrder, ORDERS, type Order } from './order'
import { countTags, TagFilter, TagList } from './tags'
import { Thumbnail } from './thumbnail'
import { TopologyCard } from './topology-card'
import { type Gallery, type ImportFailure, useGallery } from './use-gallery'
import { TourButton, Welcome } from './welcome'

const GRID = 'grid grid-cols-[repeat(auto-fill,minmax(264px,1fr))] gap-4'

/** True if the text has every word of the query. */
const fits = (text: string, query: string): boolean => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => text.toLowerCase().includes(word))
}

const hasAll = (one: { readonly tags: readonly string[] }, tags: readonly string[]): boolean =>
  tags.every((tag) => one.tags.includes(tag))

/** What was asked for, in words. */
const wanted = (query: string, tags: readonly string[]): string =>
  [query.trim() && `“${query.trim()}”`, tags.length > 0 && `the tags ${tags.join(', ')}`].filter(Boolean).join(' and ')

/** The tags of everything in the gallery. */
function useAllTags() {
  const trpc = useTRPC()
  const own = useQuery(trpc.topologies.list.queryOptions(undefined, { staleTime: 0 })).data ?? []
  const templates = useQuery(trpc.templates.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data
  return countTags([...own, ...(templates ?? [])])
}

function ImportButton({ gallery }: { readonly gallery: Gallery }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label="Topology file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) gallery.importFile(file)
        }}
      />
      <Button onClick={() => input.current?.click()} disabled={gallery.isBusy}>
        <FileUp size={14} aria-hidden />
        Import
      </Button>
    </>
  )
}

function ImportProblems({ failure, onDismiss }: { readonly failure: ImportFailure; readonly onDismiss: () => void }) {
  return (
    <Notice tone="bad" className="mb-4" action={<Button onClick={onDismiss}>Dismiss</Button>}>
      <p className="font-medium">{failure.file} was not imported</p>
      {failure.lines.length === 0 ? (
        <p>{failure.message}</p>
      ) : (
        <ul className="list-disc pl-4">
          {failure.lines.slice(0, 20).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

function Loading() {
  return (
    <ul className={GRID} aria-busy="true" aria-label="Loading">
      {[0, 1, 2].map((index) => (
        <li key={index} className="h-[186px] rounded-md border border-line bg-surface" />
      ))}
    </ul>
  )
}

interface OwnProps {
  readonly gallery: Gallery
  readonly query: string
  readonly tags: readonly string[]
  readonly order: Order
}

function OwnTopologies({ gallery, query, tags, order }: OwnProps) {
  const trpc = useTRPC()
  const list = useQuery(trpc.topologies.list.queryOptions(undefined, { refetchInterval: 10_000, staleTime: 0 }))
  if (list.isPending) return <Loading />
  const failed = list.isError && (
    <Notice tone="bad" className="mb-4" action={<Button onClick={() => void list.refetch()}>Try again</Button>}>
      {wordsOf(list.error)}
      {list.data && ' What is shown is what was last known.'}
    </Notice>
  )
  if (!list.data) return failed || null
  if (list.data.length === 0 && !failed)
    return (
      <Empty title="No topologies yet.">
        Begin with a template below, with a blank canvas, or drop a topology file here.
      </Empty>
    )
  const found = inOrder(
    list.data.filter((summary) => fits(`${summary.name} ${summary.tags.join(' ')}`, query) && hasAll(summary, tags)),
    order,
  )
  const known = countTags(list.data).map(([tag]) => tag)
  return (
    <>
      {failed}
      {found.length === 0 && <Empty title={`No topology of yours matches ${wanted(query, tags)}.`} />}
      {found.length > 0 && (
        <ul className={GRID} aria-label="Your topologies">
          {found.map((summary) => (
            <TopologyCard key={summary.id} summary={summary} gallery={gallery} known={known} />
          ))}
        </ul>
      )}
    </>
  )
}

function Templates({ gallery, query, tags }: Omit<OwnProps, 'order'>) {
  const trpc = useTRPC()
  const list = useQuery(trpc.templates.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  if (list.isPending) return <Loading />
  if (list.isError)
    return (
      <Notice tone="bad" action={<Button onClick={() => void list.refetch()}>Try again</Button>}>
        {wordsOf(list.error)}
      </Notice>
    )
  const found = list.data.filter(
    (template) => fits(`${template.name} ${template.note} ${template.tags.join(' ')}`, query) && hasAll(template, tags),
  )
  if (found.length === 0)
    return (
      <Empty
        title={query || tags.length > 0 ? `No template matches ${wanted(query, tags)}.` : 'There are no templates.'}
      />
    )
  return (
    <ul className={GRID} aria-label="Templates">
      {found.map((template) => (
        <li
          key={template.slug}
          className="relative overflow-hidden rounded-md border border-line bg-surface hover:border-line-strong"
        >
          <Thumbnail graph={template.graph} />
          <div className="border-t border-line px-3 pt-2 pb-2.5">
            <h3 className="truncate text-sm font-medium">
              <button
                type="button"
                disabled={gallery.isBusy}
                className="after:absolute after:inset-0"
                aria-label={`Use template ${template.name}`}
                onClick={() => gallery.createFrom(template.slug)}
              >
                {template.name}
              </button>
            </h3>
            <p className="line-clamp-3 pt-0.5 text-xs text-faint">{template.note}</p>
            <TagList tags={template.tags} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Takes files dropped anywhere on the page. */
function useFileDrop(onFile: (file: File) => void) {
  const [isOver, setOver] = useState(false)
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      },
      onDrop: (event: DragEvent) => {
        const file = event.dataTransfer.files[0]
        setOver(false)
        if (!file) return
        event.preventDefault()
        onFile(file)
      },
    },
  }
}

/** The first page: the person's topologies, and templates to begin with. */
export function GalleryPage() {
  const gallery = useGallery()
  const [query, setQuery] = useState('')
  const [order, setOrder] = useState<Order>('edited')
  const [tags, setTags] = useState<readonly string[]>([])
  const allTags = useAllTags()
  // A tag that nothing has any more is not asked for either.
  const chosen = tags.filter((tag) => allTags.some(([one]) => one === tag))
  const { isOver, handlers } = useFileDrop(gallery.importFile)
  return (
    <div {...handlers} className={cx(isOver && 'outline-2 -outline-offset-4 outline-accent outline-dashed')}>
      <PageFrame>
        <Welcome gallery={gallery} />
        <div className="flex flex-wrap items-center gap-2 pb-4">
          <h1 className="flex-1 text-lg font-semibold">Your topologies</h1>
          <div className="relative w-56">
            <Search size={14} aria-hidden className="absolute top-[7px] left-2 text-faint" />
            <input
              type="search"
              aria-label="Search topologies and templates"
              placeholder="Search"
              className="field pl-7"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </div>
          <select
            aria-label="Order of your topologies"
            className="field w-36"
            value={order}
            onChange={(event) => setOrder(event.target.value as Order)}
          >
            {Object.entries(ORDERS).map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
          <TourButton gallery={gallery} />
          <ImportButton gallery={gallery} />
          <Button tone="primary" onClick={gallery.createBlank} disabled={gallery.isBusy}>
            <Plus size={14} aria-hidden />
            New topology
          </Button>
        </div>
        {gallery.importFailure && <ImportProblems failure={gallery.importFailure} onDismiss={gallery.dismissFailure} />}
        <TagFilter tags={allTags} chosen={chosen} onChange={setTags} />
        <OwnTopologies gallery={gallery} query={query} tags={chosen} order={order} />
        <h2 className="pt-8 pb-4 text-lg font-semibold">Templates</h2>
        <Templates gallery={gallery} query={query} tags={chosen} />
      </PageFrame>
    </div>
  )
}
