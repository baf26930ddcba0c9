'use client'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWorstCases } from '../canvas/exposure/use-worst-cases'
import { sentenceOf } from '../canvas/exposure/words'
import type { Outputs } from '../remote/trpc'
import { formatCount } from '../ui/format'

type Shared = Outputs['shares']['open']

const SHORT_HASH = 12

function Row({ isGood, children }: { readonly isGood: boolean; readonly children: ReactNode }) {
  const Icon = isGood ? CircleCheck : TriangleAlert
  return (
    <li className="flex gap-1.5">
      <Icon
        size={13}
        aria-label={isGood ? 'Holds' : 'Take care'}
        className={`mt-[1.5px] shrink-0 ${isGood ? 'text-good' : 'text-warn'}`}
      />
      <span className="min-w-0 flex-1 break-words">{children}</span>
    </li>
  )
}

function Hash({ value }: { readonly value: string }) {
  return (
    <code title={value} className="font-mono text-text">
      {value.slice(0, SHORT_HASH)}
    </code>
  )
}

function dataWords({ from, to, bars }: NonNullable<Shared['run']>['data']): string {
  const span = from && to ? ` of ${from.slice(0, 10)} to ${to.slice(0, 10)}` : ''
  return `${bars === null ? '' : `, ${formatCount(bars)} rows`}${span}`
}

function Results({ shared: { run } }: { readonly shared: Shared }) {
  if (!run) return <li className="text-faint">Shared without results.</li>
  return (
    <>
      <Row isGood={run.isOfThisGraph}>
        {run.isOfThisGraph ? (
          'The results are of this very graph.'
        ) : (
          <>
            The results are of another graph, <Hash value={run.graphHash} />: the drawing has changed since.
          </>
        )}
      </Row>
      <Row isGood={run.data.hash !== null && run.data.hash !== ''}>
        {run.data.hash ? (
          <>
            Data <Hash value={run.data.hash} />
            {dataWords(run.data)}; seed {run.seed}.
          </>
        ) : (
          `The data of the results is not known${dataWords(run.data)}.`
        )}
      </Row>
    </>
  )
}

function Guards({ topology }: { readonly topology: Shared['topology'] }) {
  const gateways = useWorstCases(topology)
  const paths = gateways.flatMap((one) => one.paths)
  const open = paths.filter(({ guards }) => guards.length === 0).length
  if (paths.length === 0) return <Row isGood>No order can reach a gateway.</Row>
  return (
    <>
      <Row isGood={open === 0}>
        {open === 0
          ? `Guard proof: ${paths.length === 1 ? 'the one way' : `each of the ${paths.length} ways`} into ${gateways.length === 1 ? 'the gateway' : `${gateways.length} gateways`} passes a risk guard.`
          : `${open} of ${paths.length} ways into a gateway pass no risk guard.`}
      </Row>
      {gateways
        .filter(({ bounds }) => bounds !== null)
        .map((stated) => (
          <li key={stated.node} className="pl-[19px] text-faint">
            {gateways.length > 1 && `${stated.node}: `}
            {sentenceOf(stated)}
          </li>
        ))}
    </>
  )
}

/** What a visitor can rely on: the graph by its hash, the proof that it is guarded, and what the results rest on. */
export function Evidence({ shared }: { readonly shared: Shared }) {
  return (
    <section aria-label="Evidence" className="w-[300px] shrink-0 text-xs text-muted">
      <ul className="grid gap-1 pb-2">
        <Row isGood>
          Graph <Hash value={shared.hash} />, computed of what is shown here. Secrets are not in it.
        </Row>
        <Guards topology={shared.topology} />
        <Results shared={shared} />
      </ul>
    </section>
  )
}
