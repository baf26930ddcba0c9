'use client'
/** A run as it was drawn, over the canvas of its topology: it is gone through step by step, and nothing is edited. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Topology, topologySchema } from '../../engine/sdk'
import { Flow } from '../canvas/flow/flow'
import { type OpenSession, showSession } from '../canvas/open-session'
import { SessionProvider, useSession } from '../canvas/session'
import { Toolbar } from '../canvas/toolbar'
import { lightUp, useWhy } from '../canvas/why/store'
import { useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'
import { createController } from './controller'
import { DebugArea } from './debug-area'
import { closeRunView } from './run-view'
import { isDebugging, useDebug } from './store'
import { setController } from './use-controller'

interface RunAreaProps {
  readonly run: string
  readonly ts: string | null
}

function Failed({ words }: { readonly words: string }) {
  return (
    <main className="mx-auto flex h-dvh max-w-md flex-col justify-center gap-3 px-6">
      <h1 className="text-lg font-semibold">This run cannot be gone through</h1>
      <Notice tone="bad">{words}</Notice>
      <div>
        <Button tone="primary" onClick={closeRunView}>
          Back to the draft
        </Button>
      </div>
    </main>
  )
}

const Opening = () => (
  <main className="flex h-dvh items-center justify-center" aria-busy="true">
    <p className="text-sm text-faint">Opening the run…</p>
  </main>
)

/** The session of the run's drawing, with a controller that goes through that run. */
function useRunSession({ run, ts }: RunAreaProps, topology: Topology | null) {
  const client = useTRPCClient()
  const { topologyId } = useSession().document.getState()
  const [session, setSession] = useState<OpenSession | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    if (!topology) return
    const opened = showSession(topologyId, topology)
    let isGone = false
    const onLeave = () => {
      if (!isGone) closeRunView()
    }
    const controller = createController(client, opened, { id: run, onLeave })
    setController(opened, controller)
    setSession(opened)
    controller.open(ts).catch((failure: unknown) => setError(wordsOf(failure)))
    return () => {
      isGone = true
      controller.leave()
      opened.close()
    }
  }, [client, topologyId, run, ts, topology])
  return { session, error }
}

function Shown({ run }: { readonly run: string }) {
  const session = useSession()
  const answer = useWhy((state) => state.answer)
  useEffect(() => {
    if (answer?.run.id === run) lightUp(session, answer)
  }, [session, answer, run])
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <DebugArea part="bar" />
      <div className="flex min-h-0 flex-1">
        <main className="flex min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">
            <Flow />
            <Toolbar />
          </div>
          <DebugArea part="dock" />
        </main>
        <DebugArea part="panel" />
      </div>
    </div>
  )
}

export default function RunArea({ run, ts }: RunAreaProps) {
  const trpc = useTRPC()
  const found = useQuery(
    trpc.deployments.get.queryOptions({ id: run }, { staleTime: Number.POSITIVE_INFINITY, select: drawingOf }),
  )
  const { session, error } = useRunSession({ run, ts }, found.data ?? null)
  const isOn = useDebug(isDebugging)
  const words = found.isError ? wordsOf(found.error) : error
  if (words !== null) return <Failed words={words} />
  if (!session || !isOn) return <Opening />
  return (
    <SessionProvider value={session}>
      <Shown run={run} />
    </SessionProvider>
  )
}

const drawingOf = ({ topology }: { readonly topology: unknown }): Topology => topologySchema.parse(topology)
