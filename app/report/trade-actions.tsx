'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { formatQuantity } from '../ui/format'
import { toast } from '../ui/toasts'
import type { Trade } from './trades-table'

interface TradeActionsProps {
  readonly run: string
  readonly topologyId: string
  readonly trade: Trade
}

/** What can be asked about a trade: why it was opened and closed, on the canvas, and the run from there. */
export function TradeActions({ run, topologyId, trade }: TradeActionsProps) {
  const client = useTRPCClient()
  const router = useRouter()
  const [isAsking, setIsAsking] = useState(false)
  const why = async (ts: string) => {
    setIsAsking(true)
    try {
      const { node, instrument } = trade
      const { orderId } = await client.runs.orderAt.query({ id: run, node, instrument, ts })
      router.push(`/t/${topologyId}?why=${encodeURIComponent(run)}/${encodeURIComponent(orderId)}`)
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
      setIsAsking(false)
    }
  }
  return (
    <p className="flex flex-wrap items-center gap-2 pb-3 text-sm" role="status" aria-label="Chosen trade">
      <span className="text-muted">
        {trade.side} {formatQuantity(trade.quantity)} {trade.instrument}
      </span>
      <Button disabled={isAsking} onClick={() => void why(trade.openedAt)}>
        Why opened
      </Button>
      <Button disabled={isAsking} onClick={() => void why(trade.closedAt)}>
        Why closed
      </Button>
      <Link
        href={`/t/${topologyId}?run=${encodeURIComponent(run)}&debug=${encodeURIComponent(trade.openedAt)}`}
        className="inline-flex h-7 items-center text-accent hover:underline"
      >
        Debug from here
      </Link>
    </p>
  )
}
