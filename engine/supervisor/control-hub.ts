import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Router } from 'zeromq'
import type { HostCommand, HostMessage } from '../wire/control'
import { decodeHostMessage, encodeControl } from '../wire/control-codec'
import { wordsOf } from './files'
import { ROUTER_OPTIONS, SendQueue } from './send-queue'

type Hello = Extract<HostMessage, { type: 'hello' }>

/** What the hub tells the owner of a token. */
export interface HostLine {
  onHello(hello: Hello): void
  onMessage(message: HostMessage): void
}

/** The supervisor's end of the control conversation with all hosts: one ROUTER. A host is known by its token. */
export class ControlHub {
  private readonly lines = new Map<string, HostLine>()
  private readonly identities = new Map<string, string>()
  private readonly tokens = new Map<string, string>()

  private constructor(
    private readonly socket: Router,
    private readonly queue: SendQueue,
    readonly endpoint: string,
    private readonly warn: (message: string) => void,
  ) {}

  static async open(endpoint: string, warn: (message: string) => void): Promise<ControlHub> {
    const socket = new Router(ROUTER_OPTIONS)
    await socket.bind(endpoint)
    const queue = new SendQueue(socket, () => undefined)
    const hub = new ControlHub(socket, queue, endpoint, warn)
    void hub.listen()
    return hub
  }

  /** A token for one process to say hello with. */
  admit(line: HostLine): string {
    const token = randomBytes(24).toString('base64url')
    this.lines.set(token, line)
    return token
  }

  /** Forgets a process. */
  dismiss(token: string): void {
    this.lines.delete(token)
    const identity = this.identities.get(token)
    this.identities.delete(token)
    if (identity) this.tokens.delete(identity)
  }

  send(token: string, command: HostCommand): void {
    const identity = this.identities.get(token)
    if (identity) this.queue.send(identity, encodeControl(command))
  }

  close(): void {
    this.queue.close()
    this.socket.close()
  }

  private async listen(): Promise<void> {
    for await (const [identity, frame] of this.socket) if (identity && frame) this.receive(identity, frame)
  }

  private receive(identity: Buffer, frame: Buffer): void {
    const from = identity.toString('hex')
    try {
      const message = decodeHostMessage(frame)
      if (message.type === 'hello') this.greet(from, message)
      else this.lineOf(from)?.onMessage(message)
    } catch (error) {
      this.warn(`a message of a node host was dropped: ${wordsOf(error)}`)
    }
  }

  private greet(identity: string, hello: Hello): void {
    const token = [...this.lines.keys()].find((known) => isSame(known, hello.token))
    const line = token && this.lines.get(token)
    if (!token || !line) {
      this.warn(`a process (${hello.pid}) said hello as ${hello.host} with a wrong token`)
      return
    }
    this.identities.set(token, identity)
    this.tokens.set(identity, token)
    line.onHello(hello)
  }

  private lineOf(identity: string): HostLine | undefined {
    const token = this.tokens.get(identity)
    return token === undefined ? undefined : this.lines.get(token)
  }
}

/** Compares secrets in a time that does not tell how far they agree. */
export function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
