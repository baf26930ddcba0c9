'use client'
import { Notice } from '../ui/notice'
import { useLive } from './session'

/** Says when what is shown may be old: the server is away, or its supervisor. It lies over the canvas, so that nothing moves. */
export function LiveBanner() {
  const connection = useLive((state) => state.connection)
  const supervisor = useLive((state) => state.supervisor)
  const refused = useLive((state) => state.refused)
  const words =
    connection === 'lost'
      ? 'The connection to the server is lost. Figures are those last heard; what runs goes on. Reconnecting…'
      : !supervisor
        ? 'The supervisor does not answer the server. Figures are those last heard; it is being sought again.'
        : refused
  if (!words) return null
  return (
    <Notice tone="warn" className="absolute inset-x-0 top-0 z-20 rounded-none border-x-0 border-t-0">
      {words}
    </Notice>
  )
}
