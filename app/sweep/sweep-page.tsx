'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useMemo, useState } from 'react'
import { type Outputs, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { formatTime } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { PageFrame } from '../ui/page-frame'
import { toast } from '../ui/toasts'
import { candidatesOf, EMPTY_FORM, formOf, readForm, type SweepForm } from './form'
import { Section } from './section'
import { SweepFormPanel } from './sweep-form'
import { SweepResults } from './sweep-results'
import { useSweep } from './use-sweep'

type Detail = Outputs['topologies']['get']

/** Trying a drawing with other parameters: what is varied on the left, what came of it on the right. */
export function SweepPage({ topologyId }: { readonly topologyId: string }) {
  const trpc = useTRPC()
  const topology = useQuery(trpc.topologies.get.queryOptions({ id: topologyId }))
  return (
    <PageFrame
      nav={
        <Link href={`/t/${topologyId}`} className="text-sm text-accent hover:underline">
          Open the canvas
        </Link>
      }
    >
      {topology.isError && (
        <Notice tone="bad" action={<Button onClick={() => void topology.refetch()}>Try again</Button>}>
          {wordsOf(topology.error)}
        </Notice>
      )}
      {topology.isPending && <Empty title="Opening the drawing…" />}
      {topology.data && <Sweeping detail={topology.data} />}
    </PageFrame>
  )
}

function Sweeping({ detail }: { readonly detail: Detail }) {
  const { id: topologyId, topology } = detail
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const router = useRouter()
  const asked = useSearchParams().get('sweep')
  const candidates = useMemo(() => candidatesOf(topology), [topology])
  const [typed, setForm] = useState<SweepForm | null>(null)
  const [isStarting, setStarting] = useState(false)
  const all = useQuery(trpc.sweeps.list.queryOptions({ topologyId }))
  const id = asked ?? all.data?.[0]?.id ?? null
  const sweep = useSweep(id)
  // Until something is typed the form shows what the sweep beside it was asked.
  const form = typed ?? (sweep.data ? formOf(sweep.data.spec, candidates) : EMPTY_FORM)
  const read = readForm(form, candidates)
  const open = (next: string) => router.replace(`/t/${topologyId}/sweep?sweep=${next}`)
  const start = () => {
    if (!read.ok) return
    setStarting(true)
    client.sweeps.start
      .mutate({ topologyId, spec: read.spec })
      .then(async (started) => {
        await queries.invalidateQueries({ queryKey: trpc.sweeps.list.queryKey() })
        open(started.id)
      })
      .catch((error: unknown) => toast(wordsOf(error), { tone: 'bad' }))
      .finally(() => setStarting(false))
  }
  return (
    <>
      <header className="flex items-center gap-3 pb-4">
        <h1 className="truncate text-xl font-semibold">{topology.name}</h1>
        <span className="text-sm text-faint">Sweep</span>
        <span className="flex-1" />
        {all.data && all.data.length > 0 && id !== null && (
          <label className="flex items-center gap-2 text-xs text-faint">
            Shown
            <select className="field w-72" value={id} onChange={(event) => open(event.target.value)}>
              {all.data.map(({ id: one, spec, startedAt }) => (
                <option key={one} value={one}>
                  {`${formatTime(startedAt).slice(5, 16)} ${spec.walkForward ? 'walk-forward' : spec.method}, ${spec.axes.length} varied`}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      <div className="grid grid-cols-[320px_minmax(0,1fr)] items-start gap-4 max-lg:grid-cols-1">
        <Section title="What to try">
          <SweepFormPanel
            form={form}
            candidates={candidates}
            read={read}
            isBusy={isStarting}
            onChange={setForm}
            onStart={start}
          />
        </Section>
        {sweep.isError && <Notice tone="bad">{wordsOf(sweep.error)}</Notice>}
        {id === null && all.isError && (
          <Notice tone="bad" action={<Button onClick={() => void all.refetch()}>Try again</Button>}>
            {wordsOf(all.error)}
          </Notice>
        )}
        {(id === null ? all.isPending : sweep.isPending) && <Empty title="Reading the sweep…" />}
        {sweep.data && (
          <SweepResults key={sweep.data.id} sweep={sweep.data} topology={topology} topologyId={topologyId} />
        )}
        {id === null && all.data && (
          <Empty title="Nothing has been swept yet.">
            Choose parameters to vary. Each combination is a backtest of its own over the drawing’s data; all cores take
            part, and results appear as they come.
          </Empty>
        )}
      </div>
    </>
  )
}
