'use client'
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import superjson from 'superjson'
import type { Problem } from '../../engine/sdk'
import type { AppRouter } from '../../server/api'

export type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

/** The typed client of this page's own server; the session's cookie goes with every call. */
export function createClient() {
  return createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/trpc', transformer: superjson })] })
}
export type Client = ReturnType<typeof createClient>

interface ErrorShape {
  readonly code?: string
  readonly problems?: readonly Problem[]
}

function shapeOf(error: unknown): ErrorShape {
  return error instanceof TRPCClientError ? ((error.data as ErrorShape | null) ?? {}) : {}
}

/** Answers that stay the same however often a drawing is sent. */
const FINAL = new Set(['NOT_FOUND', 'BAD_REQUEST', 'UNPROCESSABLE_CONTENT', 'PAYLOAD_TOO_LARGE'])

/** Why a save was not taken: it came after another's, the drawing itself is refused, or there was no answer. */
export function saveFailure(error: unknown): 'late' | 'refused' | 'failed' {
  const { code } = shapeOf(error)
  if (code === 'CONFLICT') return 'late'
  return code !== undefined && FINAL.has(code) ? 'refused' : 'failed'
}
/** True if this browser is not signed in (any more). */
export const isSignedOut = (error: unknown): boolean => shapeOf(error).code === 'UNAUTHORIZED'
export const isNotFound = (error: unknown): boolean => shapeOf(error).code === 'NOT_FOUND'

/** What went wrong, in words for a person. */
export function wordsOf(error: unknown): string {
  if (error instanceof TRPCClientError) {
    if (error.cause instanceof TypeError)
      return 'The server does not answer. Is Patchbay still running in its terminal?'
    if (error.cause instanceof SyntaxError)
      return 'What answered is not Patchbay: a proxy between it and this browser, perhaps. Is Patchbay still running in its terminal?'
    if (shapeOf(error).code === 'PAYLOAD_TOO_LARGE') return 'That is more than the server takes at once: 16 MB'
    return error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** Sends a browser without a session to the page that says how to get one; shared topologies stay open to all. */
function onError(error: unknown): void {
  const { pathname, search } = window.location
  if (!isSignedOut(error) || pathname.startsWith('/signin') || pathname.startsWith('/s/')) return
  window.location.assign(`/signin?next=${encodeURIComponent(pathname + search)}`)
}

/** The cache of what was asked. Client errors are final; only a server that does not answer is asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => count < 2 && shapeOf(error).code === undefined,
      },
    },
  })
}

/** What is wrong with the drawing that was sent, where the server said so. */
export function problemsOf(error: unknown): readonly Problem[] {
  return shapeOf(error).problems ?? []
}
