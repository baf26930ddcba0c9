'use client'
/** What commands cannot do by themselves, a part of the page does for them while it is there. */
import { useEffect, useRef } from 'react'
import { create } from 'zustand'

type Handler = () => unknown

export const useHandlers = create<{ readonly byId: Readonly<Record<string, Handler>> }>(() => ({ byId: {} }))

/**
 * Lets this part of the page do a command (by its id) while it is mounted and `enabled`; the command is offered just as
 * long.
 */
export function useHandler(id: string, handler: Handler, enabled = true): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    if (!enabled) return
    const mine = () => latest.current()
    useHandlers.setState(({ byId }) => ({ byId: { ...byId, [id]: mine } }))
    return () =>
      useHandlers.setState(({ byId }) => {
        const { [id]: present, ...others } = byId
        return { byId: present === mine ? others : byId }
      })
  }, [id, enabled])
}
