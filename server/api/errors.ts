/** Errors as callers see them: `{ code, message, path? }`, the same by tRPC (in `data.error`) and by REST. */
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { type Problem, problemLine } from '../../engine/sdk'
import { EngineAway, EngineRefusal, type RefusalCode } from '../engine'

type ErrorCode = TRPCError['code']

/** The draft that a stale save ran into. */
export interface CurrentDraft {
  readonly draftRevision: number
  readonly at: string
  readonly by: string
}

interface Details {
  /** Where it is wrong: `node.param`, or the name of an input. */
  readonly path?: string
  readonly problems?: readonly Problem[]
  readonly current?: CurrentDraft
}

export interface ErrorBody extends Details {
  readonly code: string
  readonly message: string
}

class Failure extends Error {
  constructor(
    message: string,
    readonly details: Details,
  ) {
    super(message)
  }
}

/** An error for the caller. */
export function fail(code: ErrorCode, message: string, details: Details = {}): TRPCError {
  return new TRPCError({ code, message, cause: new Failure(message, details) })
}

export const notFound = (what: string, id: string): TRPCError =>
  fail('NOT_FOUND', `There is no ${what} "${id}"; it may have been removed`)

/** 422 with everything that is wrong, the first problem in the message. */
export function unprocessable(lead: string, problems: readonly Problem[]): TRPCError {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const first = errors[0]
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const path = first && ([first.node, first.param ?? first.port].filter(Boolean).join('.') || first.link)
  return fail('UNPROCESSABLE_CONTENT', first ? `${lead}: ${problemLine(first)}${more}` : lead, {
    ...(path ? { path } : {}),
    problems,
  })
}

const CODE_OF: Readonly<Record<RefusalCode, ErrorCode>> = {
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  BAD_REQUEST: 'BAD_REQUEST',
  INVALID: 'UNPROCESSABLE_CONTENT',
  HOST_FAILED: 'BAD_GATEWAY',
}

/** What the engine refused, or that it is away, as an error for the caller. */
export function fromEngine(error: unknown): unknown {
  if (error instanceof EngineAway) return fail('SERVICE_UNAVAILABLE', error.message)
  if (!(error instanceof EngineRefusal)) return error
  if (error.problems.length > 0) return unprocessable(error.message, error.problems)
  return fail(CODE_OF[error.code], error.message)
}

function ofInput(error: ZodError): ErrorBody {
  const issue = error.issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  const message = issue ? `${path || 'input'}: ${issue.message}` : 'The input is not valid'
  return { code: 'BAD_REQUEST', message, ...(path ? { path } : {}) }
}

/** What a caller is told of an error. Insides of unexpected ones stay in the log. */
export function errorBody(error: TRPCError): ErrorBody {
  const { cause } = error
  if (cause instanceof Failure) return { code: error.code, message: cause.message, ...cause.details }
  if (error.code === 'BAD_REQUEST' && cause instanceof ZodError) return ofInput(cause)
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return { code: error.code, message: 'Something went wrong in the server; its log says what' }
  return { code: error.code, message: error.message }
}
