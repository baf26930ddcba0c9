'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useSession } from '../canvas/session'
import { type Outputs, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { formatTime } from '../ui/format'
import { Notice } from '../ui/notice'
import { useRequest } from './use-deployment'

const EXPIRIES = [
  { label: 'Never', days: null },
  { label: 'In 1 day', days: 1 },
  { label: 'In 7 days', days: 7 },
  { label: 'In 30 days', days: 30 },
] as const

type ShareRow = Outputs['shares']['list'][number]

/** A link just made: its token is shown this once. */
function FreshLink({ url, withheld }: { readonly url: string; readonly withheld: readonly string[] }) {
  const [isCopied, setCopied] = useState(false)
  const { ask } = useRequest()
  const copy = () =>
    ask(async () => {
      await navigator.clipboard.writeText(url)
      setCopied(true)
    })
  return (
    <div className="pb-3">
      <div className="flex gap-2">
        <input
          readOnly
          aria-label="Link"
          className="field font-mono text-xs"
          value={url}
          onFocus={(event) => event.target.select()}
        />
        {/* The button that made the link has lost the focus, and this is what comes next. */}
        <Button onClick={copy} autoFocus>
          {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p className="pt-1 text-xs text-faint">
        Copy it now: the link cannot be shown again. Who has it sees the drawing with its labels and notes, and may fork
        it.
      </p>
      {withheld.length > 0 && (
        <p className="pt-1 text-xs break-words text-warn">Left out, for secrets stay here: {withheld.join(', ')}</p>
      )}
    </div>
  )
}

function stateOf(share: ShareRow): { word: string; tone: 'good' | 'plain' } {
  if (share.revokedAt) return { word: 'Revoked', tone: 'plain' }
  if (share.expiresAt && Date.parse(share.expiresAt) <= Date.now()) return { word: 'Expired', tone: 'plain' }
  return { word: share.expiresAt ? `Until ${formatTime(share.expiresAt).slice(0, 16)}` : 'Open', tone: 'good' }
}

function ShareList({ topologyId }: { readonly topologyId: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const cache = useQueryClient()
  const { isAsking, ask } = useRequest()
  const shares = useQuery(trpc.shares.list.queryOptions({ topologyId }))
  if (shares.isError) return <Notice tone="bad">{wordsOf(shares.error)}</Notice>
  if (!shares.data || shares.data.length === 0) return <p className="text-sm text-faint">No links yet.</p>
  const revoke = (id: string) =>
    ask(async () => {
      await client.shares.revoke.mutate({ id })
      await cache.invalidateQueries({ queryKey: trpc.shares.list.queryKey({ topologyId }) })
    })
  return (
    <ul aria-label="Links" className="divide-y divide-line">
      {shares.data.map((share) => {
        const { word, tone } = stateOf(share)
        return (
          <li key={share.id} className="flex h-9 items-center gap-3 text-sm">
            <span className="flex-1 truncate text-muted">
              Made {formatTime(share.createdAt).slice(0, 16)}
              {share.runId ? ', with results' : ''}
            </span>
            <Badge tone={tone}>{word}</Badge>
            {tone === 'good' && (
              <Button tone="quiet" disabled={isAsking} onClick={() => revoke(share.id)}>
                Revoke
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function ShareForm({ topologyId }: { readonly topologyId: string }) {
  const { autosave } = useSession()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const cache = useQueryClient()
  const { isAsking, ask } = useRequest()
  const [days, setDays] = useState<number | null>(null)
  const [withRun, setWithRun] = useState(true)
  const [fresh, setFresh] = useState<Outputs['shares']['create'] | null>(null)
  const shares = useQuery(trpc.shares.list.queryOptions({ topologyId })).data
  const isRevoked = shares?.some((share) => share.id === fresh?.id && share.revokedAt !== null) ?? false
  const runs = useQuery(trpc.runs.list.queryOptions({ topologyId }, { staleTime: 0 }))
  const lastRun = runs.data?.find((run) => run.error === null)
  // What a link would carry is not known yet, and so neither is what is chosen by pressing.
  const isLooking = runs.isFetching && !runs.isFetchedAfterMount
  const create = () =>
    ask(async () => {
      await autosave?.saved()
      const runId = withRun && lastRun ? lastRun.id : null
      const share = await client.shares.create.mutate({ topologyId, runId, expiresInDays: days })
      setFresh(share)
      await cache.invalidateQueries({ queryKey: trpc.shares.list.queryKey({ topologyId }) })
    })
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-3">
        <label className="flex items-center gap-2 text-sm text-muted">
          Expires
          <select
            className="field w-28"
            value={days ?? ''}
            onChange={(event) => setDays(event.target.value === '' ? null : Number(event.target.value))}
          >
            {EXPIRIES.map((expiry) => (
              <option key={expiry.label} value={expiry.days ?? ''}>
                {expiry.label}
              </option>
            ))}
          </select>
        </label>
        {lastRun && (
          <label className="flex items-center gap-2 text-sm text-muted">
            <input type="checkbox" checked={withRun} onChange={(event) => setWithRun(event.target.checked)} />
            With the results of the last run
          </label>
        )}
        <span className="flex-1" />
        <Button tone="primary" onClick={create} disabled={isAsking || isLooking}>
          Create link
        </Button>
      </div>
      {fresh && !isRevoked && <FreshLink url={fresh.url} withheld={fresh.withheld} />}
    </>
  )
}

/** What the share dialog holds: a form for a new link, and the links there are. */
export default function ShareLinks({ topologyId }: { readonly topologyId: string }) {
  return (
    <>
      <ShareForm topologyId={topologyId} />
      <ShareList topologyId={topologyId} />
    </>
  )
}
