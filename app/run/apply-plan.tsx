'use client'
/** What a change would do to what runs, part by part, before it is done. */
import type { ReactNode } from 'react'
import { linkName } from '../../engine/sdk'
import { titleOf } from '../canvas/kinds'
import { nodeById, useDocument, useLive } from '../canvas/session'
import type { Outputs } from '../remote/trpc'
import { formatNumber } from '../ui/format'

export type Plan = Outputs['deployments']['planApply']

function Line({
  label,
  tone,
  children,
}: {
  readonly label: string
  readonly tone: string
  readonly children: readonly ReactNode[]
}) {
  if (children.length === 0) return null
  return (
    <div className="flex gap-2">
      <dt className={`w-24 shrink-0 ${tone}`}>{label}</dt>
      <dd className="min-w-0 flex-1 break-words text-text">
        {children.map((child, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a plan is replaced whole, never edited.
          <div key={index}>{child}</div>
        ))}
      </dd>
    </div>
  )
}

/** The name of a node of the draft, or of what runs. */
function useNames(): (id: string) => string {
  const topology = useDocument((state) => state.topology)
  const running = useLive((state) => state.running)
  return (id) => {
    const node = nodeById(topology, id) ?? (running ? nodeById(running, id) : undefined)
    return node ? titleOf(node) : id
  }
}

const joined = (names: readonly string[]): string[] => (names.length > 0 ? [names.join(', ')] : [])
const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** How a node that starts comes to its history. */
function warmUpWords(name: string, { steps, isWarmed, note }: Plan['warmUps'][number]): string {
  if (isWarmed) return `${name}: looks back ${counted(steps, 'step')}, warmed before it is switched in`
  const needs = steps > 1 ? `needs ${counted(steps, 'step')} after the switch; ` : ''
  return `${name}: not warmed: ${needs}${note ?? ''}`
}

function orderWords(nameOf: (id: string) => string, { order, owner }: Plan['leftOrders'][number]): string {
  const price = order.limitPrice ?? order.stopPrice
  const at = price === null ? '' : ` at ${formatNumber(price)}`
  const left = order.quantity - order.filled
  return `${order.orderId}: ${order.side} ${formatNumber(left, 4)} ${order.instrument}${at} (${order.type}), of ${nameOf(owner)}`
}

/** What a change would do, before it is done. */
export function PlanList({ plan }: { readonly plan: Plan }) {
  const nameOf = useNames()
  const kept = [...plan.relinked, ...plan.untouched]
  const cold = plan.warmUps.filter(({ isWarmed }) => !isWarmed)
  const warm = plan.warmUps.filter(({ isWarmed }) => isWarmed)
  return (
    <dl className="grid gap-1 text-xs">
      <Line label="Starts" tone="text-good">
        {joined(plan.start.map(nameOf))}
      </Line>
      <Line label="Stops" tone="text-bad">
        {joined(plan.stop.map(nameOf))}
      </Line>
      <Line label="Starts anew" tone="text-warn">
        {joined(plan.restart.map(nameOf))}
      </Line>
      <Line label="Links" tone="text-good">
        {plan.linked.map(linkName)}
      </Line>
      <Line label="Unlinks" tone="text-bad">
        {plan.unlinked.map(linkName)}
      </Line>
      <Line label="Frames" tone="text-muted">
        {joined((plan.reframed ?? []).map(nameOf)).map(
          (names) => `${names}: in other processes from the next start on`,
        )}
      </Line>
      <Line label="Warm-up" tone="text-muted">
        {warm.map((one) => warmUpWords(nameOf(one.node), one))}
      </Line>
      <Line label="Not warmed" tone="text-warn">
        {cold.map((one) => warmUpWords(nameOf(one.node), one))}
      </Line>
      <Line label="Orders left" tone="text-bad">
        {plan.leftOrders.map((one) => orderWords(nameOf, one))}
      </Line>
      <Line label="Keeps state" tone="text-muted">
        {joined(kept.map(nameOf))}
      </Line>
      <Line label="Untouched" tone="text-muted">
        {[`${kept.length} ${kept.length === 1 ? 'node runs' : 'nodes run'} on`]}
      </Line>
      <Line label="Beware" tone="text-warn">
        {plan.problems
          .filter(({ severity, code }) => severity === 'warning' && code.startsWith('LEAVES_'))
          .map(({ node, message }) => `${node ? `${nameOf(node)}: ` : ''}${message}`)}
      </Line>
    </dl>
  )
}
