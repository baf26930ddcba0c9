'use client'
import { memo } from 'react'
import { createPortal } from 'react-dom'
import { linkName } from '../../../engine/sdk'
import { portColor } from '../kinds'
import { useCanvas, useDocument, useLive } from '../session'
import { figuresOfLink, wordsOfLink } from './link-words'
import { COSTLY_SHARE_MIN } from './overlay/link-health'

const WIDTH_PX = 268
const OFFSET_PX = 14
/** Room that is kept for it below the pointer; nearer to the window's foot it is shown above. */
const HEIGHT_PX = 190

function Figures({ id }: { readonly id: string }) {
  const status = useLive((state) => state.links[id])
  if (!status) return null
  const isCostly = (status.tickToOrderShare ?? 0) >= COSTLY_SHARE_MIN
  return (
    <>
      <dl className="mt-1.5 grid grid-cols-2 gap-x-3 border-t border-line pt-1.5 tabular-nums">
        {figuresOfLink(status).map(([name, text]) => (
          <div key={name} className="flex justify-between gap-2">
            <dt className="text-faint">{name}</dt>
            <dd className={name === 'Dropped' && status.dropped > 0 ? 'text-warn' : 'truncate text-text'}>{text}</dd>
          </div>
        ))}
      </dl>
      {isCostly && <p className="pt-1 text-warn">Most of the time from a tick to its order is spent on this hop.</p>}
    </>
  )
}

/** What the link under the pointer, or with the focus, joins, carries and does. */
export const LinkTip = memo(function LinkTip() {
  const id = useCanvas((state) => (state.connecting ? null : state.hoveredLink))
  const at = useCanvas((state) => state.hoveredAt)
  const topology = useDocument((state) => state.topology)
  const link = id === null ? undefined : topology.links.find((one) => linkName(one) === id)
  const said = link && wordsOfLink(topology, link)
  if (!id || !said) return null
  const isLow = at.y + OFFSET_PX + HEIGHT_PX > window.innerHeight
  return createPortal(
    <div
      role="tooltip"
      className="pointer-events-none fixed z-50 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-xs text-muted shadow-[var(--shadow)]"
      style={{
        width: WIDTH_PX,
        left: Math.min(at.x + OFFSET_PX, window.innerWidth - WIDTH_PX - 8),
        ...(isLow ? { bottom: window.innerHeight - at.y + OFFSET_PX } : { top: at.y + OFFSET_PX }),
      }}
    >
      <p className="font-medium text-text">{said.ends}</p>
      <p>
        <span
          aria-hidden
          className="mr-1.5 inline-block size-2 rounded-full"
          style={{ background: portColor(said.type ?? undefined) }}
        />
        {said.type ?? 'unknown'}: {said.carries}
        {said.isTwoWay ? ' ⇄' : ''}
      </p>
      {said.unit && <p className="text-faint">{said.unit}</p>}
      <Figures id={id} />
    </div>,
    document.body,
  )
})
