'use client'
import { useConnection } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useCanvas } from '../session'

const WIDTH_PX = 260
const OFFSET_PX = 16

/** Why the link being drawn may not end here, beside the pointer and never outside the window. */
export function RefusalTip() {
  const refusal = useCanvas((state) => state.refusal)
  const isInvalid = useConnection((connection) => connection.isValid === false)
  const tip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      const { style } = tip.current ?? {}
      if (!style) return
      const x = Math.min(event.clientX + OFFSET_PX, window.innerWidth - WIDTH_PX - OFFSET_PX)
      style.transform = `translate(${x}px, ${event.clientY + OFFSET_PX}px)`
    }
    window.addEventListener('pointermove', follow)
    return () => window.removeEventListener('pointermove', follow)
  }, [])
  const isShown = isInvalid && refusal !== null
  return createPortal(
    <div
      ref={tip}
      className="pointer-events-none fixed top-0 left-0 z-50 rounded-sm border border-bad bg-bad-soft px-2 py-1 text-xs text-bad"
      style={{ maxWidth: WIDTH_PX, visibility: isShown ? 'visible' : 'hidden' }}
    >
      {refusal}
    </div>,
    document.body,
  )
}
