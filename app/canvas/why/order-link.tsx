'use client'
import { Tooltip } from '../../ui/tooltip'
import { useLive } from '../session'
import { useAskWhy } from './use-why'

/** The name of an order of what runs: asks why it came about. */
export function OrderLink({ orderId }: { readonly orderId: string }) {
  const run = useLive((state) => state.watching)
  const ask = useAskWhy()
  if (run === null) return <>{orderId}</>
  return (
    <Tooltip text="Why? Shows the way back to the data">
      <button
        type="button"
        aria-label={`Why ${orderId}`}
        className="text-accent underline decoration-dotted underline-offset-2 hover:decoration-solid"
        onClick={() => ask({ run, orderId })}
      >
        {orderId}
      </button>
    </Tooltip>
  )
}

/** A message of the log in which names of orders lead to their why. */
export function WithOrders({ text, nodes }: { readonly text: string; readonly nodes: readonly string[] }) {
  const parts = text.split(ORDER_ID)
  if (parts.length === 1) return <>{text}</>
  return parts.map((part, place) =>
    isOrderOf(part, nodes) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part of a text has no name but its place.
      <OrderLink key={place} orderId={part} />
    ) : (
      part
    ),
  )
}

const ORDER_ID = /([a-z][a-z0-9-]*-\d+)/
const isOrderOf = (part: string, nodes: readonly string[]): boolean =>
  nodes.some((node) => part.startsWith(`${node}-`) && /^\d+$/.test(part.slice(node.length + 1)))
