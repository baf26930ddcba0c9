'use client'
/** What is held and known at the moment the run stands at. */
import type { ReactNode } from 'react'
import type { DebugState } from '../../engine/sdk'
import { findManifest } from '../canvas/drawing-kinds'
import { titleOf } from '../canvas/kinds'
import { useCanvas, useTopologyNode } from '../canvas/session'
import { cx } from '../ui/cx'
import { formatFigure, formatMoney, formatPrice, formatQuantity, formatSigned, gainClass } from '../ui/format'
import { Breakpoints } from './breakpoints'
import { LinkFigures } from './link-figures'
import { useDebug } from './store'
import { WhatIfSection } from './what-if'

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="border-b border-line px-3 py-2">
      <h2 className="pb-1 text-xs font-medium text-faint">{title}</h2>
      {children}
    </section>
  )
}

interface PairProps {
  readonly name: string
  readonly value: string
  readonly className?: string
}

function Pair({ name, value, className = '' }: PairProps) {
  return (
    <div className="flex justify-between gap-2 text-sm">
      <dt className="truncate text-muted">{name}</dt>
      <dd className={cx('truncate', className)} title={value}>
        {value}
      </dd>
    </div>
  )
}

const None = ({ children }: { readonly children: ReactNode }) => <p className="text-xs text-faint">{children}</p>

function Accounts({ rows }: { readonly rows: DebugState['accounts'] }) {
  return rows.map((row) => (
    <Section key={row.node} title={rows.length > 1 ? `Account of ${row.node}` : 'Account'}>
      <dl>
        <Pair name="Equity" value={formatMoney(row.equity)} className="font-medium" />
        <Pair name="Cash" value={formatMoney(row.cash)} />
        <Pair name="Realized" value={formatSigned(row.realized)} className={gainClass(row.realized)} />
        <Pair name="Unrealized" value={formatSigned(row.unrealized)} className={gainClass(row.unrealized)} />
        <Pair name="Fees" value={formatMoney(row.fees)} />
      </dl>
    </Section>
  ))
}

function Positions({ rows }: { readonly rows: DebugState['positions'] }) {
  return (
    <Section title="Positions">
      {rows.length === 0 ? (
        <None>Flat.</None>
      ) : (
        <ul aria-label="Positions">
          {rows.map((row) => (
            <li key={`${row.node}/${row.instrument}`} className="flex justify-between gap-2 text-sm">
              <span className="truncate">
                {formatQuantity(row.quantity)} {row.instrument}{' '}
                <span className="text-xs text-faint">at {formatPrice(row.averagePrice)}</span>
              </span>
              <span className={gainClass(row.unrealized)}>{formatSigned(row.unrealized)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const termsOf = ({ type, limitPrice, stopPrice }: DebugState['orders'][number]): string =>
  [
    type,
    stopPrice === null ? null : `stop ${formatPrice(stopPrice)}`,
    limitPrice === null ? null : `limit ${formatPrice(limitPrice)}`,
  ]
    .filter((part) => part !== null)
    .join(' ')

function Orders({ rows }: { readonly rows: DebugState['orders'] }) {
  return (
    <Section title="Working orders">
      {rows.length === 0 ? (
        <None>None.</None>
      ) : (
        <ul aria-label="Working orders">
          {rows.map((row) => (
            <li key={row.orderId} className="text-sm">
              {row.side} {formatQuantity(row.quantity - row.filled)} {row.instrument}{' '}
              <span className="text-xs text-faint">
                {termsOf(row)} · {row.orderId}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** The selected node: its figures, and what its links carried last. */
function Selected({ id }: { readonly id: string }) {
  const node = useTopologyNode(id)
  const told = useDebug(({ state }) => state?.nodes[id])
  if (!node || !told) return null
  const blocked = Object.entries(told.blocked).filter(([, count]) => count > 0)
  return (
    <Section title={`${titleOf(node)} · ${findManifest(node.kind)?.label ?? node.kind}`}>
      <dl>
        {!told.ready && <Pair name="Ready" value="not yet" className="text-warn" />}
        {told.halted && <Pair name="Halted" value="yes" className="text-bad" />}
        {told.pnl !== null && <Pair name="P&L" value={formatSigned(told.pnl)} className={gainClass(told.pnl)} />}
        {Object.entries(told.values).map(([name, value]) => (
          <Pair key={name} name={name} value={typeof value === 'number' ? formatFigure(value) : (value ?? '–')} />
        ))}
        {blocked.map(([reason, count]) => (
          <Pair key={reason} name={reason} value={String(count)} className="text-warn" />
        ))}
      </dl>
      <LinkFigures node={id} />
    </Section>
  )
}

export function DebugPanel() {
  const state = useDebug((one) => one.state)
  const [selected] = useCanvas((one) => one.selectedNodes)
  return (
    <aside
      aria-label="State"
      className="w-[284px] max-w-[45vw] shrink-0 overflow-y-auto border-l border-line bg-surface"
    >
      {selected !== undefined && <Selected id={selected} />}
      {state && (
        <>
          <Accounts rows={state.accounts} />
          <Positions rows={state.positions} />
          <Orders rows={state.orders} />
        </>
      )}
      <WhatIfSection />
      <Section title="Breakpoints">
        <Breakpoints />
      </Section>
    </aside>
  )
}
