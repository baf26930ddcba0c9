'use client'
import { Bug, Link as LinkIcon, X } from 'lucide-react'
import { useEffect } from 'react'
import type { WhyHop, WhyStage } from '../../../engine/sdk'
import { openRunView } from '../../debug/run-view'
import { Badge, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { formatQuantity } from '../../ui/format'
import { Empty, Notice } from '../../ui/notice'
import { toast } from '../../ui/toasts'
import { Tooltip } from '../../ui/tooltip'
import { useSession } from '../session'
import { Hop } from './hop'
import { clearWhy, lightUp, useWhy, type WhyAnswer } from './store'
import { useAskWhy } from './use-why'

const SECTIONS: readonly { readonly title: string; readonly stages: readonly WhyStage[] }[] = [
  { title: 'What became of it', stages: ['outcome'] },
  { title: 'Sent on by', stages: ['order', 'check'] },
  { title: 'Wanted by', stages: ['intent'] },
  { title: 'Because of', stages: ['signal'] },
  { title: 'Out of the data', stages: ['data'] },
]

const TONES: Readonly<Record<string, BadgeTone>> = {
  filled: 'good',
  denied: 'warn',
  rejected: 'bad',
  working: 'accent',
}

/** Hops that say the same, as one and the same bar on two links does, are told once. */
function told(hops: readonly WhyHop[], stages: readonly WhyStage[]): WhyHop[] {
  const seen = new Set<string>()
  return hops.filter(({ stage, node, step, text, type }) => {
    const key = `${node} ${step} ${type} ${text}`
    if (!stages.includes(stage) || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function Answer({ answer }: { readonly answer: WhyAnswer }) {
  const session = useSession()
  const { chain, run, isDraft, differs } = answer
  // On the wall clock there are no steps to go through.
  const canStep = run.mode === 'backtest' || run.mode === 'replay'
  const copyLink = async () => {
    await navigator.clipboard.writeText(window.location.href)
    toast('The link to this answer is copied')
  }
  useEffect(() => lightUp(session, answer), [session, answer])
  return (
    <>
      <div className="border-b border-line px-3 pb-2">
        <p className="flex items-center gap-2 text-sm">
          <span className="min-w-0 flex-1 truncate font-medium">
            {chain.side} {formatQuantity(chain.quantity)} {chain.instrument}
          </span>
          <Badge tone={TONES[chain.state] ?? 'plain'}>{chain.state}</Badge>
        </p>
        <p className="flex items-center gap-1 text-xs text-faint">
          <span className="min-w-0 flex-1 truncate">
            <span className="font-mono">{chain.orderId}</span> · {run.mode}
            {run.revision === null ? '' : ` of revision ${run.revision}`}
          </span>
          {canStep && (
            <Tooltip text="Go through the run step by step, from here">
              <Button tone="quiet" icon aria-label="Debug from here" onClick={() => openRunView(run.id, chain.ts)}>
                <Bug size={13} aria-hidden />
              </Button>
            </Tooltip>
          )}
          <Tooltip text="Copy a link to this answer">
            <Button tone="quiet" icon aria-label="Copy a link to this answer" onClick={() => void copyLink()}>
              <LinkIcon size={13} aria-hidden />
            </Button>
          </Tooltip>
          <Tooltip text="Put it away">
            <Button tone="quiet" icon aria-label="Clear the path" onClick={() => clearWhy(session)}>
              <X size={13} aria-hidden />
            </Button>
          </Tooltip>
        </p>
        {differs && (
          <Notice tone="warn" className="mt-1">
            {differs}
          </Notice>
        )}
        {!isDraft && (
          <Notice
            className="mt-1"
            action={canStep && <Button onClick={() => openRunView(run.id, chain.ts)}>As it ran</Button>}
          >
            The drawing has changed since: what is gone from it cannot be lit up here.
          </Notice>
        )}
      </div>
      {SECTIONS.map(({ title, stages }) => {
        const hops = told(chain.hops, stages)
        return hops.length === 0 ? null : (
          <section key={title} className="border-b border-line px-3 py-1.5">
            <h3 className="text-2xs font-medium tracking-wide text-faint uppercase">{title}</h3>
            <ol aria-label={title} className="divide-y divide-line">
              {hops.map((hop) => (
                <Hop key={`${hop.node} ${hop.step} ${hop.type} ${hop.text}`} hop={hop} />
              ))}
            </ol>
          </section>
        )
      })}
    </>
  )
}

/** Why an order came about: from what became of it, hop by hop, back to the data. */
export default function WhyPanel() {
  const { asked, answer, error } = useWhy()
  const ask = useAskWhy()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} aria-busy={asked !== null && !answer && !error}>
      {!asked && (
        <Empty title="No order is asked about.">
          Choose the name of an order in the tables below the canvas, or a trade in a report: the way back to the data
          lights up, with the value used at each hop.
        </Empty>
      )}
      {asked && error && (
        <Notice tone="bad" className="m-3" action={<Button onClick={() => ask(asked)}>Try again</Button>}>
          {error}
        </Notice>
      )}
      {asked && !answer && !error && <Empty title={`Finding out about ${asked.orderId}…`} />}
      {answer && <Answer answer={answer} />}
    </div>
  )
}
