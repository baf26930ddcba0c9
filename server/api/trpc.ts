/** What every procedure stands on: the context, the transformer, the shape of errors, and who may call. */
import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import type { OpenApiMeta } from 'trpc-to-openapi'
import type { Services } from '../services'
import { errorBody, fail, fromEngine } from './errors'

export interface ApiContext {
  /** Who calls, for the audit; null without a session. */
  readonly actor: string | null
  readonly services: Services
}

const t = initTRPC
  .meta<OpenApiMeta>()
  .context<ApiContext>()
  .create({
    transformer: superjson,
    isDev: false,
    errorFormatter: ({ shape, error }) => {
      const body = errorBody(error)
      return { ...shape, message: body.message, data: { ...shape.data, error: body, problems: body.problems ?? [] } }
    },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Engine refusals become errors with words. */
const withWords = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  const worded = fromEngine(result.error.cause)
  if (worded instanceof TRPCError && worded !== result.error.cause) throw worded
  return result
})

/** Answers everybody, even without a session. */
export const openProcedure = t.procedure.use(withWords)

/** Answers only a caller who is signed in. */
export const procedure = openProcedure.use(({ ctx, next }) => {
  if (ctx.actor === null) throw fail('UNAUTHORIZED', 'Sign in first: open the address that `npm start` printed')
  return next({ ctx: { ...ctx, actor: ctx.actor } })
})
