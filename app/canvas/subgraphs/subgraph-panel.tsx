'use client'
/** The side's panel about a subgraph: its name, its ports, what it lets be set from outside, and keeping it. */
import { BookmarkPlus, CornerLeftUp, CornerRightDown, Ungroup } from 'lucide-react'
import { useState } from 'react'
import { definitionOf, type SubgraphDefinition, type Topology } from '../../../engine/sdk'
import { wordsOf } from '../../remote/trpc'
import { Button } from '../../ui/button'
import { Empty, Notice } from '../../ui/notice'
import { toast } from '../../ui/toasts'
import { findManifest, keptDefinition, openDrawing, useKindsVersion } from '../drawing-kinds'
import { useDocument, useSelectedNodes, useSession } from '../session'
import { openUse, ungroup } from './actions'
import { usesOf, withDefinition, withNewer } from './definitions'
import { Exposed } from './exposed'
import { useKeeping } from './kept-kinds'
import { PortList } from './port-list'
import { leaveSubgraph, levelsAlong, useScope } from './scope'
import { useEditDefinition } from './use-edit-definition'

/** The subgraph that the panel is about: the one selected, else the one whose inside is shown. */
function useSubject(): { readonly definition: SubgraphDefinition; readonly use: string | null } | null {
  const [only, ...others] = useSelectedNodes()
  const topology = useDocument((state) => state.topology)
  const path = useScope((state) => state.path)
  const chosen = only && others.length === 0 ? definitionOf(topology, only.kind) : undefined
  if (only && chosen) return { definition: chosen, use: only.id }
  const drawing = openDrawing()
  const shown = drawing ? levelsAlong(drawing, path).at(-1)?.definition : undefined
  return shown ? { definition: shown, use: null } : null
}

function Names({ definition }: { readonly definition: SubgraphDefinition }) {
  const edit = useEditDefinition(definition)
  const readOnly = useDocument((state) => state.readOnly)
  return (
    <>
      <label htmlFor="subgraph-name" className="flex h-6 items-center text-sm">
        Name
      </label>
      <input
        id="subgraph-name"
        className="field"
        value={definition.label}
        placeholder={definition.kind.slice('sub.'.length)}
        maxLength={200}
        disabled={readOnly}
        onChange={({ target }) => edit('Name the subgraph', (now) => ({ ...now, label: target.value }), 'name')}
      />
      <label htmlFor="subgraph-summary" className="mt-2 flex h-6 items-center text-sm">
        What it does
      </label>
      <textarea
        id="subgraph-summary"
        rows={2}
        className="field"
        value={definition.summary}
        placeholder="One sentence for the palette"
        maxLength={500}
        disabled={readOnly}
        onChange={({ target }) =>
          edit('Describe the subgraph', (now) => ({ ...now, summary: target.value }), 'summary')
        }
      />
    </>
  )
}

/** Saving it for every drawing, and following what was saved there. */
function Keeping({ definition, drawing }: { readonly definition: SubgraphDefinition; readonly drawing: Topology }) {
  useKindsVersion()
  const { document } = useSession()
  const { keep, forget } = useKeeping()
  const [isBusy, setBusy] = useState(false)
  const kept = keptDefinition(definition.kind)
  const isNewer = kept !== undefined && kept.version > definition.version
  const attempt = (work: () => Promise<void>) => {
    setBusy(true)
    work()
      .catch((error: unknown) => toast(wordsOf(error), { tone: 'bad' }))
      .finally(() => setBusy(false))
  }
  const save = () =>
    attempt(async () => {
      const saved = await keep(drawing, definition.kind)
      if (!saved) return
      document.getState().edit('Save as a reusable kind', (now) => {
        const own = definitionOf(now, saved.kind)
        return own && own.version !== saved.version ? withDefinition(now, { ...own, version: saved.version }) : now
      })
      toast(`${saved.label || saved.kind} is in the palette of every topology now (version ${saved.version})`)
    })
  const take = () => kept && document.getState().edit('Take the newer version', (now) => withNewer(now, kept, [kept]))
  return (
    <>
      {isNewer && (
        <Notice tone="warn" className="mt-3" action={<Button onClick={take}>Take it</Button>}>
          Version {kept.version} of this kind was saved elsewhere; this drawing has version {definition.version}.
        </Notice>
      )}
      <Button className="mt-3 w-full" disabled={isBusy} onClick={save}>
        <BookmarkPlus size={14} aria-hidden />
        {kept ? 'Save the new version' : 'Save as a reusable kind'}
      </Button>
      {kept && (
        <p className="pt-1 text-xs text-faint">
          Kept on this server as {definition.kind}, version {kept.version}.{' '}
          <button
            type="button"
            disabled={isBusy}
            className="text-accent underline"
            onClick={() => attempt(() => forget(definition.kind))}
          >
            Keep it no longer
          </button>
        </p>
      )}
    </>
  )
}

export default function Subgraph() {
  const session = useSession()
  const subject = useSubject()
  const readOnly = useDocument((state) => state.readOnly)
  const drawing = openDrawing()
  if (!subject || !drawing)
    return (
      <Empty title="No subgraph is selected.">
        Select nodes and press Ctrl Shift G: they become one card with ports and parameters of its own, which can be
        used again.
      </Empty>
    )
  const { definition, use } = subject
  const uses = usesOf(drawing, definition.kind)
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-3 pt-1.5 pb-4">
      <p className="pb-1 font-mono text-xs text-faint">
        {definition.kind} v{definition.version} · used {uses === 1 ? 'once' : `${uses} times`}
      </p>
      <Names definition={definition} />
      <div className="flex gap-2 pt-3">
        {use === null ? (
          <Button onClick={leaveSubgraph}>
            <CornerLeftUp size={14} aria-hidden />
            Close
          </Button>
        ) : (
          <Button onClick={() => openUse(session, use)}>
            <CornerRightDown size={14} aria-hidden />
            Open
          </Button>
        )}
        {use !== null && !readOnly && (
          <Button onClick={() => ungroup(session, use)}>
            <Ungroup size={14} aria-hidden />
            Ungroup
          </Button>
        )}
      </div>
      {!readOnly && <Keeping definition={definition} drawing={drawing} />}
      <PortList manifest={findManifest(definition.kind)} />
      <Exposed definition={definition} />
    </div>
  )
}
