'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTRPC, wordsOf } from '../remote/trpc'
import { Boundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { formatCount } from '../ui/format'
import { lazy } from '../ui/lazy'
import { Empty, Notice } from '../ui/notice'
import { barsShown, moved, type Stretch, WHOLE, zoomed } from './price-stretch'
import { Section } from './section'
import type { Trade } from './trades-table'

const PriceChart = lazy(() => import('./price-chart'))
const HEIGHT_PX = 320
export const PRICES_ID = 'prices'

interface PricePanelProps {
  readonly id: string
  /** Instruments whose prices the run left. */
  readonly instruments: readonly string[]
  /** The trade to be shown, if one was chosen. */
  readonly chosen: Trade | null
  readonly onChoose: (trade: Trade | null) => void
}

/** What is looked at: around a chosen trade, or a stretch of one's own. */
function useView({ instruments, chosen }: PricePanelProps) {
  const [own, setOwn] = useState<{ instrument: string; stretch: Stretch; trade: number | null }>({
    instrument: instruments[0] ?? '',
    stretch: WHOLE,
    trade: null,
  })
  const isAtTrade = chosen !== null && own.trade !== chosen.index && instruments.includes(chosen.instrument)
  const around: Stretch = { from: chosen?.openedAt, to: chosen?.closedAt, pad: padOf(chosen) }
  return {
    instrument: isAtTrade ? chosen.instrument : own.instrument,
    stretch: isAtTrade ? around : own.stretch,
    look: (instrument: string, stretch: Stretch) => setOwn({ instrument, stretch, trade: chosen?.index ?? null }),
  }
}

/** As many bars on both sides as the trade lasted, at least half an hour of minutes. */
const padOf = (trade: Trade | null): number => Math.min(2_000, Math.max(30, trade?.rows ?? 0))

/** Prices of one instrument with the entries and exits there; comes to a trade that is chosen in the list. */
export function PricePanel(props: PricePanelProps) {
  const { id, instruments, chosen, onChoose } = props
  const trpc = useTRPC()
  const { instrument, stretch, look } = useView(props)
  const prices = useQuery({
    ...trpc.runs.prices.queryOptions({ id, instrument, ...stretch, bars: barsShown }, { enabled: instrument !== '' }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const shown = prices.data
  const go = (next: Stretch | null) => next && look(instrument, next)
  const buttons = [
    { label: 'Earlier', Icon: ChevronLeft, to: shown && moved(shown, -0.5) },
    { label: 'Later', Icon: ChevronRight, to: shown && moved(shown, 0.5) },
    { label: 'Zoom in', Icon: Plus, to: shown && zoomed(shown, 0.5) },
    { label: 'Zoom out', Icon: Minus, to: shown && zoomed(shown, 2) },
  ]
  const choose = (symbol: string) => {
    onChoose(null)
    look(symbol, WHOLE)
  }
  return (
    <Section
      id={PRICES_ID}
      title="Prices, entries and exits"
      note={shown ? noteOf(shown) : undefined}
      actions={
        instruments.length > 0 && (
          <>
            <select
              aria-label="Instrument"
              className="field !w-auto"
              value={instrument}
              onChange={(event) => choose(event.target.value)}
            >
              {instruments.map((symbol) => (
                <option key={symbol}>{symbol}</option>
              ))}
            </select>
            {buttons.map(({ label, Icon, to }) => (
              <Button key={label} icon aria-label={label} disabled={!to} onClick={() => go(to ?? null)}>
                <Icon size={14} aria-hidden />
              </Button>
            ))}
            <Button onClick={() => go(WHOLE)}>Whole run</Button>
          </>
        )
      }
    >
      <div style={{ minHeight: HEIGHT_PX }}>
        {instruments.length === 0 ? (
          <Empty title="This run left no prices.">Nothing was traded, or its data was not recorded.</Empty>
        ) : prices.isError ? (
          <Notice tone="bad" action={<Button onClick={() => void prices.refetch()}>Try again</Button>}>
            {wordsOf(prices.error)}
          </Notice>
        ) : shown ? (
          <Boundary what="The chart">
            <Suspense fallback={<Empty title="Loading the chart…" />}>
              <PriceChart window={shown} chosen={chosen} height={HEIGHT_PX} onChoose={onChoose} />
            </Suspense>
          </Boundary>
        ) : (
          <Empty title="Reading prices…" />
        )}
      </div>
      <p className="pt-1 text-xs text-faint">
        ▲ long in, ▼ short in, ○ out. Choose a trade in the list below to come to its bar.
      </p>
    </Section>
  )
}

function noteOf({
  rowsPerBar,
  trades,
  tradesTotal,
}: {
  rowsPerBar: number
  trades: readonly unknown[]
  tradesTotal: number
}) {
  const bars = rowsPerBar === 1 ? 'each bar as it was' : `${formatCount(rowsPerBar)} bars drawn as one`
  const marked = trades.length < tradesTotal ? `, ${formatCount(trades.length)} of them marked` : ''
  return `${bars} · ${formatCount(tradesTotal)} trades here${marked}`
}
