import { randomBytes } from 'node:crypto'
import { Packr } from 'msgpackr'
import { Router } from 'zeromq'
import type { TelemetryUpdate } from '../sdk'
import {
  CLIENT_METHODS,
  type ClientMethod,
  clientRequest,
  type MethodParams,
  type MethodResult,
  SupervisorError,
  type SupervisorMessage,
} from '../wire/client-protocol'
import { isSame } from './control-hub'
import { wordsOf } from './files'
import { CLIENT_SILENT_MS_MAX } from './limits'
import { Publisher } from './publisher'
import { ROUTER_OPTIONS, SendQueue } from './send-queue'

/** What the supervisor does for its clients, by method. */
export type Handlers = {
  [M in Exclude<ClientMethod, 'subscribe'>]: (params: MethodParams<M>) => Promise<MethodResult<M>> | MethodResult<M>
}

const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: false })

/** The supervisor's end of the client protocol: a ROUTER that checks the token, answers, and pushes telemetry. */
export class ClientServer {
  readonly token = randomBytes(32).toString('base64url')
  private readonly subscribers = new Map<string, Publisher>()
  private readonly heardMs = new Map<string, number>()
  private readonly queue: SendQueue
  private readonly sweeper: NodeJS.Timeout

  private constructor(
    private readonly socket: Router,
    readonly endpoint: string,
    private readonly handlers: Handlers,
    private readonly log: (message: string) => void,
  ) {
    this.queue = new SendQueue(socket, (identity) => this.forget(identity))
    this.sweeper = setInterval(() => this.sweep(), CLIENT_SILENT_MS_MAX / 3)
  }

  static async open(endpoint: string, handlers: Handlers, log: (message: string) => void): Promise<ClientServer> {
    const socket = new Router(ROUTER_OPTIONS)
    await socket.bind(endpoint)
    const server = new ClientServer(socket, endpoint, handlers, log)
    void server.listen()
    return server
  }

  /** Tells all subscribers. */
  publish(deployment: string, update: TelemetryUpdate): void {
    for (const publisher of this.subscribers.values()) publisher.add(deployment, update)
  }

  close(): void {
    clearInterval(this.sweeper)
    for (const identity of [...this.subscribers.keys()]) this.forget(identity)
    this.queue.close()
    this.socket.close()
  }

  private async listen(): Promise<void> {
    for await (const [identity, frame] of this.socket)
      if (identity && frame) void this.receive(identity.toString('hex'), frame)
  }

  private async receive(identity: string, frame: Buffer): Promise<void> {
    const request = clientRequest.safeParse(readFrame(frame))
    if (!request.success) return this.log('a client sent a frame that is no request')
    const { id, token, method, params } = request.data
    this.heardMs.set(identity, Date.now())
    try {
      if (!isSame(token, this.token))
        throw new SupervisorError('UNAUTHORIZED', 'this token is not the supervisor’s: read supervisor.json again')
      this.send(identity, { type: 'result', id, value: (await this.answer(identity, method, params)) ?? {} })
    } catch (error) {
      this.send(identity, { type: 'error', id, ...this.describe(error) })
    }
  }

  private async answer(identity: string, method: string, params: unknown): Promise<unknown> {
    if (!isMethod(method)) throw new SupervisorError('BAD_REQUEST', `there is no method "${method}"`)
    const parsed = CLIENT_METHODS[method].params.safeParse(params)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new SupervisorError('BAD_REQUEST', `${method}: ${issue?.path.join('.')}: ${issue?.message}`)
    }
    if (method === 'subscribe') return this.subscribe(identity)
    if (method === 'snapshot' && 'id' in parsed.data) this.subscribers.get(identity)?.flush(String(parsed.data.id))
    // The schema of a method has parsed its params; the union of pairs can't say so.
    const handler = this.handlers[method] as (input: unknown) => unknown
    const answer = await handler(parsed.data)
    return method === 'hello' ? { ...Object(answer), subscribed: this.subscribers.has(identity) } : answer
  }

  private subscribe(identity: string): void {
    if (this.subscribers.has(identity)) return
    const send = (deployment: string, update: TelemetryUpdate) =>
      this.send(identity, { type: 'telemetry', deployment, update })
    this.subscribers.set(identity, new Publisher(send, () => this.forget(identity)))
  }

  private describe(error: unknown): Omit<Extract<SupervisorMessage, { type: 'error' }>, 'type' | 'id'> {
    if (error instanceof SupervisorError) {
      const { code, message, problems } = error
      return { code, message, ...(problems ? { problems: [...problems] } : {}) }
    }
    this.log(`a request failed: ${error instanceof Error ? error.stack : String(error)}`)
    return { code: 'INTERNAL', message: wordsOf(error) }
  }

  private send(identity: string, message: SupervisorMessage): void {
    this.queue.send(identity, packr.pack(message))
  }

  private forget(identity: string): void {
    this.subscribers.get(identity)?.close()
    this.subscribers.delete(identity)
    this.heardMs.delete(identity)
  }

  private sweep(): void {
    const limitMs = Date.now() - CLIENT_SILENT_MS_MAX
    for (const [identity, heardMs] of this.heardMs) if (heardMs < limitMs) this.forget(identity)
  }
}

function readFrame(frame: Buffer): unknown {
  try {
    return packr.unpack(frame)
  } catch {
    return null
  }
}

const isMethod = (name: string): name is ClientMethod => Object.hasOwn(CLIENT_METHODS, name)
