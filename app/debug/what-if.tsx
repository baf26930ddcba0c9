'use client'
/** What if: the run goes on from the moment shown with other params, and both ways can be compared. */
import { GitBranch } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Suspense, useEffect, useState } from 'react'
import type { DebugFork } from '../../engine/sdk'
import { findManifest } from '../canvas/drawing-kinds'
import { titleOf } from '../canvas/kinds'
import { SessionProvider, useCanvas, useDocument, useTopologyNode } from '../canvas/session'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { formatMoney, formatSigned, formatTime, gainClass } from '../ui/format'
import { lazy } from '../ui/lazy'
import { toast } from '../ui/toasts'
import { useDebug } from './store'
import { useController } from './use-controller'
import { beginWhatIf, changesOf, endWhatIf, useWhatIf } from './what-if-store'

const ScratchForm = lazy(async () => ({ default: (await import('./what-if-form')).WhatIfForm }))

/** The params of the selected node, to be changed at this moment. */
function Writing() {
  const controller = useController()
  const ran = useDocument((state) => state.topology)
  const scratch = useWhatIf((state) => state.scratch)
  const [selected] = useCanvas((state) => state.selectedNodes)
  if (!scratch) return null
  const runOn = () => {
    const changes = changesOf(ran, scratch.document.getState().topology)
    if (changes.length === 0) return toast('Change a parameter first: with the same ones it is the same run')
    controller.move({ do: 'fork', changes })
  }
  return (
    <>
      {selected === undefined ? (
        <p className="text-xs text-faint">Select a node to change its parameters.</p>
      ) : (
        <SessionProvider value={scratch}>
          <Suspense fallback={<p className="text-xs text-faint">Loading…</p>}>
            <ScratchForm id={selected} />
          </Suspense>
        </SessionProvider>
      )}
      <div className="flex gap-2 pt-1">
        <Button tone="primary" onClick={runOn}>
          Run on from here
        </Button>
        <Button tone="quiet" onClick={endWhatIf}>
          Cancel
        </Button>
      </div>
    </>
  )
}

const valueText = (value: unknown): string =>
  value === null ? 'its default' : typeof value === 'object' ? JSON.stringify(value) : String(value)

function Changes({ fork }: { readonly fork: DebugFork }) {
  const topology = useDocument((state) => state.topology)
  const titleAt = (id: string) => {
    const node = topology.nodes.find((one) => one.id === id)
    return node ? titleOf(node) : id
  }
  return (
    <ul aria-label="What is changed" className="pb-1 text-xs">
      {fork.changes.map(({ node, param, before, after }) => (
        <li key={`${node}.${param}`} className="break-words">
          <span className="text-muted">
            {titleAt(node)} {param}
          </span>{' '}
          {valueText(before)} → {valueText(after)}
        </li>
      ))}
    </ul>
  )
}

/** Equity at the end of both ways. */
function Compared() {
  const curve = useDebug((state) => state.curve)
  const ran = curve?.points.at(-1)?.equity
  // Told once the fork has come to the end of the data: before that its last point is not its end.
  const isWhole = curve !== null && curve.fork !== null && curve.fork.reached >= curve.steps
  const other = isWhole ? curve.fork?.points.at(-1)?.equity : undefined
  const difference = ran === undefined || other === undefined ? null : other - ran
  const row = 'flex justify-between gap-2'
  return (
    <dl aria-label="Equity at the end" className="text-sm">
      <div className={row}>
        <dt className="text-muted">As it ran</dt>
        <dd>{formatMoney(ran)}</dd>
      </div>
      <div className={row}>
        <dt className="text-warn">What if</dt>
        <dd>{formatMoney(other)}</dd>
      </div>
      <div className={row}>
        <dt className="text-muted">Difference</dt>
        <dd className={cx('font-medium', gainClass(difference))}>{formatSigned(difference)}</dd>
      </div>
    </dl>
  )
}

/** Saves the drawing with the changed params as another topology, and opens it. */
function useSaveAs(fork: DebugFork): { isSaving: boolean; save: () => Promise<void> } {
  const client = useTRPCClient()
  const router = useRouter()
  const ran = useDocument((state) => state.topology)
  const [isSaving, setIsSaving] = useState(false)
  const save = async () => {
    setIsSaving(true)
    try {
      const nodes = ran.nodes.map((node) => {
        const params = { ...node.params }
        for (const { param, after } of fork.changes.filter((change) => change.node === node.id))
          if (after === null) delete params[param]
          else params[param] = after
        return { ...node, params }
      })
      const made = await client.topologies.create.mutate({
        topology: { ...ran, name: `${ran.name}, what if`, nodes },
      })
      router.push(`/t/${made.id}`)
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
      setIsSaving(false)
    }
  }
  return { isSaving, save }
}

function Forked({ fork }: { readonly fork: DebugFork }) {
  const controller = useController()
  const { isSaving, save } = useSaveAs(fork)
  const side = (label: string, isShown: boolean, to: 'ran' | 'fork') => (
    <Button
      aria-pressed={isShown}
      tone={isShown ? 'primary' : 'plain'}
      onClick={() => controller.move({ do: 'side', side: to })}
    >
      {label}
    </Button>
  )
  return (
    <>
      <p className="pb-1 text-xs text-faint">
        Goes on {fork.ts === null ? 'from before the first step' : `from ${formatTime(fork.ts)} UTC`} with
      </p>
      <Changes fork={fork} />
      <Compared />
      <fieldset className="flex gap-1 py-2">
        <legend className="sr-only">Which way is shown</legend>
        {side('As it ran', !fork.isShown, 'ran')}
        {side('What if', fork.isShown, 'fork')}
      </fieldset>
      <div className="flex flex-wrap gap-2">
        <Button disabled={isSaving} onClick={() => void save()}>
          Save as new topology
        </Button>
        <Button tone="quiet" onClick={() => controller.move({ do: 'unfork' })}>
          Discard
        </Button>
      </div>
    </>
  )
}

/** Offers the change of params at the moment shown, and tells what came of it. */
export function WhatIfSection() {
  const topologyId = useDebug((state) => state.session?.topologyId ?? '')
  const fork = useDebug(({ state }) => state?.fork ?? null)
  const isBusy = useDebug(({ state }) => state === null || state.busy !== null)
  const topology = useDocument((state) => state.topology)
  const scratch = useWhatIf((state) => state.scratch)
  const [selected = ''] = useCanvas((state) => state.selectedNodes)
  const node = useTopologyNode(selected)
  useEffect(() => {
    if (fork) endWhatIf()
  }, [fork])
  useEffect(() => endWhatIf, [])
  const isData = node && findManifest(node.kind)?.category === 'data'
  return (
    <section className="border-b border-line px-3 py-2">
      <h2 className="flex items-center gap-1.5 pb-1 text-xs font-medium text-faint">
        <GitBranch size={12} aria-hidden />
        What if
      </h2>
      {fork && <Forked fork={fork} />}
      {!fork && scratch && <Writing />}
      {!fork && !scratch && (
        <>
          <p className="pb-1.5 text-xs text-faint">
            {isData
              ? 'The data stays as it was: choose a node that works on it.'
              : 'Go on from this moment with other parameters, and compare.'}
          </p>
          <Button disabled={isBusy} onClick={() => beginWhatIf(topologyId, topology)}>
            Change parameters from here
          </Button>
        </>
      )}
    </section>
  )
}
