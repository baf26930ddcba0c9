'use client'
import { Bug, Route } from 'lucide-react'
import type { LedgerRow } from '../../../engine/sdk'
import { openRunView } from '../../debug/run-view'
import { Button } from '../../ui/button'
import { formatTime } from '../../ui/format'
import { Tooltip } from '../../ui/tooltip'
import { useAskWhy } from './use-why'
import { gateTitle, ledgerText } from './words'

/** One signal that did not become a trade. */
export function Row({ row, run }: { readonly row: LedgerRow; readonly run: string }) {
  const ask = useAskWhy()
  const { ts, node, by, gate, instrument, hedge, side, orderId } = row
  return (
    <li className="border-b border-line px-3 py-1.5">
      <p className="flex items-center gap-1 text-xs">
        <span className="min-w-0 flex-1 truncate font-medium" title={gate}>
          {gateTitle(gate)}
        </span>
        <span className="text-2xs text-faint">{formatTime(ts)}</span>
        {orderId && (
          <Tooltip text={`Why ${orderId}`}>
            <Button tone="quiet" icon aria-label={`Why ${orderId}`} onClick={() => ask({ run, orderId })}>
              <Route size={13} aria-hidden />
            </Button>
          </Tooltip>
        )}
        <Tooltip text="Debug from here">
          <Button
            tone="quiet"
            icon
            aria-label={`Debug from ${formatTime(ts)}, ${gateTitle(gate)}`}
            onClick={() => openRunView(run, ts)}
          >
            <Bug size={13} aria-hidden />
          </Button>
        </Tooltip>
      </p>
      <p className="text-xs break-words text-muted">
        {side ?? 'signal'} {instrument}
        {hedge ? ` / ${hedge}` : ''}: {ledgerText(row)}
      </p>
      <p className="truncate text-2xs text-faint">
        {node}
        {by === node ? '' : ` → ${by}`}
        {orderId ? ` · ${orderId}` : ''}
      </p>
    </li>
  )
}
