/**
 * REST from the routers: every procedure with an `openapi` entry answers at its path. The document comes from the same
 * entries by trpc-to-openapi; its request handler is not used, as it makes the shared schemas coerce (null would become
 * 0 by tRPC too), wants a content type on empty bodies, and words errors in another shape.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callTRPCProcedure, getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { OpenApiMeta } from 'trpc-to-openapi'
import { z } from 'zod'
import { appRouter } from '../api'
import { errorBody, fail } from '../api/errors'
import type { ApiContext } from '../api/trpc'
import { readBody, sendJson, urlOf } from './respond'

/** Longest JSON body: room for the largest topology there may be. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly procedure: string
  readonly type: 'query' | 'mutation'
  readonly input: z.ZodType | undefined
}

interface ProcedureDef {
  readonly type: string
  readonly meta?: OpenApiMeta
  readonly inputs: readonly unknown[]
}

function toRoute(procedure: string, _def: ProcedureDef): Route[] {
  const openapi = _def.meta?.openapi
  if (!openapi || _def.type === 'subscription') return []
  const names = [...openapi.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const pattern = new RegExp(`^${openapi.path.replace(/\{\w+\}/g, '([^/]+)')}/?$`)
  const input = _def.inputs.find((one): one is z.ZodType => one instanceof z.ZodType)
  return [
    { method: openapi.method, pattern, names, procedure, type: _def.type === 'query' ? 'query' : 'mutation', input },
  ]
}

// The router keeps its procedures by their whole names, whatever its type says.
const isProcedure = (value: unknown): value is { _def: ProcedureDef } => typeof value === 'function' && '_def' in value
const ROUTES = Object.entries<unknown>(appRouter._def.procedures).flatMap(([name, value]) =>
  isProcedure(value) ? toRoute(name, value._def) : [],
)

const jsonSchema = z.object({ properties: z.record(z.string(), z.looseObject({})).optional() })

/** Query texts of number fields become numbers; everything else is left for the procedure's own schema to judge. */
function coerceNumbers(input: z.ZodType | undefined, query: Record<string, string>): Record<string, unknown> {
  if (!input || Object.keys(query).length === 0) return query
  const { properties = {} } = jsonSchema.parse(z.toJSONSchema(unwrap(input), { io: 'input', unrepresentable: 'any' }))
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => {
      const type = properties[name]?.type
      const isNumber = (type === 'number' || type === 'integer') && text.trim() !== ''
      return [name, isNumber && !Number.isNaN(Number(text)) ? Number(text) : text]
    }),
  )
}

const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readBody(request, BODY_BYTES_MAX)
  if (text === null) throw fail('PAYLOAD_TOO_LARGE', `The body is longer than ${BODY_BYTES_MAX} bytes`)
  if (text.trim() === '') return {}
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/json'))
    throw fail('UNSUPPORTED_MEDIA_TYPE', `Send JSON: the header "content-type: application/json" is missing`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw fail('BAD_REQUEST', `The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}`)
  }
  const body = z.record(z.string(), z.unknown()).safeParse(value)
  if (!body.success) throw fail('BAD_REQUEST', 'The body must be a JSON object')
  return body.data
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw fail('BAD_REQUEST', 'The address is not well-formed')
  }
}

async function readInput(request: IncomingMessage, route: Route, match: RegExpExecArray): Promise<unknown> {
  const texts = Object.fromEntries(route.names.map((name, index) => [name, decoded(match[index + 1] ?? '')]))
  if (request.method === 'POST' || request.method === 'PUT') return { ...(await readJson(request)), ...texts }
  const query = Object.fromEntries(urlOf(request).searchParams)
  return { ...coerceNumbers(route.input, query), ...texts }
}

/** The route for a request, or the methods the path would answer. */
function findRoute(method: string, path: string): { route: Route; match: RegExpExecArray } | { allow: string[] } {
  const allow: string[] = []
  for (const route of ROUTES) {
    const match = route.pattern.exec(path)
    if (!match) continue
    if (route.method === method) return { route, match }
    allow.push(route.method)
  }
  return { allow }
}

function notRouted(allow: readonly string[], method: string, path: string): TRPCError {
  if (allow.length === 0) return fail('NOT_FOUND', `There is nothing at ${path}; see /docs`)
  return fail('METHOD_NOT_SUPPORTED', `${path} does not answer ${method}, only ${allow.join(', ')}`)
}

async function answer(request: IncomingMessage, context: ApiContext): Promise<unknown> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const path = urlOf(request).pathname
  const found = findRoute(method, path)
  if ('allow' in found) throw notRouted(found.allow, method, path)
  const { route, match } = found
  return callTRPCProcedure({
    router: appRouter,
    path: route.procedure,
    type: route.type,
    ctx: context,
    getRawInput: () => readInput(request, route, match),
    signal: undefined,
    batchIndex: 0,
  })
}

/** Answers a request by the procedure that belongs to it. Reports unexpected errors by `onError`. */
export async function handleRest(
  request: IncomingMessage,
  response: ServerResponse,
  context: ApiContext,
  onError: (error: unknown) => void,
): Promise<void> {
  try {
    sendJson(response, 200, await answer(request, context))
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause)
    if (error.code === 'INTERNAL_SERVER_ERROR') onError(error.cause ?? error)
    sendJson(response, getHTTPStatusCodeFromError(error), { error: errorBody(error) })
  }
}
