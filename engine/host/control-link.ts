import { Dealer } from 'zeromq'
import { CONTROL_PROTOCOL, type HostCommand, type HostMessage } from '../wire/control'
import { decodeCommand, encodeControl } from '../wire/control-codec'
import type { HostLaunch } from '../wire/launch'
import { FAREWELL_MS_MAX } from './limits'

/** A host's end of the control conversation. */
export class ControlLink {
  private readonly socket: Dealer
  private isClosed = false

  constructor(private readonly launch: HostLaunch) {
    this.socket = new Dealer({ sendHighWaterMark: 0, sendTimeout: 0, linger: FAREWELL_MS_MAX })
    this.socket.connect(launch.control)
  }

  /** Says hello. @param endpoint where this host listens for data. */
  greet(endpoint: string): void {
    const { token, deployment, host } = this.launch
    this.tell({ type: 'hello', protocol: CONTROL_PROTOCOL, token, deployment, host, pid: process.pid, endpoint })
  }

  tell(message: HostMessage): void {
    if (this.isClosed) return
    // Without limits a send never waits; the supervisor's end lives as long as this process.
    this.socket.send(encodeControl(message)).catch(() => undefined)
  }

  /** Hands each command to `handle`, until closed. What can't be read is told to the log. */
  async listen(handle: (command: HostCommand) => void): Promise<void> {
    while (!this.isClosed) {
      try {
        const [bytes] = await this.socket.receive()
        if (bytes) handle(decodeCommand(bytes))
      } catch (error) {
        if (this.isClosed) return
        this.log(null, 'error', `a command was dropped: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  log(node: number | null, level: 'debug' | 'info' | 'warn' | 'error', message: string, code?: string): void {
    const at = new Date().toISOString()
    this.tell({ type: 'log', at, node, level, message, ...(code === undefined ? {} : { code }) })
  }

  /** Lets the last words out and closes. */
  close(): void {
    this.isClosed = true
    this.socket.close()
  }
}
