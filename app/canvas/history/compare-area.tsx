'use client'
/** Two drawings of a topology laid over each other on the canvas, with a list of what differs. Nothing is edited here. */
import { ArrowLeftRight, Link as LinkIcon, X } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { type Comparison, compareTopologies, comparisonWords, type Topology } from '../../../engine/sdk'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { toast } from '../../ui/toasts'
import { Tooltip } from '../../ui/tooltip'
import { reveal } from '../commands/actions'
import { Flow } from '../flow/flow'
import { type OpenSession, showSession } from '../open-session'
import { SessionProvider, useDocument, useLive, useSession } from '../session'
import { Toolbar } from '../toolbar'
import { ChangesList } from './changes-list'
import { closeCompare, openCompare } from './compare-store'
import { useRestore } from './restore'
import { type Pair, type Side, sideWords } from './sides'
import { marksOf, unionOf } from './union'
import { useHistory, useSide } from './use-sides'

function SideSelect({
  label,
  side,
  onChange,
}: {
  readonly label: string
  readonly side: Side
  readonly onChange: (side: Side) => void
}) {
  const { data } = useHistory()
  const runs = useLive((state) => state.running !== null)
  const revisions = data?.revisions ?? []
  const isListed = typeof side !== 'number' || revisions.some(({ number }) => number === side)
  return (
    <select
      aria-label={label}
      className="field w-44 min-w-24 shrink"
      value={String(side)}
      onChange={({ target }) =>
        onChange(target.value === 'draft' || target.value === 'live' ? target.value : Number(target.value))
      }
    >
      <option value="draft">Draft</option>
      {(runs || side === 'live') && <option value="live">What runs</option>}
      {!isListed && <option value={String(side)}>{sideWords(side)}</option>}
      {revisions.map(({ number, name }) => (
        <option key={number} value={number}>
          {sideWords(number, name)}
        </option>
      ))}
    </select>
  )
}

function CompareBar({ pair, words }: { readonly pair: Pair; readonly words: string }) {
  const restore = useRestore()
  const name = useDocument((state) => state.topology.name)
  const old =
    typeof pair.from === 'number' && pair.to === 'draft' ? pair.from : typeof pair.to === 'number' ? pair.to : null
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href)
    toast('The link to this comparison is copied')
  }
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-b-2 border-accent bg-surface px-3 py-1">
      <h1 className="max-w-56 truncate text-sm font-semibold" title={name}>
        {name}
      </h1>
      <span className="text-xs text-muted">from</span>
      <SideSelect label="Compare from" side={pair.from} onChange={(from) => openCompare({ ...pair, from })} />
      <Tooltip text="Swap the sides">
        <Button
          tone="quiet"
          icon
          aria-label="Swap the sides"
          onClick={() => openCompare({ from: pair.to, to: pair.from })}
        >
          <ArrowLeftRight size={14} aria-hidden />
        </Button>
      </Tooltip>
      <SideSelect label="Compare to" side={pair.to} onChange={(to) => openCompare({ ...pair, to })} />
      <p role="status" aria-label="What differs" className="min-w-0 flex-1 truncate text-xs text-muted" title={words}>
        {words}
      </p>
      <Tooltip text="Copy a link to this comparison">
        <Button tone="quiet" icon aria-label="Copy a link to this comparison" onClick={() => void copyLink()}>
          <LinkIcon size={14} aria-hidden />
        </Button>
      </Tooltip>
      {old !== null && <Button onClick={() => void restore(old)}>Restore revision {old}</Button>}
      <Button onClick={closeCompare}>
        <X size={14} aria-hidden />
        Back to the draft
      </Button>
    </header>
  )
}

/** The two drawings as one, in a session of its own that saves nothing. */
function useUnionSession(from: Topology | null, to: Topology | null, difference: Comparison | null) {
  const { topologyId } = useSession().document.getState()
  const [shown, setShown] = useState<OpenSession | null>(null)
  useEffect(() => {
    if (!from || !to || !difference) return setShown(null)
    const opened = showSession(topologyId, unionOf(from, to, difference))
    opened.canvas.getState().mark('compare', marksOf(difference, to))
    setShown(opened)
    return opened.close
  }, [topologyId, from, to, difference])
  return shown
}

export default function CompareArea({ pair }: { readonly pair: Pair }) {
  const [from, to] = [useSide(pair.from), useSide(pair.to)]
  const difference = useMemo(
    () => (from.topology && to.topology ? compareTopologies(from.topology, to.topology) : null),
    [from.topology, to.topology],
  )
  const session = useUnionSession(from.topology, to.topology, difference)
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) closeCompare()
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [])
  const trouble = from.trouble ?? to.trouble
  const isWaiting = from.isWaiting || to.isWaiting
  const idle = isWaiting ? 'nothing runs' : trouble ? 'nothing to compare' : 'reading…'
  const words = difference ? comparisonWords(difference) || 'nothing differs' : idle
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <CompareBar pair={pair} words={words} />
      <div className="flex min-h-0 flex-1">
        <main aria-label="Comparison" className="relative min-w-0 flex-1">
          {trouble && (
            <Notice tone={isWaiting ? 'info' : 'bad'} className="absolute inset-x-4 top-4 z-20">
              {trouble}. {isWaiting ? 'Or choose' : 'Choose'} something else to compare.
            </Notice>
          )}
          {session && (
            <SessionProvider value={session}>
              <Flow key={`${pair.from} ${pair.to}`} />
              <Toolbar />
            </SessionProvider>
          )}
        </main>
        <aside aria-label="Changes" className="w-72 shrink-0 overflow-y-auto border-l border-line bg-surface px-3">
          {difference && from.topology && to.topology && session && (
            <ChangesList
              difference={difference}
              from={from.topology}
              to={to.topology}
              onReveal={(node) => reveal(session, node)}
            />
          )}
        </aside>
      </div>
    </div>
  )
}
