'use client'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { asLine, isReadable } from '../../../engine/sdk'
import { isActive } from '../../live/telemetry'
import { type Outputs, useTRPC, useTRPCClient, wordsOf } from '../../remote/trpc'
import { useRequest } from '../../run/use-deployment'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { formatTime } from '../../ui/format'
import { Empty, Notice } from '../../ui/notice'
import { toast } from '../../ui/toasts'
import { useDocument, useLive, useSession } from '../session'
import { openCompare } from './compare-store'
import { callName } from './people'
import { useRestore } from './restore'
import { useHistory } from './use-sides'

/** Longest name of a revision. */
const NAME_LENGTH_MAX = 100

type History = Outputs['revisions']['history']
type Revision = History['revisions'][number]

const REASONS: Readonly<Record<Revision['reason'], string>> = {
  run: 'when it was run',
  share: 'when it was shared',
  name: 'by hand',
  restore: 'before another was restored',
  fork: 'when it was forked',
}

/** Keeps the draft under a name. */
function KeepForm({ onKept }: { readonly onKept: () => void }) {
  const { document, autosave } = useSession()
  const client = useTRPCClient()
  const { isAsking, ask } = useRequest()
  const [name, setName] = useState('')
  const keep = (event: FormEvent) => {
    event.preventDefault()
    if (!isReadable(name) || isAsking) return
    ask(async () => {
      await autosave?.saved()
      const { number } = await client.revisions.keep.mutate({ id: document.getState().topologyId, name: name.trim() })
      setName('')
      toast(`Kept as “${name.trim()}” (revision ${number})`)
      onKept()
    })
  }
  return (
    <form className="flex gap-1.5" onSubmit={keep}>
      <input
        className="field min-w-0 flex-1"
        aria-label="Name of this version"
        placeholder="Name this version"
        maxLength={NAME_LENGTH_MAX}
        value={name}
        onChange={(event) => setName(asLine(event.target.value, NAME_LENGTH_MAX))}
      />
      <Button type="submit" disabled={!isReadable(name) || isAsking}>
        Keep
      </Button>
    </form>
  )
}

/** A revision's name, edited in place; emptied, it has none any more. */
function NameEdit({ revision, onDone }: { readonly revision: Revision; readonly onDone: () => void }) {
  const id = useDocument((state) => state.topologyId)
  const client = useTRPCClient()
  const [name, setName] = useState(revision.name ?? '')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await client.revisions.rename.mutate({ id, number: revision.number, name: name.trim() || null })
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
    }
    onDone()
  }
  return (
    <form className="flex gap-1.5 pt-1" onSubmit={(event) => void save(event)}>
      <input
        className="field min-w-0 flex-1"
        aria-label={`Name of revision ${revision.number}`}
        maxLength={NAME_LENGTH_MAX}
        // biome-ignore lint/a11y/noAutofocus: it opens because its button was pressed, and takes the focus from it.
        autoFocus
        value={name}
        onChange={(event) => setName(asLine(event.target.value, NAME_LENGTH_MAX))}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <Button type="submit">Save</Button>
    </form>
  )
}

function RevisionRow({
  revision,
  isRunning,
  onChanged,
}: {
  readonly revision: Revision
  readonly isRunning: boolean
  readonly onChanged: () => void
}) {
  const [isNaming, setNaming] = useState(false)
  const restore = useRestore()
  const { number, name, reason, createdAt, createdBy, changes } = revision
  const title = name ?? `Revision ${number}`
  return (
    <li className="border-t border-line py-2">
      <div className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate text-sm font-medium" title={title}>
          {title}
        </span>
        {isRunning && <Badge tone="good">Runs</Badge>}
        {name && <span className="text-xs text-faint tabular-nums">{number}</span>}
      </div>
      <p className="text-xs text-muted">
        <time dateTime={createdAt}>{formatTime(createdAt).slice(0, 16)}</time> ·{' '}
        {callName({ name: '', actor: createdBy })}
      </p>
      <p className="text-xs text-faint">
        Kept {REASONS[reason]}
        {changes ? `. ${changes}` : ''}
      </p>
      <div className="-ml-2 flex flex-wrap">
        <Button
          tone="quiet"
          aria-label={`Compare ${title} with the draft`}
          onClick={() => openCompare({ from: number, to: 'draft' })}
        >
          Compare
        </Button>
        <Button tone="quiet" aria-label={`Restore ${title}`} onClick={() => void restore(number)}>
          Restore
        </Button>
        <Button tone="quiet" aria-label={`Rename ${title}`} onClick={() => setNaming(!isNaming)}>
          {name ? 'Rename' : 'Name'}
        </Button>
      </div>
      {isNaming && (
        <NameEdit
          revision={revision}
          onDone={() => {
            setNaming(false)
            onChanged()
          }}
        />
      )}
    </li>
  )
}

function DraftRow({ draft, newest }: { readonly draft: History['draft']; readonly newest: number | undefined }) {
  const isSaved = useDocument((state) => state.saveState === 'saved')
  const runs = useLive((state) => isActive(state.deployment) && state.running !== null)
  return (
    <div className="py-2">
      <span className="text-sm font-medium">Draft</span>
      <p className="text-xs text-muted">
        {isSaved ? (
          <>
            <time dateTime={draft.savedAt}>{formatTime(draft.savedAt).slice(0, 16)}</time> ·{' '}
            {callName({ name: '', actor: draft.savedBy })}
          </>
        ) : (
          'has edits that are being saved'
        )}
      </p>
      <p className="text-xs text-faint">
        {draft.changes === null ? 'Nothing was kept yet' : draft.changes || 'As the newest revision'}
      </p>
      <div className="-ml-2 flex flex-wrap">
        {newest !== undefined && (
          <Button tone="quiet" onClick={() => openCompare({ from: newest, to: 'draft' })}>
            Compare with the newest
          </Button>
        )}
        {runs && (
          <Button tone="quiet" onClick={() => openCompare({ from: 'live', to: 'draft' })}>
            Compare with what runs
          </Button>
        )}
      </div>
    </div>
  )
}

export default function HistoryPanel() {
  const { document } = useSession()
  const cache = useQueryClient()
  const trpc = useTRPC()
  const draftRevision = useDocument((state) => state.draftRevision)
  const running = useLive((state) => (isActive(state.deployment) ? state.deployment?.revision : null))
  const { data, error, refetch } = useHistory()
  const { topologyId: id } = document.getState()
  const refresh = () => void cache.invalidateQueries({ queryKey: trpc.revisions.history.queryKey({ id }) })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another draft, or another revision that runs, is another history.
  useEffect(() => void refetch(), [draftRevision, running, refetch])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-3 pt-2 pb-4">
      <KeepForm onKept={refresh} />
      {error && !data && <Notice tone="bad">{wordsOf(error)}</Notice>}
      {!data && !error && <p className="pt-3 text-xs text-faint">Reading the history…</p>}
      {data && (
        <>
          <DraftRow draft={data.draft} newest={data.revisions[0]?.number} />
          {data.revisions.length === 0 ? (
            <Empty title="No revisions yet.">
              The draft is kept whenever it is run or shared, and whenever you give it a name here. What has a name is
              never pruned.
            </Empty>
          ) : (
            <ul aria-label="Revisions">
              {data.revisions.map((revision) => (
                <RevisionRow
                  key={revision.number}
                  revision={revision}
                  isRunning={revision.number === running}
                  onChanged={refresh}
                />
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  )
}
