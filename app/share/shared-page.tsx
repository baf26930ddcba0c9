'use client'
import { useQuery } from '@tanstack/react-query'
import { GitFork } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Keyboard } from '../canvas/commands/keyboard'
import { Overlays } from '../canvas/commands/overlays'
import { type OpenSession, showSession } from '../canvas/open-session'
import { SessionProvider } from '../canvas/session'
import { Side } from '../canvas/side/side'
import { Breadcrumbs } from '../canvas/subgraphs/breadcrumbs'
import { ShownFlow, ShownLevel } from '../canvas/subgraphs/scoped-session'
import { Toolbar } from '../canvas/toolbar'
import { isNotFound, isSignedOut, type Outputs, useTRPC, useTRPCClient, wordsOf } from '../remote/trpc'
import { within } from '../remote/within'
import { LazyEquityChart } from '../report/lazy-chart'
import { StatisticList } from '../report/statistic-list'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { formatTime } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { ThemeToggle } from '../ui/theme'
import { Evidence } from './evidence'

type Shared = Outputs['shares']['open']

/** Makes the shared drawing the visitor's own. Reading needs no sign-in, keeping does. */
function ForkButton({ token }: { readonly token: string }) {
  const client = useTRPCClient()
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'forking' | { readonly words: string; readonly isSignedOut: boolean }>(
    'idle',
  )
  const fork = async () => {
    setState('forking')
    try {
      const own = await within(client.shares.fork.mutate({ token }))
      router.push(`/t/${own.id}`)
    } catch (error) {
      setState({
        isSignedOut: isSignedOut(error),
        words: isSignedOut(error)
          ? 'To fork, sign in first: open the address that `npm start` printed in its terminal, then come back to this page.'
          : wordsOf(error),
      })
    }
  }
  return (
    <>
      {typeof state === 'object' && (
        <p role="alert" className="max-w-lg text-xs text-warn">
          {state.words}{' '}
          {state.isSignedOut && (
            <a href={`/signin?next=/s/${token}`} className="underline">
              Sign in
            </a>
          )}
        </p>
      )}
      <Button tone="primary" disabled={state === 'forking'} onClick={() => void fork()}>
        <GitFork size={14} aria-hidden />
        {state === 'forking' ? 'Forking…' : 'Fork'}
      </Button>
    </>
  )
}

function Results({ shared, run }: { readonly shared: Shared; readonly run: NonNullable<Shared['run']> }) {
  return (
    <section
      aria-label="Results"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className="flex h-[236px] shrink-0 gap-4 overflow-auto border-t border-line bg-surface px-3 pt-3 -outline-offset-2"
    >
      <Evidence shared={shared} />
      <div className="w-[280px] shrink-0">
        <StatisticList statistics={run.statistics} brief />
        <p className="pt-3 text-xs text-faint">
          {run.mode}, ended {formatTime(run.endedAt)} UTC
        </p>
        {run.warnings[0] && <p className="pt-1 text-xs text-warn">{run.warnings[0]}</p>}
      </div>
      <div className="min-w-[320px] flex-1">
        <LazyEquityChart points={run.equity} equityHeight={136} drawdownHeight={76} syncId="shared" />
      </div>
    </section>
  )
}

function SharedView({ token, shared }: { readonly token: string; readonly shared: Shared }) {
  const [session, setSession] = useState<OpenSession | null>(null)
  useEffect(() => {
    const opened = showSession(token, shared.topology)
    setSession(opened)
    return opened.close
  }, [token, shared])
  if (!session) return null
  return (
    <SessionProvider value={session}>
      <div className="flex h-dvh flex-col overflow-hidden">
        <header className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
          <h1 className="truncate text-sm font-semibold">{shared.name}</h1>
          <Badge>Read only</Badge>
          <span className="text-xs text-faint">
            shared {formatTime(shared.createdAt).slice(0, 10)}
            {shared.expiresAt ? `, until ${formatTime(shared.expiresAt).slice(0, 10)}` : ''} · graph{' '}
            {shared.hash.slice(0, 12)}
          </span>
          <span className="flex-1" />
          <ForkButton token={token} />
          <ThemeToggle />
        </header>
        <ShownLevel>
          <div className="flex min-h-0 flex-1">
            <main className="flex min-w-0 flex-1 flex-col">
              <div className="relative min-h-0 flex-1">
                <ShownFlow />
                <Breadcrumbs />
                <Toolbar />
                <Keyboard />
                <Overlays />
              </div>
              {shared.run ? (
                <Results shared={shared} run={shared.run} />
              ) : (
                <div className="border-t border-line bg-surface px-3 py-2">
                  <Evidence shared={shared} />
                </div>
              )}
            </main>
            <Side isShared />
          </div>
        </ShownLevel>
      </div>
    </SessionProvider>
  )
}

/** A shared topology, for whoever has its link. */
export function SharedPage({ token }: { readonly token: string }) {
  const trpc = useTRPC()
  const shared = useQuery(trpc.shares.open.queryOptions({ token }, { staleTime: Number.POSITIVE_INFINITY }))
  if (shared.data) return <SharedView token={token} shared={shared.data} />
  return (
    <main className="mx-auto flex h-dvh max-w-md flex-col justify-center gap-3 px-6">
      {shared.isPending ? (
        <Empty title="Opening the shared topology…" />
      ) : (
        <>
          <h1 className="text-lg font-semibold">This link does not open</h1>
          <Notice tone="bad">{wordsOf(shared.error)}</Notice>
          {!isNotFound(shared.error) && <Button onClick={() => void shared.refetch()}>Try again</Button>}
        </>
      )}
    </main>
  )
}
