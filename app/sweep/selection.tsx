'use client'
import { FlaskConical, PencilLine } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type SweepSpec, type SweepValue, withValues } from '../../engine/sdk'
import { type Client, useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { toast } from '../ui/toasts'
import { Tooltip } from '../ui/tooltip'
import { labelOf } from './results'

interface SelectionProps {
  readonly sweepId: string
  readonly topologyId: string
  readonly spec: SweepSpec
  readonly names: readonly string[]
  readonly values: readonly SweepValue[]
  /** Why these values are shown. */
  readonly title: string
}

/** How often a backtest is asked whether it has ended, and how often at most its report is asked for after that. */
const ASK_EVERY_MS = 300
const REPORT_ASKED_MAX = 100

const pause = () => new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))

/** Resolves when the report can be opened. @throws Error in words where there will be none. */
async function untilReported(client: Client, topologyId: string, id: string): Promise<void> {
  for (;;) {
    const { deployment } = await client.deployments.get.query({ id })
    if (deployment.state === 'failed' || deployment.state === 'stopped')
      throw new Error(deployment.error ?? 'The backtest was stopped')
    if (deployment.endedAt !== null) break
    await pause()
  }
  for (let asked = 0; asked < REPORT_ASKED_MAX; asked++) {
    const runs = await client.runs.list.query({ topologyId })
    if (runs.some((run) => run.id === id)) return
    await pause()
  }
  throw new Error('The backtest has ended, but its report has not come: look for it on the canvas')
}

/** The parameters that are chosen, and what can be done with them. */
export function Selection({ sweepId, topologyId, spec, names, values, title }: SelectionProps) {
  const client = useTRPCClient()
  const router = useRouter()
  const [busy, setBusy] = useState<'backtest' | 'apply' | null>(null)
  const run = (what: 'backtest' | 'apply', work: () => Promise<void>) => {
    setBusy(what)
    work()
      .catch((error: unknown) => toast(wordsOf(error), { tone: 'bad' }))
      .finally(() => setBusy(null))
  }
  const backtest = () =>
    run('backtest', async () => {
      const { id } = await client.sweeps.backtest.mutate({ id: sweepId, values: [...values] })
      await untilReported(client, topologyId, id)
      router.push(`/runs/${id}`)
    })
  const apply = () =>
    run('apply', async () => {
      const { topology, draftRevision } = await client.topologies.get.query({ id: topologyId })
      const next = withValues(topology, spec.axes, values)
      await client.topologies.save.mutate({ id: topologyId, topology: next, draftRevision })
      toast('The drawing has these parameters now', {
        action: { label: 'Open the canvas', run: () => router.push(`/t/${topologyId}`) },
      })
    })
  return (
    <section
      aria-label="Chosen parameters"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line bg-raised px-3 py-2"
    >
      <h2 className="text-xs text-faint">{title}</h2>
      <dl className="flex flex-1 flex-wrap gap-x-4 gap-y-1">
        {names.map((name, axis) => (
          <div key={name} className="flex gap-1.5 text-sm">
            <dt className="text-faint">{name}</dt>
            <dd className="font-medium">{labelOf(values[axis] ?? '')}</dd>
          </div>
        ))}
      </dl>
      <Tooltip text="Run the draft with these parameters; the drawing stays as it is">
        <Button onClick={backtest} disabled={busy !== null} aria-busy={busy === 'backtest'}>
          <FlaskConical size={13} aria-hidden />
          {busy === 'backtest' ? 'Running…' : 'Open as backtest'}
        </Button>
      </Tooltip>
      <Tooltip text="Write these parameters into the draft">
        <Button onClick={apply} disabled={busy !== null} aria-busy={busy === 'apply'}>
          <PencilLine size={13} aria-hidden />
          Apply to the drawing
        </Button>
      </Tooltip>
    </section>
  )
}
