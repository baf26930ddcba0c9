import { Packr } from 'msgpackr'
import { Dealer } from 'zeromq'
import type { TelemetryUpdate } from '../sdk'
import {
  CLIENT_METHODS,
  CLIENT_PROTOCOL,
  type ClientMethod,
  type MethodParams,
  type MethodResult,
  SupervisorError,
  supervisorMessage,
} from '../wire/client-protocol'
import type { SupervisorFile } from '../wire/home'

/** Without an answer for so long, a request has failed. Starting and changing wait for processes. */
const ANSWER_MS_MAX = 15_000
const SLOW_ANSWER_MS_MAX = 150_000
/** What takes long, and what must come through to a supervisor that has its hands full. */
const SLOW: ReadonlySet<ClientMethod> = new Set([
  'debugOpen',
  'apply',
  'startNode',
  'stopNode',
  'stop',
  'control',
  'kill',
  'why',
])

const packr = new Packr({ useRecords: false, mapsAsObjects: true, moreTypes: false })

interface Pending {
  readonly method: ClientMethod
  resolve(value: unknown): void
  reject(error: Error): void
  readonly timer: NodeJS.Timeout
}

/** One connection to one life of the supervisor. */
export class Connection {
  private readonly socket = new Dealer({ linger: 0, reconnectInterval: 50, sendHighWaterMark: 10_000 })
  private readonly pending = new Map<number, Pending>()
  private readonly outgoing: Buffer[] = []
  private isSending = false
  private isClosed = false
  private nextId = 1
  /** How long nothing has been heard, as whoever holds the connection counts it. Any message is a sign of life. */
  silentMs = 0

  constructor(
    readonly file: SupervisorFile,
    private readonly onTelemetry: (deployment: string, update: TelemetryUpdate) => void,
  ) {
    this.socket.connect(file.endpoint)
    void this.listen()
  }

  /** Checks that it is a supervisor that speaks our version, and asks for telemetry. */
  async greet(msMax: number): Promise<void> {
    const { protocol } = await this.ask('hello', {}, msMax)
    if (protocol !== CLIENT_PROTOCOL)
      throw new SupervisorError(
        'UNAVAILABLE',
        `the supervisor speaks version ${protocol} of the client protocol, this program ${CLIENT_PROTOCOL}: restart both`,
      )
    await this.ask('subscribe', {}, msMax)
  }

  /** @throws SupervisorError as the supervisor words it, or UNAVAILABLE when it does not answer. */
  async ask<M extends ClientMethod>(
    method: M,
    params: MethodParams<M>,
    msMax = SLOW.has(method) ? SLOW_ANSWER_MS_MAX : ANSWER_MS_MAX,
  ): Promise<MethodResult<M>> {
    if (this.isClosed) throw unavailable('the connection to it was lost')
    const id = this.nextId++
    const value = await new Promise<unknown>((resolve, reject) => {
      const late = () => {
        this.pending.delete(id)
        reject(unavailable(`it did not answer "${method}" within ${msMax / 1000} s`))
      }
      this.pending.set(id, { method, resolve, reject, timer: setTimeout(late, msMax) })
      this.send(packr.pack({ token: this.file.token, id, method, params }))
    })
    return CLIENT_METHODS[method].result.parse(value) as MethodResult<M>
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.socket.close()
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer)
      reject(unavailable('the connection to it was lost'))
    }
    this.pending.clear()
  }

  private send(frame: Buffer): void {
    this.outgoing.push(frame)
    if (!this.isSending) void this.drain()
  }

  /** Sends one after the other: two sends at once are refused by the library. */
  private async drain(): Promise<void> {
    this.isSending = true
    try {
      for (let next = this.outgoing.shift(); next && !this.isClosed; next = this.outgoing.shift())
        await this.socket.send(next)
    } catch {
      // Closed while sending: what was asked is rejected by `close`.
    }
    this.isSending = false
  }

  private async listen(): Promise<void> {
    try {
      for await (const [frame] of this.socket) if (frame) this.receive(frame)
    } catch {
      // Closed while receiving.
    }
  }

  private receive(frame: Buffer): void {
    this.silentMs = 0
    const parsed = supervisorMessage.safeParse(packr.unpack(frame))
    if (!parsed.success) return
    const message = parsed.data
    if (message.type === 'telemetry') {
      this.onTelemetry(message.deployment, message.update)
      return
    }
    const pending = this.pending.get(message.id)
    if (!pending) return
    this.pending.delete(message.id)
    clearTimeout(pending.timer)
    if (message.type === 'result') pending.resolve(message.value)
    else pending.reject(new SupervisorError(message.code, message.message, message.problems))
  }
}

function unavailable(why: string): SupervisorError {
  return new SupervisorError('UNAVAILABLE', `the supervisor can't be reached (${why}): what runs goes on`)
}
