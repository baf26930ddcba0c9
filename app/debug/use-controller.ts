'use client'
import { useMemo } from 'react'
import { type CanvasSession, useSession } from '../canvas/session'
import { useTRPCClient } from '../remote/trpc'
import { type Controller, createController } from './controller'

const controllers = new WeakMap<CanvasSession, Controller>()

/** The controller of a canvas that shows a run. */
export function setController(session: CanvasSession, controller: Controller): void {
  controllers.set(session, controller)
}

/** The controller of the open canvas: the same one wherever it is asked for. */
export function useController(): Controller {
  const session = useSession()
  const client = useTRPCClient()
  return useMemo(() => {
    const known = controllers.get(session) ?? createController(client, session)
    controllers.set(session, known)
    return known
  }, [session, client])
}
