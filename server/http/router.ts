/** Who answers which path, and to whom. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { appRouter } from '../api'
import type { ApiContext } from '../api/trpc'
import type { Access } from '../auth/access'
import type { Services } from '../services'
import { cookieLine } from './cookies'
import { makeDocsPage } from './docs'
import { handleDownload } from './downloads'
import { themed } from './look'
import type { Metrics } from './metrics'
import { makeOpenApiDocument } from './openapi'
import { messagePage } from './page'
import type { Pages } from './pages'
import { redirect, sendError, sendHtml, sendJson, urlOf } from './respond'
import { BODY_BYTES_MAX, handleRest } from './rest'
import { handleSignIn, handleSignOut } from './signin'
import { handleUpload } from './upload'
import type { Visitors } from './visitors'

interface Parts {
  readonly services: Services
  readonly access: Access
  readonly pages: Pages
  readonly metrics: Metrics
  readonly visitors: Visitors
  onError(error: unknown): void
}

const SHARE_PAGE = /^\/s\/([\w-]{1,100})\/?$/
const SHARE_ASSETS = /^\/(_next\/static\/|icon\.svg$)/
/** What programs ask for: they are told 401, people are shown where to sign in. */
const FOR_PROGRAMS = /^\/(api|trpc|topology|socket\.io|metrics|_next)(\/|$)/
/** In the shape of the API's errors and, for the app's client, in tRPC's too. */
const UNAUTHORIZED = { code: 'UNAUTHORIZED', message: 'Sign in first: open the address that `npm start` printed' }
const SIGN_IN_FIRST = {
  error: {
    ...UNAUTHORIZED,
    json: {
      message: UNAUTHORIZED.message,
      code: TRPC_ERROR_CODES_BY_KEY.UNAUTHORIZED,
      data: { code: UNAUTHORIZED.code, httpStatus: 401, error: UNAUTHORIZED, problems: [] },
    },
  },
}
/** Procedures that answer without a session; each of them says so itself too. */
const OPEN_PROCEDURES = new Set(['shares.open'])

export class Router {
  private readonly trpc: RequestListener
  private readonly openApi: ReturnType<typeof makeOpenApiDocument>
  private readonly docs: string

  constructor(private readonly parts: Parts) {
    this.openApi = makeOpenApiDocument(parts.services.version)
    this.docs = makeDocsPage(this.openApi)
    this.trpc = createHTTPHandler({
      basePath: '/trpc/',
      router: appRouter,
      maxBodySize: BODY_BYTES_MAX,
      createContext: ({ req }) => this.contextOf(req),
      onError: ({ error }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR') parts.onError(error.cause ?? error)
      },
    })
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = urlOf(request)
    if (await this.answerAnybody(request, response, pathname)) return
    const actor = await this.parts.visitors.actorOf(request)
    if (actor !== null) return this.answerSignedIn(request, response, pathname, actor)
    if (await this.answerGuest(request, response, pathname)) return
    if (FOR_PROGRAMS.test(pathname) || (request.method !== 'GET' && request.method !== 'HEAD'))
      return sendJson(response, 401, SIGN_IN_FIRST)
    redirect(response, `/signin?next=${encodeURIComponent(request.url ?? '/')}`)
  }

  private async answerAnybody(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const { access, visitors } = this.parts
    if (path === '/healthz') await this.health(response)
    else if (path === '/signin') await handleSignIn(request, response, access, visitors.sessionCookie)
    else return false
    return true
  }

  /** Shared links are for whoever has them: their page, its scripts, and the one procedure that reads them. */
  private async answerGuest(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const { pages, visitors } = this.parts
    const token = SHARE_PAGE.exec(path)?.[1]
    if (token !== undefined) await this.sharePage(request, response, token)
    else if (SHARE_ASSETS.test(path) && (await visitors.isGuest(request))) await pages.handle(request, response)
    else if (path.startsWith('/trpc/') && namesOpenProcedure(path)) this.trpc(request, response)
    else return false
    return true
  }

  private async sharePage(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const { pages, visitors } = this.parts
    if (!(await visitors.isShareOpen(token)))
      return sendHtml(
        response,
        404,
        themed(
          request,
          messagePage(
            'Nothing behind this link',
            'It may have been revoked or have expired. Ask who sent it for a new one.',
          ),
        ),
      )
    response.appendHeader('set-cookie', cookieLine(visitors.shareCookie, token, { sameSite: 'Lax' }))
    await pages.handle(request, response)
  }

  private async answerSignedIn(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    actor: string,
  ): Promise<void> {
    const { services, access, pages, visitors, onError } = this.parts
    if (path.startsWith('/trpc/')) return this.trpc(request, response)
    if (path === '/api/openapi.json') return sendJson(response, 200, this.openApi)
    if (path === '/docs') return sendHtml(response, 200, themed(request, this.docs))
    if (path === '/metrics') return this.sendMetrics(response)
    if (path === '/signout' && request.method === 'POST')
      return handleSignOut(request, response, access, visitors.sessionCookie)
    if (path === '/api/datasets/import' && request.method === 'POST')
      return handleUpload(request, response, services, actor)
    const isAsked = request.method === 'GET' || request.method === 'HEAD'
    if (isAsked && (await handleDownload(path, response, services, request.method === 'HEAD'))) return
    if (path.startsWith('/api/') || path.startsWith('/topology/'))
      return handleRest(request, response, { actor, services }, onError)
    if (path.startsWith('/socket.io')) return sendError(response, 426, 'UPGRADE_REQUIRED', 'Connect by WebSocket')
    await pages.handle(request, response)
  }

  private async contextOf(request: IncomingMessage): Promise<ApiContext> {
    return { actor: await this.parts.visitors.actorOf(request), services: this.parts.services }
  }

  private async health(response: ServerResponse): Promise<void> {
    const { engine, db } = this.parts.services
    const database = await db.ping().then(
      () => true,
      () => false,
    )
    const status = engine.connected && database ? 'ok' : 'degraded'
    sendJson(response, database ? 200 : 503, { status, supervisor: engine.connected, database })
  }

  private async sendMetrics(response: ServerResponse): Promise<void> {
    const { metrics } = this.parts
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
    response.end(await metrics.text())
  }
}

/** tRPC joins the names of a batch by commas. */
const namesOpenProcedure = (path: string): boolean =>
  path
    .slice('/trpc/'.length)
    .split(/,|%2c/i)
    .some((name) => OPEN_PROCEDURES.has(name))
