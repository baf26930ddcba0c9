'use client'
import { Check, X } from 'lucide-react'
import type { WhyCheck, WhyHop } from '../../../engine/sdk'
import { cx } from '../../ui/cx'
import { formatCount, formatTime } from '../../ui/format'
import { titleOf } from '../kinds'
import { nodeById, useDocument, useSession } from '../session'
import { checkText, gateTitle } from './words'

function CheckLine({ check }: { readonly check: WhyCheck }) {
  const { passed, orderId } = check
  return (
    <li className={cx('flex items-start gap-1.5', !passed && 'text-bad')}>
      {passed ? (
        <Check size={12} className="mt-0.5 shrink-0 text-good" role="img" aria-label="passed" />
      ) : (
        <X size={12} className="mt-0.5 shrink-0" role="img" aria-label="failed" />
      )}
      <span className="min-w-0 break-words">
        <span className="text-muted">
          {gateTitle(check.check)}
          {orderId ? ` (of ${orderId})` : ''}
        </span>{' '}
        {checkText(check)}
      </span>
    </li>
  )
}

/** What was said at one hop, by whom and when; a click shows the node. */
export function Hop({ hop }: { readonly hop: WhyHop }) {
  const session = useSession()
  const card = hop.node.split('--')[0] ?? hop.node
  const node = useDocument((state) => nodeById(state.topology, card))
  const title = node ? titleOf(node) : hop.node
  return (
    <li className="py-1">
      <button
        type="button"
        disabled={!node}
        onClick={() => session.canvas.getState().select([card])}
        className="flex w-full items-baseline gap-2 text-left text-xs hover:text-accent disabled:hover:text-inherit"
      >
        <span className="min-w-0 flex-1 truncate font-medium" title={hop.node}>
          {title}
        </span>
        <span className="shrink-0 text-2xs text-faint">
          {formatTime(hop.ts)}
          {hop.step !== null && ` · step ${formatCount(hop.step + 1)}`}
        </span>
      </button>
      <p className="break-words text-xs text-text">{hop.text}</p>
      {hop.bars !== null && (
        <p className="text-2xs text-faint">
          from {formatCount(hop.bars)} bars, the last of them at {formatTime(hop.ts)}
        </p>
      )}
      {hop.checks.length > 0 && (
        <ul aria-label={`Checks of ${hop.node}`} className="pt-0.5 text-xs">
          {hop.checks.map((check, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: checks are a sequence that never changes.
            <CheckLine key={place} check={check} />
          ))}
        </ul>
      )}
    </li>
  )
}
