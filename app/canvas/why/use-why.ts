'use client'
import { useCallback, useEffect } from 'react'
import { useTRPCClient } from '../../remote/trpc'
import { useSession } from '../session'
import { type Asked, askedInAddress, askWhy } from './store'

/** Asks about an order on the open canvas. */
export function useAskWhy(): (asked: Asked) => void {
  const client = useTRPCClient()
  const session = useSession()
  return useCallback((asked) => void askWhy(client, session, asked), [client, session])
}

/** An address with `?why` asks when the canvas opens. */
export function useWhyFromAddress(): void {
  const ask = useAskWhy()
  useEffect(() => {
    const asked = askedInAddress()
    if (asked) ask(asked)
  }, [ask])
}
